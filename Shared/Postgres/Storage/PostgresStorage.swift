import Kernel
import Worker

/// The database of one worker thread. Connects on first use and again after the connection broke.
package final class PostgresStorage: Storage {
    private let session: Session

    /// - Parameter settings: of the service's own schema and role.
    package init(_ settings: ConnectionSettings) {
        var settings = settings
        // One plan a statement, made for arrays of any length; see `Session.connection` for when it is renewed.
        settings.serverSettings["plan_cache_mode"] = "force_generic_plan"
        session = Session(settings)
    }

    /// Connects now, for a start-up that wants to know. Without it the first use connects.
    ///
    /// - Throws: `transient` while the server is away, `fatal` for a wrong password and the like.
    package func connect() throws(Fault) { _ = try session.connection() }

    /// What the session that is open has asked of the server; nothing while none is open.
    package var traffic: Traffic { session.traffic }

    package func transaction<Result>(
        _ body: (any UnitOfWork) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        try session.transaction { (unit) throws(Fault) in try body(unit) }
    }

    package func registerLanes(_ lanes: [LaneID]) throws(Fault) {
        guard !lanes.isEmpty else { return }
        let key = AdvisoryLock.key("lanes", schema: session.schema)
        try session.transaction { (unit) throws(Fault) in
            try unit.run(LaneStatements.lockRegistration, [.int8(key)])
            try unit.run(LaneStatements.register, LaneStatements.keys(lanes))
            Crash.at(.lanesRegistering)
        }
    }

    package func readLanes(_ lanes: [LaneID]) throws(Fault) -> [LaneID: LaneRow] {
        guard !lanes.isEmpty else { return [:] }
        return LaneStatements.rows(try session.run(LaneStatements.read, LaneStatements.keys(lanes)))
    }

    package func nextTimerDue() throws(Fault) -> Instant? {
        let rows = try session.run(TimerStatements.nextDue)
        return rows.optionalInt(0, 0).map { Instant(microseconds: $0) }
    }

    package func claim(_ deployment: Deployment) throws(Fault) -> Deployment {
        let parameters: [SQLValue] = [.text(deployment.topicPrefix), .text(deployment.clusterID)]
        let rows = try session.run(LaneStatements.claim, parameters)
        return Deployment(topicPrefix: rows.text(0, 0), clusterID: rows.text(0, 1))
    }

    package func close() { session.close() }
}
