import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the proxy does to everything that passes.
struct ProxyConditions: Sendable {
    var delayMicroseconds: Int64 = 0
    var bytesPerSecond: Int?
    var halted: Set<FaultyProxy.Direction> = []
    var isRefusing = false
}

/// Where to cut one connection.
struct ProxyTrap: Sendable {
    let text: [UInt8]
    let lost: FaultyProxy.Direction

    func isSprung(by bytes: [UInt8]) -> Bool { bytes.firstRange(of: text) != nil }
}

/// The proxy's thread: waits for sockets and commands, moves bytes. Everything in it is touched by that thread alone.
final class ProxyLoop: @unchecked Sendable {
    private let listener: Int32
    private let server: FaultyProxy.Endpoint
    private let rewriter: HostRewriter?
    private let commands: ProxyCommands
    private var connections: [ProxyConnection] = []
    private var conditions = ProxyConditions()
    private var cutEnding = FaultyProxy.Ending.reset
    private var isRunning = true
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    private(set) var bytesPassed = 0
    var trap: ProxyTrap?

    init(
        listener: Int32, server: FaultyProxy.Endpoint, rewriter: HostRewriter?, commands: ProxyCommands
    ) {
        self.listener = listener
        self.server = server
        self.rewriter = rewriter
        self.commands = commands
    }

    var connectionCount: Int { connections.count }

    func run() {
        while isRunning {
            let readable = wait()
            for command in commands.taken() { command(self) }
            guard isRunning else { return }
            if readable.contains(listener) { admit() }
            for index in connections.indices { move(&connections[index], readable) }
            bury()
        }
    }

    func change(_ body: (inout ProxyConditions) -> Void) { body(&conditions) }

    func heal() {
        conditions = ProxyConditions()
        for index in connections.indices {
            connections[index].hurry()
            connections[index].allow(bytes: nil)
        }
    }

    func cut(_ ending: FaultyProxy.Ending, afterBytes: Int?) {
        cutEnding = ending
        guard let afterBytes else { return cutAll(ending) }
        for index in connections.indices { connections[index].allow(bytes: afterBytes) }
    }

    func end() {
        cutAll(.finish)
        LoopbackSocket.close(listener, resets: false)
        isRunning = false
    }

    private func cutAll(_ ending: FaultyProxy.Ending) {
        for connection in connections { close(connection, ending) }
        connections = []
    }

    private func close(_ connection: ProxyConnection, _ ending: FaultyProxy.Ending) {
        for end in [connection.client, connection.server] { LoopbackSocket.close(end, resets: ending == .reset) }
    }

    /// Sleeps until a socket, a command or the next piece is ready.
    ///
    /// - Returns: the sockets that can be read, or that have failed.
    private func wait() -> Set<Int32> {
        var watched = [
            pollfd(fd: commands.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        let now = now()
        for connection in connections {
            watched.append(watch(connection, reads: .fromClient, writes: .fromServer, now))
            watched.append(watch(connection, reads: .fromServer, writes: .fromClient, now))
        }
        let due = connections.compactMap(\.nextDue).filter { $0 > now }.min()
        let milliseconds = due.map { Int32(clamping: ($0 - now) / 1_000 + 1) } ?? 1_000
        guard poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return [] }
        return Set(watched.lazy.filter { $0.revents & ~Int16(POLLOUT) != 0 }.map(\.fd))
    }

    /// A socket that is neither read nor written is not watched at all: its end is not to be seen.
    private func watch(
        _ connection: ProxyConnection, reads: FaultyProxy.Direction, writes: FaultyProxy.Direction, _ now: Int64
    ) -> pollfd {
        var events: Int16 = 0
        if mayRead(connection, reads) { events |= Int16(POLLIN) }
        if !connection[writes].ready(at: now).isEmpty { events |= Int16(POLLOUT) }
        return pollfd(fd: events == 0 ? -1 : connection.source(reads), events: events, revents: 0)
    }

    private func mayRead(_ connection: ProxyConnection, _ direction: FaultyProxy.Direction) -> Bool {
        let stream = connection[direction]
        return !conditions.halted.contains(direction) && !stream.isEnded && !stream.isFull
    }

    private func admit() {
        while let client = LoopbackSocket.accepted(from: listener) {
            guard !conditions.isRefusing,
                let upstream = LoopbackSocket.connected(to: server.host, port: server.port)
            else {
                LoopbackSocket.close(client, resets: true)
                continue
            }
            connections.append(ProxyConnection(client: client, server: upstream, rewriter: rewriter))
        }
    }

    private func move(_ connection: inout ProxyConnection, _ readable: Set<Int32>) {
        for direction in FaultyProxy.Direction.allCases where !connection.isOver {
            if readable.contains(connection.source(direction)), mayRead(connection, direction) {
                read(&connection, direction)
            }
            guard !connection[direction].isEmpty || connection[direction].isEnded else { continue }
            let before = connection[direction].waitingBytes
            connection.write(direction, at: now())
            bytesPassed += before - connection[direction].waitingBytes
        }
    }

    private func read(_ connection: inout ProxyConnection, _ direction: FaultyProxy.Direction) {
        guard let bytes = LoopbackSocket.read(connection.source(direction), &buffer) else {
            if errno != EAGAIN, errno != EWOULDBLOCK, errno != EINTR { connection.giveUp() }
            return
        }
        guard !bytes.isEmpty else { return connection[direction].isEnded = true }
        if direction == .fromClient, let trap, trap.isSprung(by: bytes) {
            self.trap = nil
            if trap.lost == .fromClient { return connection.giveUp() }
            connection.losesNextAnswer = true
        }
        if direction == .fromServer, connection.losesNextAnswer { return connection.giveUp() }
        connection[direction].take(
            bytes, at: now(), delay: conditions.delayMicroseconds, bytesPerSecond: conditions.bytesPerSecond)
    }

    /// Closes what is over.
    private func bury() {
        for connection in connections where connection.isOver || connection.isSpent {
            close(connection, connection.isSpent ? cutEnding : connection.isDone ? .reset : .finish)
        }
        connections.removeAll { $0.isOver || $0.isSpent }
    }

    private func now() -> Int64 { Int64(clamping: DispatchTime.now().uptimeNanoseconds / 1_000) }
}
