import CLibpq
import Worker

extension Connection {
    /// Connects and sets the session up.
    ///
    /// Waits `connect_timeout` (10 seconds unless the URL says otherwise) for each host of the URL.
    /// - Throws: `transient` while the server is away, starting or full; `fatal` for what waiting does not mend: a
    ///   wrong password, a missing database, TLS settings that do not fit, a URL that cannot be read.
    package static func open(_ settings: ConnectionSettings) throws(Fault) -> Connection {
        let parameters = try ConnectionParameters(settings)
        let handle = parameters.withArrays { PQconnectdbParams($0, $1, 0) }
        guard let handle else { throw Fault(.transient, "connect", "out of memory") }
        if PQstatus(handle) == CONNECTION_OK { return Connection(handle: handle) }
        let message = ServerMessage.firstLine(String(cString: PQerrorMessage(handle)))
        PQfinish(handle)
        return try openAgain(parameters, after: message)
    }

    /// libpq does not tell the SQLSTATE of a refused connection, except inside a verbose message; that mode can only be
    /// asked for on a connection made step by step, which in turn knows no timeout for each host. So: a second try,
    /// only where a server has answered. Server messages have two blanks after the severity, libpq's own have one.
    private static func openAgain(_ parameters: ConnectionParameters, after message: String) throws(Fault) -> Connection
    {
        guard message.contains(":  ") else { throw clientFault(message) }
        let handle = parameters.withArrays { PQconnectStartParams($0, $1, 0) }
        guard let handle else { throw Fault(.transient, "connect", "out of memory") }
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        if finish(handle, limitMilliseconds: 10_000) {
            PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
            return Connection(handle: handle)
        }
        let verbose = String(cString: PQerrorMessage(handle))
        PQfinish(handle)
        throw serverFault(message, verbose: verbose)
    }

    /// Drives a connection that is being made until it stands or fails.
    private static func finish(_ handle: OpaquePointer, limitMilliseconds: Int) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .milliseconds(limitMilliseconds))
        var wanted = PGRES_POLLING_WRITING
        while wanted == PGRES_POLLING_WRITING || wanted == PGRES_POLLING_READING {
            guard PQstatus(handle) != CONNECTION_BAD, clock.now < deadline else { return false }
            let ready = backhaul_pq_wait(handle, wanted == PGRES_POLLING_WRITING ? 1 : 0, 500)
            if ready > 0 { wanted = PQconnectPoll(handle) }
        }
        return wanted == PGRES_POLLING_OK
    }

    /// No server refused us: the network, or settings that libpq itself finds wrong.
    private static func clientFault(_ message: String) -> Fault {
        let mendedByPeople = [
            "no password supplied", "does not support SSL", "certificate", "private key", "invalid ", "authentication",
        ]
        let isFatal = mendedByPeople.contains { message.contains($0) }
        return Fault(isFatal ? .fatal : .transient, "connect", message)
    }

    private static func serverFault(_ message: String, verbose: String) -> Fault {
        guard let code = sqlState(inVerbose: verbose) else { return Fault(.transient, "connect", message) }
        let kind = SQLState.kind(code)
        let advice = kind == .fatal ? advice(code) : ""
        return Fault(kind == .data ? .fatal : kind, "connect", message + advice, code: code)
    }

    private static func advice(_ code: String) -> String {
        switch code {
        case "28P01", "28000": ": check user, password and pg_hba.conf"
        case "3D000": ": create the database or name another one in the database URL"
        default: ""
        }
    }

    /// Finds `28P01` in `... failed: FATAL:  28P01: password authentication failed`.
    static func sqlState(inVerbose message: String) -> String? {
        guard let mark = message.firstRange(of: ":  ") else { return nil }
        let code = message[mark.upperBound...].prefix(5)
        guard code.count == 5, message[code.endIndex...].first == ":",
            code.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
        else { return nil }
        return String(code)
    }
}
