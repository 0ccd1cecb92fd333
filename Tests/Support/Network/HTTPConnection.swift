#if canImport(Glibc)
    import Glibc
#endif

/// One connection to a server on this machine, for tests that send what no client would. Ends with its owner.
package final class HTTPConnection {
    private let socket: Int32

    /// - Parameter limitMilliseconds: longest wait for the server's next bytes.
    /// - Throws: `HTTPClient.Failure` when nobody listens.
    package init(port: Int, limitMilliseconds: Int = 20_000) throws(HTTPClient.Failure) {
        let handle = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard handle >= 0 else { throw HTTPClient.Failure(step: "socket") }
        var limit = timeval(tv_sec: limitMilliseconds / 1_000, tv_usec: limitMilliseconds % 1_000 * 1_000)
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
            Glibc.close(handle)
            throw HTTPClient.Failure(step: "connect")
        }
        socket = handle
    }

    deinit { Glibc.close(socket) }

    /// - Returns: false when the server has closed meanwhile.
    @discardableResult
    package func send(_ text: String) -> Bool { send(bytes: Array(text.utf8)) }

    /// The same for what is no text.
    @discardableResult
    package func send(bytes: [UInt8]) -> Bool {
        Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What comes next; empty at the end of the stream, in good order or not.
    ///
    /// - Throws: `HTTPClient.Failure` when nothing comes within the limit.
    package func receive() throws(HTTPClient.Failure) -> String {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count >= 0 else {
            if errno == ECONNRESET { return "" }
            throw HTTPClient.Failure(step: "read")
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// So many bytes.
    ///
    /// - Throws: `HTTPClient.Failure` when they do not all come within the limit.
    package func receive(exactly count: Int) throws(HTTPClient.Failure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        guard recv(socket, &buffer, count, Int32(MSG_WAITALL)) == count else {
            throw HTTPClient.Failure(step: "read of \(count) bytes")
        }
        return buffer
    }

    /// Everything until the server ends the connection.
    ///
    /// - Throws: `HTTPClient.Failure` when nothing comes within the limit.
    package func receiveAll() throws(HTTPClient.Failure) -> String {
        var text = ""
        while true {
            let piece = try receive()
            if piece.isEmpty { return text }
            text += piece
        }
    }
}
