import Postgres
import Worker

/// Lets one copy judge at a time: an advisory lock of a session, given up when the session ends.
final class JudgeLease {
    private let settings: ConnectionSettings
    private var connection: Connection?

    init(url: String) {
        settings = ConnectionSettings(url: url, schema: "public", applicationName: "backhaul-audit-lease")
    }

    /// True when the lease is ours: taken now, or kept since the last call.
    ///
    /// - Throws: `transient` while the server is away, and once when the session has broken; `fatal` for what waiting
    ///   does not mend.
    func hold() throws(Fault) -> Bool {
        if let connection, !connection.isBroken {
            // The session is asked, since only an answer proves that the server still knows it.
            do throws(Fault) {
                try connection.execute("SELECT 1", "audit.lease")
                return true
            } catch {
                release()
                throw error
            }
        }
        let opened = try Connection.open(settings)
        guard try opened.run(Self.take).bool(0, 0) else {
            opened.close()
            return false
        }
        connection = opened
        return true
    }

    func release() {
        connection?.close()
        connection = nil
    }

    private static let take = Statement(
        "audit.lease", "SELECT pg_try_advisory_lock(hashtextextended('backhaul audit', 0))")
}
