import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few calls on TCP sockets that the faulty proxy makes, with Swift's types.
enum LoopbackSocket {
    /// A socket that listens.
    ///
    /// - Parameter port: 0 for any free one.
    /// - Throws: `ServerUnavailable` when the port is taken.
    static func listening(on host: String, port: UInt16) throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, streamType, 0)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = try self.address(host, port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withGeneric(&address, { bind(descriptor, $0, length) }) == 0, listen(descriptor, 128) == 0,
            withGeneric(&address, { getsockname(descriptor, $0, &length) }) == 0
        else {
            let reason = errno
            close(descriptor)
            throw ServerUnavailable("no port \(host):\(port) for a proxy: errno \(reason)")
        }
        makeNonblocking(descriptor)
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A connection to a server; nil when it refuses.
    static func connected(to host: String, port: UInt16) -> Int32? {
        guard var address = try? address(host, port) else { return nil }
        let descriptor = socket(AF_INET, streamType, 0)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withGeneric(&address, { connect(descriptor, $0, length) }) == 0 else {
            close(descriptor)
            return nil
        }
        prepare(descriptor)
        return descriptor
    }

    /// The next connection that waits; nil when none does.
    static func accepted(from listener: Int32) -> Int32? {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        prepare(descriptor)
        return descriptor
    }

    /// - Returns: the bytes; empty at the end of the stream; nil when the connection is broken.
    static func read(_ descriptor: Int32, _ buffer: inout [UInt8]) -> [UInt8]? {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count >= 0 ? Array(buffer[..<count]) : nil
    }

    /// - Returns: how many bytes were taken; nil when the connection is broken.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int? {
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : nil
    }

    /// Tells the peer that nothing more comes.
    static func endWriting(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes in good order, or with a reset: what is under way is lost then and the peer's next call fails.
    static func close(_ descriptor: Int32, resets: Bool) {
        if resets {
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        }
        close(descriptor)
    }

    private static func prepare(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        makeNonblocking(descriptor)
    }

    private static func makeNonblocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private static func close(_ descriptor: Int32) {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Darwin.close(descriptor)
        #endif
    }

    private static func address(_ host: String, _ port: UInt16) throws -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw ServerUnavailable("\(host) is no IPv4 address")
        }
        return address
    }

    private static func withGeneric<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}

#if canImport(Glibc)
    private let streamType = Int32(SOCK_STREAM.rawValue)
    private let noSignal = Int32(MSG_NOSIGNAL)
#elseif canImport(Musl)
    private let streamType = SOCK_STREAM
    private let noSignal = MSG_NOSIGNAL
#else
    private let streamType = SOCK_STREAM
    private let noSignal: Int32 = 0
#endif
