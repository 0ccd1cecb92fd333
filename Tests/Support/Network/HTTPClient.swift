import Worker

/// Just enough of HTTP to ask a server on this machine.
package enum HTTPClient {
    /// What a server said.
    package struct Answer: Sendable {
        package let status: Int
        /// The status line and the headers.
        package let head: String
        package let body: String
    }

    /// Which step did not work.
    package struct Failure: Error {
        package let step: String
    }

    /// Waits on a thread of its own: the server needs those of Swift's pool to answer.
    ///
    /// - Throws: `Failure` when the server cannot be reached or does not speak HTTP.
    package static func get(_ path: String, port: Int) async throws -> Answer {
        try await aside { try answer(path, port) }
    }

    /// Runs what blocks on a thread of its own.
    ///
    /// - Throws: what `body` throws.
    package static func aside<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { waiting in
            do {
                _ = try OSThread(name: "client") { waiting.resume(with: Result { try body() }) }
            } catch { waiting.resume(throwing: error) }
        }
    }

    /// The same for a test that may block.
    ///
    /// - Parameter method: `GET`, or what a server may refuse.
    /// - Throws: `Failure`, as `get`.
    package static func answer(_ path: String, _ port: Int, method: String = "GET") throws(Failure) -> Answer {
        let connection = try HTTPConnection(port: port)
        connection.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return try parsed(try connection.receiveAll())
    }

    /// A server's text as an answer.
    ///
    /// - Throws: `Failure` when it is none.
    package static func parsed(_ text: String) throws(Failure) -> Answer {
        guard let end = text.firstRange(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else {
            throw Failure(step: "answer '\(text)'")
        }
        return Answer(status: status, head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
    }
}
