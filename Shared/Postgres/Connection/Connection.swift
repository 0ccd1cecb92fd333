import CLibpq
import Kernel
import Worker

/// One session of PostgreSQL: one owner, one thread at a time. Closing or dropping it ends the session.
///
/// Statements are prepared once and run with binary parameters and results. After a fault that ends the session
/// `isBroken` is true and the owner opens another one; nothing is repeated in here.
package final class Connection {
    let handle: OpaquePointer
    private var prepared: [Statement: [PreparedVariant]] = [:]
    private var isClosed = false
    var lostSession = false
    /// What was asked of the server so far.
    package internal(set) var traffic = Traffic()
    /// Statements that were sent and whose answers were not taken yet, see `Posting.swift`.
    var posted: [PostedStatement] = []

    /// True when the session is gone and another one has to be opened.
    package var isBroken: Bool { isClosed || lostSession || PQstatus(handle) != CONNECTION_OK }

    init(handle: OpaquePointer) {
        self.handle = handle
        // Without a receiver libpq prints notices to standard error, which is the log.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { close() }

    /// Ends the session. May be called twice.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        PQfinish(handle)
    }

    /// Runs one statement; outside a transaction it commits by itself.
    ///
    /// - Throws: `transient`, `data` or `fatal`, see `SQLSession.run`; `fatal`, too, for a column that `Rows` cannot
    ///   read.
    @discardableResult
    package func run(_ statement: Statement, _ parameters: [SQLValue] = []) throws(Fault) -> Rows {
        try refuseIfClosed(statement.name)
        let name = try preparedName(of: statement, for: parameters)
        traffic.statements += 1
        traffic.roundTrips += 1
        let result =
            posted.isEmpty
            ? BinaryParameters(parameters).withPointers { values, lengths, formats in
                PQexecPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 1)
            } : try afterPosted(statement, name, parameters)
        defer { PQclear(result) }
        try check(result, statement.name)
        if let problem = ResultRows.unreadableColumn(result) { throw Fault(.fatal, statement.name, problem) }
        return ResultRows.copy(result)
    }

    /// Runs SQL text without parameters, several statements if need be, in the simple protocol.
    ///
    /// - Parameter operation: what it is, for faults.
    /// - Returns: the command tag of the last statement, such as `COMMIT` or `ROLLBACK`.
    @discardableResult
    package func execute(_ sql: String, _ operation: String) throws(Fault) -> String {
        try refuseIfClosed(operation)
        try settle()
        traffic.statements += 1
        traffic.roundTrips += 1
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        try check(result, operation)
        return PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    /// True between BEGIN and the end of a transaction that has not failed.
    package var isInTransaction: Bool { !isClosed && PQtransactionStatus(handle) == PQTRANS_INTRANS }

    /// `name` as an SQL identifier, in double quotes.
    ///
    /// - Throws: `fatal` when it is not valid text.
    package func quoted(identifier name: String) throws(Fault) -> String {
        try refuseIfClosed("quote")
        guard let quoted = PQescapeIdentifier(handle, name, name.utf8.count) else {
            throw Fault(.fatal, "quote", "a name is not valid text")
        }
        defer { PQfreemem(quoted) }
        return String(cString: quoted)
    }

    func refuseIfClosed(_ operation: String) throws(Fault) {
        if isClosed { throw Fault(.transient, operation, "the connection is closed") }
    }

    func check(_ result: OpaquePointer?, _ operation: String) throws(Fault) {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return
        default: break
        }
        let fault = ServerMessage.fault(result, handle, operation)
        if fault.code.map(SQLState.endsSession) ?? true { lostSession = true }
        throw fault
    }
}

/// A statement as the server knows it: the same text prepared for other parameter types is another one.
private struct PreparedVariant {
    let name: String
    let types: [UInt32]

    /// NULL fits every type; a parameter prepared from a NULL has the type that the server chose and fits NULL only.
    func fits(_ parameters: [SQLValue]) -> Bool {
        types.count == parameters.count
            && zip(types, parameters).allSatisfy { type, value in value.typeID == 0 || value.typeID == type }
    }
}

extension Connection {
    /// The name under which the statement is prepared for these parameters; it is prepared if it was not.
    func preparedName(of statement: Statement, for parameters: [SQLValue]) throws(Fault) -> String {
        if let known = prepared[statement]?.first(where: { $0.fits(parameters) }) { return known.name }
        try settle()
        traffic.roundTrips += 1
        let variant = PreparedVariant(name: statement.serverName(for: parameters), types: parameters.map(\.typeID))
        let result = PQprepare(handle, variant.name, statement.labelledSQL, Int32(variant.types.count), variant.types)
        defer { PQclear(result) }
        try check(result, statement.name)
        prepared[statement, default: []].append(variant)
        return variant.name
    }
}

extension Statement {
    /// A name made from text and parameter types, so that the same statement has the same name in every session.
    fileprivate func serverName(for parameters: [SQLValue]) -> String {
        var hash = StableHash()
        hash.add(name)
        hash.add(sql)
        for parameter in parameters { hash.add(Int64(parameter.typeID)) }
        return "b" + String(hash.value, radix: 16)
    }

    /// The text with the name in front as a comment: `pg_stat_statements` and `pg_stat_activity` then show it.
    fileprivate var labelledSQL: String {
        let isPlain = name.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
        }
        return isPlain ? "/* \(name) */ \(sql)" : sql
    }
}
