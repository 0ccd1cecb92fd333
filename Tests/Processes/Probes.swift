import TestSupport
import Testing

extension Program {
    /// The port that a worker serves health and metrics on, once it has told.
    func httpPort() throws -> Int {
        try waitForError(containing: "http.port=", limitSeconds: 20)
        return try #require(errorText.firstMatch(of: #/http\.port=(\d+)/#).flatMap { Int($0.1) })
    }
}
