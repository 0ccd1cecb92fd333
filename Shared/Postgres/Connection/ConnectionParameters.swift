import CLibpq
import Worker

/// The keywords and values that libpq connects with: what the URL says, and our defaults for what it leaves open.
struct ConnectionParameters {
    private(set) var values: [String: String]

    /// - Throws: `fatal` when the URL cannot be read. libpq's own message is left out, as it may quote the password.
    init(_ settings: ConnectionSettings) throws(Fault) {
        guard var given = Self.parse(settings.url) else {
            throw Self.unreadable("expected postgresql://user:password@host:port/database or key=value pairs")
        }
        if settings.url.contains("://"), Self.isTorn(given) {
            throw Self.unreadable("write @, : and / of a user name or password as %40, %3A and %2F")
        }
        given["options"] = Self.options(settings, given: given["options"])
        values = Self.defaults(settings).merging(given) { _, fromURL in fromURL }
    }

    /// Calls `body` with the two arrays that `PQconnectdbParams` takes.
    func withArrays<Result>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>
        ) -> Result
    ) -> Result {
        let ordered = values.sorted { $0.key < $1.key }
        let keywords = CStringTable(ordered.map(\.key))
        let texts = CStringTable(ordered.map(\.value))
        return keywords.withPointers { keywords in texts.withPointers { texts in body(keywords, texts) } }
    }

    /// Limits for the network. A dead peer is noticed within about 25 seconds instead of hours; a standby is passed
    /// over when the URL names several hosts.
    private static func defaults(_ settings: ConnectionSettings) -> [String: String] {
        [
            "application_name": settings.applicationName,
            "client_encoding": "UTF8",
            "connect_timeout": "10",
            "keepalives": "1",
            "keepalives_idle": "10",
            "keepalives_interval": "5",
            "keepalives_count": "3",
            "tcp_user_timeout": "25000",
            "target_session_attrs": "read-write",
        ]
    }

    /// Settings that the server applies before the first statement. Those of the URL come last, so that they win.
    private static func options(_ settings: ConnectionSettings, given: String?) -> String {
        let limits = settings.limits
        var session = [
            ("search_path", "\"" + settings.schema.replacing("\"", with: "\"\"") + "\""),
            ("statement_timeout", "\(limits.statementSeconds)s"),
            ("lock_timeout", "\(limits.lockSeconds)s"),
            ("idle_in_transaction_session_timeout", "\(limits.idleInTransactionSeconds)s"),
            ("TimeZone", "UTC"),
            ("client_min_messages", "warning"),
            ("default_transaction_isolation", "read committed"),
            // The server, too, must notice that we are gone: until then our rows stay locked.
            ("tcp_keepalives_idle", "10"), ("tcp_keepalives_interval", "5"), ("tcp_keepalives_count", "3"),
            ("tcp_user_timeout", "25000"),
            // Statements here are short; compiling one costs more than it saves.
            ("jit", "off"),
        ]
        session += settings.serverSettings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let ours = session.map { "-c \($0.0)=\(escaped($0.1))" }
        return (ours + (given.map { [$0] } ?? [])).joined(separator: " ")
    }

    /// In `options` a space ends an argument and a backslash takes the next character as it is.
    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing(" ", with: "\\ ")
    }

    private static func unreadable(_ advice: String) -> Fault {
        Fault(.fatal, "connect", "the database URL cannot be read: \(advice)")
    }

    /// True when a sign of the password ended it early: what follows would be looked up as a host or a port, and shown
    /// in the message that there is no such thing.
    private static func isTorn(_ given: [String: String]) -> Bool {
        let host = given["host"] ?? ""
        let isAbstractSocket = host.hasPrefix("@/")
        let hasRest = (host.contains("@") && !isAbstractSocket) || given["dbname"]?.contains("@") ?? false
        return hasRest || !(given["port"] ?? "").allSatisfy { $0.isNumber || $0 == "," }
    }

    private static func parse(_ url: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            PQfreemem(message)
            return nil
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var entry = options
        while let keyword = entry.pointee.keyword {
            if let value = entry.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            entry = entry.successor()
        }
        return values
    }
}

/// Texts as an array of C strings that ends with a null pointer.
struct CStringTable {
    private var bytes: [CChar] = []
    private var starts: [Int] = []

    init(_ texts: [String]) {
        for text in texts {
            starts.append(bytes.count)
            bytes.append(contentsOf: text.utf8CString)
        }
    }

    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { buffer in
            var pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { array in
                // The array holds at least the closing null, so it has an address.
                array.baseAddress.map(body) ?? withUnsafePointer(to: nil, body)
            }
        }
    }
}
