import DispositionDomain
import Kernel
import Synchronization
import Worker

/// Table `parameters`. Every batch asks which version holds; the document is read when it is not the one in hand.
enum ParameterRows {
    /// Documents by digest, kept for the life of the process: few, and never changed under a digest.
    private static let known = Mutex<[String: Parameters]>([:])

    private static let newestStatement = Statement(
        "disposition.parameters.newest", "SELECT digest FROM parameters ORDER BY version DESC LIMIT 1")

    private static let documentStatement = Statement(
        "disposition.parameters.document", "SELECT document FROM parameters WHERE digest = $1 LIMIT 1")

    /// - Throws: `fatal` when there is no version, or the newest one is not complete: a person must add a better one.
    static func current(from session: any SQLSession) throws(Fault) -> Parameters {
        let newest = try session.run(newestStatement, [])
        guard newest.count == 1 else {
            throw Fault(.fatal, "disposition.parameters", "table parameters is empty: insert a version")
        }
        let digest = newest.text(0, 0)
        if let parameters = known.withLock({ $0[digest] }) { return parameters }
        let rows = try session.run(documentStatement, [.text(digest)])
        let parameters = try read(rows.count == 1 ? rows.json(0, 0) : [])
        known.withLock { $0[digest] = parameters }
        return parameters
    }

    /// Reads one document.
    static func read(_ document: [UInt8]) throws(Fault) -> Parameters {
        let parameters = try JSONColumn.decode(Parameters.self, document, column: "parameters.document")
        if let problem = parameters.problem() {
            throw Fault(
                .fatal, "disposition.parameters",
                "version \(parameters.version) cannot be used (\(problem)): insert a higher, complete one")
        }
        return parameters
    }
}
