#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The mock cluster's sockets, which its interface does not show.
enum ListeningSockets {
    /// Switches Nagle's algorithm off on every socket of this process that listens; on Linux what they accept inherits
    /// it. Otherwise the second of two small answers waits for the client's acknowledgement, 40 ms.
    static func answerAtOnce() {
        var on: Int32 = 1
        for descriptor in Int32(3)..<256 {
            var listens: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens != 0 else {
                continue
            }
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        }
    }
}
