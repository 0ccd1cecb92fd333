import Kernel
import Worker

/// The database as one worker thread sees it.
final class ModelStorage: Storage {
    let database: ModelDatabase
    let ports: Ports
    let life: Life
    /// What the worker knows of its lanes: where it read them last, or moved them itself. For `Removal.compare`.
    private(set) var believed: [LaneID: Int64?] = [:]

    init(_ database: ModelDatabase, ports: Ports, life: Life) {
        self.database = database
        self.ports = ports
        self.life = life
    }

    func transaction<Result>(_ body: (any UnitOfWork) throws(Fault) -> Result) throws(Fault) -> Result {
        try ports.before("begin", life)
        let transaction = ModelTransaction(self)
        defer { database.release(transaction) }
        let result = try body(transaction)
        try transaction.commit()
        if ports.removal == .compare { remember(transaction.writes) }
        return result
    }

    private func remember(_ writes: [ModelDatabase.Write]) {
        for case .move(let move) in writes { believed[move.lane] = .some(move.nextOffset) }
    }

    func registerLanes(_ lanes: [LaneID]) throws(Fault) {
        try ports.before("lanes.register", life)
        database.register(lanes)
        try ports.after("lanes.register", life)
    }

    func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] {
        try ports.before("lanes.read", life)
        var rows: [LaneID: LaneRow] = [:]
        for lane in lanes {
            guard let number = database.number(of: lane) else { continue }
            rows[lane] = database.rows[number]
            if ports.removal == .compare { believed[lane] = .some(database.rows[number].nextOffset) }
        }
        return rows
    }

    func claim(_ deployment: Deployment) throws(Fault) -> Deployment {
        try ports.before("deployment", life)
        let stored = database.deployment ?? deployment
        database.deployment = stored
        try ports.after("deployment", life)
        return stored
    }

    func nextTimerDue() throws(Fault) -> Instant? {
        try ports.before("timers.next", life)
        return database.timers.lazy.map(\.dueAt).min()
    }

    func close() {}
}
