import CLibpq
import Worker

/// A statement on its way, and what its answer means.
struct PostedStatement {
    let name: String
    let judge: (Result<Int, Fault>) -> Fault?
}

/// Statements without waiting, by the pipeline mode of libpq: on while any are posted, off else.
///
/// - Source: PostgreSQL documentation, libpq, "Pipeline Mode".
extension Connection {
    /// How many may be on their way: the server's answers, some 30 bytes each, have to fit into the socket's buffer.
    private static let mostPosted = 64

    /// Sends a statement without waiting for its answer.
    ///
    /// - Throws: as `run`, of an earlier statement; see `SQLSession.post`.
    package func post(
        _ statement: Statement, _ parameters: [SQLValue], judge: @escaping (Result<Int, Fault>) -> Fault?
    ) throws(Fault) {
        try refuseIfClosed(statement.name)
        let name = try preparedName(of: statement, for: parameters)
        if posted.isEmpty, PQenterPipelineMode(handle) != 1 { throw lost(statement.name) }
        try send(statement, name, parameters)
        // At once: else libpq gathers what fits into its buffer, and the server has nothing to do meanwhile.
        guard PQflush(handle) == 0 else { throw lost(statement.name) }
        traffic.statements += 1
        posted.append(PostedStatement(name: statement.name, judge: judge))
        if posted.count >= Self.mostPosted { try settle() }
    }

    /// Waits for the answers of everything that was posted.
    ///
    /// - Throws: what the first refused statement of them met; none after it had any effect.
    package func settle() throws(Fault) {
        guard !posted.isEmpty else { return }
        traffic.roundTrips += 1
        try synchronize()
        let fault = takeAnswers()
        try leavePipeline()
        if let fault { throw fault }
    }

    /// Sends one more statement after those that were posted and waits for all answers.
    ///
    /// - Returns: the answer of the last one, to be checked and cleared by the caller.
    func afterPosted(
        _ statement: Statement, _ name: String, _ parameters: [SQLValue]
    ) throws(Fault) -> OpaquePointer? {
        try send(statement, name, parameters)
        try synchronize()
        let fault = takeAnswers()
        let result = PQgetResult(handle)
        PQclear(PQgetResult(handle))
        do { try leavePipeline() } catch {
            PQclear(result)
            throw error
        }
        if let fault {
            PQclear(result)
            throw fault
        }
        return result
    }

    private func send(_ statement: Statement, _ name: String, _ parameters: [SQLValue]) throws(Fault) {
        let isSent = BinaryParameters(parameters).withPointers { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw lost(statement.name) }
    }

    private func synchronize() throws(Fault) {
        guard PQpipelineSync(handle) == 1 else { throw lost("pipeline") }
    }

    /// Takes the answers of posted statements in their order; after a refused one the server passes over the others.
    private func takeAnswers() -> Fault? {
        var fault: Fault?
        for statement in posted {
            let result = PQgetResult(handle)
            if fault == nil { fault = problem(of: result, statement) }
            PQclear(result)
            // A null ends the answers of each statement.
            PQclear(PQgetResult(handle))
        }
        posted = []
        return fault
    }

    private func problem(of result: OpaquePointer?, _ statement: PostedStatement) -> Fault? {
        statement.judge(
            Result { () throws(Fault) in
                try check(result, statement.name)
                return ResultRows.affected(result)
            })
    }

    private func leavePipeline() throws(Fault) {
        let end = PQgetResult(handle)
        defer { PQclear(end) }
        guard PQresultStatus(end) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(handle) == 1 else {
            throw lost("pipeline")
        }
    }

    /// The session can be used no more: what was sent may have been done or not, and is rolled back with the session.
    private func lost(_ operation: String) -> Fault {
        posted = []
        lostSession = true
        return Fault(.transient, operation, ServerMessage.firstLine(String(cString: PQerrorMessage(handle))))
    }
}
