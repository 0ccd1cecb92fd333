import Kernel
import Worker

/// The dice and the clock of one schedule. The same seed gives the same schedule.
///
/// Everything of a schedule runs on one thread; `Clock` and the factory ask for `Sendable`, hence `@unchecked`.
final class Fate: Clock, @unchecked Sendable {
    private var generator: SeededGenerator
    private var microseconds: Int64 = 1_700_000_000_000_000
    /// From here on nothing fails any more.
    var isHealed = false
    /// The last things that happened, for the message of a failing schedule.
    private(set) var history: [String] = []
    private let keepsHistory: Bool

    init(seed: UInt64, keepsHistory: Bool) {
        generator = SeededGenerator(seed: seed)
        self.keepsHistory = keepsHistory
    }

    func now() -> Instant { Instant(microseconds: microseconds) }

    func monotonicMicroseconds() -> Int64 { microseconds }

    func pass(milliseconds: Int) { microseconds += Int64(milliseconds) * 1_000 }

    /// 0 to `count - 1`.
    func pick(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &generator) }

    /// True `perMille` times in a thousand while there are faults at all.
    func strikes(_ perMille: Int) -> Bool { !isHealed && pick(1_000) < perMille }

    func coin() -> Bool { pick(2) == 0 }

    /// What this schedule has met, and how often.
    private(set) var met: [String: Int] = [:]

    func count(_ what: String) { met[what, default: 0] += 1 }

    func note(_ text: @autoclosure () -> String) {
        if keepsHistory { history.append(text()) }
    }
}

/// What a port call may meet: a fault, the death of the process, or a long pause in which others go on.
final class Ports {
    let fate: Fate
    /// Lets other copies of workers and relays go on while the caller stands still.
    var whileOthersGoOn: () -> Void = {}
    private var depth = 0

    init(_ fate: Fate) { self.fate = fate }

    /// - Parameter canFail: false where the port may only be slow or see the end of the process.
    /// - Throws: `transient`, or the death of the process as a `fatal` fault.
    func call(_ name: String, by life: Life, canFail: Bool = true) throws(Fault) {
        guard !life.isOver else { throw Life.death }
        if fate.strikes(4) {
            life.isOver = true
            fate.count("death")
            fate.note("\(life.name) dies in \(name)")
            throw Life.death
        }
        if fate.strikes(25) { standStill(name, life) }
        if canFail, fate.strikes(20) {
            fate.count("fault")
            fate.note("\(life.name): fault in \(name)")
            throw Fault(.transient, name, "the world is away")
        }
    }

    private func standStill(_ name: String, _ life: Life) {
        guard depth < 3 else { return }
        depth += 1
        fate.count("standstill")
        fate.note("\(life.name) stands still in \(name)")
        for _ in 0...fate.pick(8) { whileOthersGoOn() }
        fate.note("\(life.name) goes on in \(name)")
        depth -= 1
    }
}

/// One life of a process: from its start to its death.
final class Life {
    let name: String
    var isOver = false

    init(_ name: String) { self.name = name }

    static let death = Fault(.fatal, "life", "kill -9")
}
