import Worker

/// What an SQLSTATE asks of us.
///
/// - Source: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
enum SQLState {
    /// The code that the server gives when a lock was not to be had within `lock_timeout`.
    static let lockNotAvailable = "55P03"

    static func kind(_ code: String) -> Fault.Kind {
        if let kind = exact[code] { return kind }
        return classes[String(code.prefix(2))] ?? .fatal
    }

    /// After these the session is of no use, although its socket may still be open.
    static func endsSession(_ code: String) -> Bool {
        code.hasPrefix("08") || code.hasPrefix("57P0") || ["25006", "25P03", "26000"].contains(code)
    }

    private static let exact: [String: Fault.Kind] = [
        "08P01": .fatal,  // protocol violation: a wrong number of parameters, so the program is wrong
        "25006": .transient,  // read-only: a standby, in the middle of a failover
        "25P03": .transient,  // idle in transaction for too long
        "26000": .transient,  // the prepared statement is gone: a pooler changed the server session under us
        "55006": .transient,  // object in use
        "55P03": .transient,  // lock timeout
        "57014": .transient,  // statement timeout
    ]

    private static let classes: [String: Fault.Kind] = [
        "08": .transient,  // connection
        "21": .data,  // the same row twice in one upsert: the batch, halved, goes through
        "22": .data,  // value out of range, not valid text
        "23": .data,  // constraint
        "40": .transient,  // serialization, deadlock
        "53": .transient,  // disk full, out of memory, too many connections
        "54": .data,  // program limits: above all a key that is too long for an index
        "57": .transient,  // shutdown, crash, not yet started
        "58": .transient,  // input or output error of the server's machine
    ]
}
