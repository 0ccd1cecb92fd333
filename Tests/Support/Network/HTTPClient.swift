import Worker

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
        try await withCheckedThrowingContinuation { waiting in
            do {
                _ = try OSThread(name: "client") { waiting.resume(with: Result { try answer(path, port) }) }
            } catch { waiting.resume(throwing: error) }
        }
    }

    /// The same for a test that may block.
    ///
    /// - Throws: `Failure`, as `get`.
    package static func answer(_ path: String, _ port: Int) throws(Failure) -> Answer {
        let socket = try connected(port)
        defer { close(socket) }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard write(socket, request, request.count) == request.count else { throw Failure(step: "write") }
        let text = try all(from: socket)
        guard let end = text.firstRange(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else {
            throw Failure(step: "answer '\(text)'")
        }
        return Answer(status: status, head: String(text[..<end.lowerBound]), body: String(text[end.upperBound...]))
    }

    private static func connected(_ port: Int) throws(Failure) -> Int32 {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw Failure(step: "socket") }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(handle)
            throw Failure(step: "connect")
        }
        return handle
    }

    private static func all(from socket: Int32) throws(Failure) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(socket, &buffer, buffer.count)
            guard count >= 0 else { throw Failure(step: "read") }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
