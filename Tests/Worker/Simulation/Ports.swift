import Worker

/// What a port call may meet, before it takes effect and after: a fault, the death of the process, or a long pause in
/// which others go on.
final class Ports {
    let fate: Fate
    let setting: Setting
    let removal: Removal?
    /// Lets other copies of workers and relays go on while the caller stands still.
    var whileOthersGoOn: () -> Void = {}
    private var depth = 0

    init(_ fate: Fate, _ setting: Setting, removal: Removal?) {
        self.fate = fate
        self.setting = setting
        self.removal = removal
    }

    /// The call is about to take effect.
    ///
    /// - Parameter canFail: false where the port may only be slow or see the end of the process.
    /// - Throws: `transient`, or the death of the process as a `fatal` fault.
    func before(_ name: String, _ life: Life, canFail: Bool = true) throws(Fault) {
        guard !life.isOver else { throw Life.death }
        guard !fate.isHealed, try meets(name, life) else { return }
        guard canFail else { return }
        fate.count(.fault)
        fate.note("\(life): \(name) fails")
        throw Fault(.transient, name, "the world is away")
    }

    /// The call has taken effect; its answer may be lost.
    func after(_ name: String, _ life: Life, canFail: Bool = true) throws(Fault) {
        guard !fate.isHealed, try meets(name, life) else { return }
        guard canFail else { return }
        fate.count(.lostAnswer)
        fate.note("\(life): \(name) is done, but the answer is lost")
        throw Fault(.transient, name, "the connection broke")
    }

    /// - Returns: true for a fault.
    private func meets(_ name: String, _ life: Life) throws(Fault) -> Bool {
        let troubles = setting.death + setting.standstill + setting.fault
        guard troubles > 0 else { return false }
        let die = fate.pick(1_000) - (1_000 - troubles)
        if die < 0 { return false }
        if die < setting.fault { return true }
        if die < setting.fault + setting.standstill {
            try standStill(name, life)
            return false
        }
        throw kill(life, "dies at \(name)")
    }

    private func kill(_ life: Life, _ how: String) -> Fault {
        life.isOver = true
        fate.count(.death)
        fate.note("\(life) \(how)")
        return Life.death
    }

    private func standStill(_ name: String, _ life: Life) throws(Fault) {
        guard depth < 3 else { return }
        depth += 1
        fate.count(.standstill)
        fate.note("\(life) stands still at \(name)")
        for _ in 0...fate.pick(8) { whileOthersGoOn() }
        depth -= 1
        fate.note("\(life) goes on")
    }
}

/// One life of a process: from its start to its death.
final class Life: CustomStringConvertible {
    private let name: String
    private let number: Int
    var isOver = false

    init(_ name: String, _ number: Int) {
        self.name = name
        self.number = number
    }

    var description: String { number > 1 ? "\(name), life \(number)" : name }

    static let death = Fault(.fatal, "life", "kill -9")
}
