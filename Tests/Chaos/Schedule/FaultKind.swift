/// What can happen to a deployment.
enum FaultKind: String, CaseIterable, Codable, Sendable, Comparable {
    /// SIGKILL of some workers.
    case kill
    /// SIGTERM of a worker; it must exit 0 within its drain limit.
    case terminate
    /// SIGSTOP of a worker for longer than its sessions with broker and database last, then SIGCONT: a zombie.
    case freeze
    /// One more copy of a worker: the partitions are shared out anew.
    case addCopy = "add_copy"
    /// One copy less, by SIGTERM.
    case removeCopy = "remove_copy"
    /// PostgreSQL stops at once, without a checkpoint, and is started again some time later.
    case databaseCrash = "database_crash"
    /// Sessions of workers ended by the server, one after the other.
    case databaseSessions = "database_sessions"
    /// Connections to the database are cut, at once or after some more bytes.
    case databaseCut = "database_cut"
    /// Everything between workers and database takes longer.
    case databaseDelay = "database_delay"
    /// Nothing passes in one direction between workers and database; the other goes on.
    case databaseHalf = "database_half"
    /// The same between workers and broker.
    case brokerCut = "broker_cut"
    case brokerDelay = "broker_delay"
    case brokerHalf = "broker_half"
    /// The broker answers requests with errors that pass.
    case brokerErrors = "broker_errors"
    /// The broker answers requests of a transaction with errors that end the producer.
    case brokerFatalErrors = "broker_fatal_errors"
    /// A broker is away for some time.
    case brokerOutage = "broker_outage"
    /// A broker answers late.
    case brokerSlow = "broker_slow"
    /// The broker is stopped and started again with its data.
    case brokerRestart = "broker_restart"

    static func < (left: FaultKind, right: FaultKind) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// How often it comes in one round through all kinds.
    var share: Int { self == .kill ? 4 : 1 }

    /// How long it lasts, in milliseconds. A freeze is longer than the sessions with broker and database.
    var lastsMilliseconds: ClosedRange<Int> {
        switch self {
        case .kill, .terminate, .addCopy, .removeCopy, .databaseCut, .brokerCut, .brokerErrors, .brokerFatalErrors,
            .brokerRestart:
            0...0
        case .freeze: 8_000...11_000
        case .databaseSessions: 200...1_500
        case .databaseCrash: 200...2_500
        case .databaseDelay, .brokerDelay, .brokerSlow: 1_500...4_000
        case .databaseHalf, .brokerHalf: 1_000...6_000
        case .brokerOutage: 1_000...4_000
        }
    }
}
