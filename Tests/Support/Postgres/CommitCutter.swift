import Dispatch
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A relay between a client and PostgreSQL that cuts the line at the first COMMIT of a session, once; afterwards it
/// only passes on.
package final class CommitCutter: Sendable {
    /// Which half of the exchange is lost.
    package enum Loss: Sendable {
        /// The server never sees the COMMIT.
        case request
        /// The server has committed, the client never hears of it.
        case answer
    }

    /// The port on 127.0.0.1 to connect to.
    package let port: UInt16
    private let listener: Int32

    /// Starts to listen.
    ///
    /// - Parameter server: the port of PostgreSQL on 127.0.0.1.
    package init(server: UInt16, losing loss: Loss) throws {
        let listener = socket(AF_INET, streamType, 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withGeneric(&address) { bind(listener, $0, length) } == 0 && listen(listener, 8) == 0
        guard bound, withGeneric(&address, { getsockname(listener, $0, &length) }) == 0 else {
            throw ServerUnavailable("no port for a relay: errno \(errno)")
        }
        let plan = Plan(loss)
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Self.relay(client, server, plan)
            }
        }
    }

    /// Stops to listen; open sessions go on.
    package func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func relay(_ client: Int32, _ port: UInt16, _ plan: Plan) {
        let upstream = socket(AF_INET, streamType, 0)
        var address = loopback(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withGeneric(&address, { connect(upstream, $0, length) }) == 0 else {
            shutdown(client, Int32(SHUT_RDWR))
            return
        }
        let cut = { @Sendable in
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(upstream, Int32(SHUT_RDWR))
        }
        Thread.detachNewThread {
            pump(from: client, to: upstream) { plan.mayPass(fromClient: $0) }
            cut()
        }
        Thread.detachNewThread {
            pump(from: upstream, to: client) { _ in plan.mayPassFromServer() }
            cut()
        }
    }

    /// Passes on what comes until an end closes or `mayPass` says no.
    private static func pump(from source: Int32, to target: Int32, _ mayPass: ([UInt8]) -> Bool) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            let chunk = Array(buffer[..<count])
            guard mayPass(chunk), send(target, chunk, count, noSignal) == count else { return }
        }
    }
}

/// When to cut: shared by the two directions of all sessions.
private final class Plan: @unchecked Sendable {
    private let lock = NSLock()
    private var pending: CommitCutter.Loss?
    private var dropsAnswer = false

    init(_ loss: CommitCutter.Loss) { pending = loss }

    func mayPass(fromClient chunk: [UInt8]) -> Bool {
        lock.withLock {
            guard let loss = pending, chunk.isCommit else { return true }
            pending = nil
            dropsAnswer = loss == .answer
            return loss == .answer
        }
    }

    func mayPassFromServer() -> Bool {
        lock.withLock {
            guard dropsAnswer else { return true }
            dropsAnswer = false
            return false
        }
    }
}

extension [UInt8] {
    /// A simple query message (`Q`, four bytes of length) with the text COMMIT.
    fileprivate var isCommit: Bool { first == UInt8(ascii: "Q") && dropFirst(5).starts(with: "COMMIT".utf8) }
}

private func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
}

private func withGeneric<Result>(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
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
