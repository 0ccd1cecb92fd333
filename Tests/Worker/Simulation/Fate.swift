import Kernel
import Worker

/// The dice, the clock and the memory of one schedule. The same draws give the same schedule.
///
/// Everything of a schedule runs on one thread; `Clock` and the factory ask for `Sendable`, hence `@unchecked`.
final class Fate: Clock, @unchecked Sendable {
    private(set) var choices: Choices
    private var microseconds: Int64 = 1_700_000_000_000_000
    /// From here on nothing fails any more.
    var isHealed = false
    /// What happened, who did it; kept only where it is asked for.
    private(set) var history: [String] = []
    private let keepsHistory: Bool
    /// Laws that were seen broken while it ran.
    private(set) var breaches: [String] = []
    private var counts = [Int](repeating: 0, count: Trouble.allCases.count)

    init(_ choices: Choices, keepsHistory: Bool) {
        self.choices = choices
        self.keepsHistory = keepsHistory
    }

    func now() -> Instant { Instant(microseconds: microseconds) }

    func monotonicMicroseconds() -> Int64 { microseconds }

    func pass(milliseconds: Int) { microseconds += Int64(milliseconds) * 1_000 }

    /// 0 to `count - 1`; 0 when all is healed.
    func pick(_ count: Int) -> Int { isHealed ? 0 : choices.draw(below: count) }

    /// True `perMille` times in a thousand while there are faults at all.
    func strikes(_ perMille: Int) -> Bool {
        perMille > 0 && !isHealed && choices.draw(below: 1_000) >= 1_000 - perMille
    }

    /// What this schedule has met.
    var met: Set<Trouble> { Set(Trouble.allCases.filter { counts[$0.rawValue] > 0 }) }

    func count(_ trouble: Trouble) { counts[trouble.rawValue] += 1 }

    func note(_ text: @autoclosure () -> String) {
        if keepsHistory { history.append(text()) }
    }

    func breach(_ text: String) {
        breaches.append(text)
        note("BREACH: \(text)")
    }
}

/// What a schedule can meet.
package enum Trouble: Int, CaseIterable, Sendable {
    case death, standstill, fault, lostAnswer, fenced, unknownOutcome, lateCommit, transactionTimeout, lostLane
    case expiredPosition, endedSession, refusedData, brokenLease, putOff, retirement, repeatedNumber
}
