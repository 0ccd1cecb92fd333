#if canImport(Glibc)
    import Glibc
#endif

/// One end of a TCP connection on this machine whose calls block. Closed with its owner.
final class ByteStream: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    }

    deinit { Glibc.close(descriptor) }

    /// Tells both ends that it is over; whoever waits for bytes gets none.
    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// What comes next; nil at the end.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Exactly so many bytes; nil when it ends before.
    func read(count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = count == 0 ? 0 : recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
        return got == count ? bytes : nil
    }

    /// A frame of Kafka's protocol: four bytes of length, and so many more.
    func readFrame() -> [UInt8]? {
        guard let head = read(count: 4) else { return nil }
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        return length < 1 << 20 ? read(count: length) : nil
    }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func writeFrame(_ bytes: [UInt8]) -> Bool {
        let length = bytes.count
        return write([
            UInt8(length >> 24 & 255), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255),
        ])
            && write(bytes)
    }
}

/// Of a listening socket.
extension ByteStream {
    /// The same descriptor, whose `accept` waits.
    static func unblocked(_ listener: Int32) -> Int32 {
        _ = fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) & ~O_NONBLOCK)
        return listener
    }

    /// The next client; nil when the listener was stopped.
    static func accepted(from listener: Int32) -> ByteStream? {
        let descriptor = accept(listener, nil, nil)
        return descriptor >= 0 ? ByteStream(descriptor) : nil
    }

    static func stop(_ listener: Int32) {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }
}
