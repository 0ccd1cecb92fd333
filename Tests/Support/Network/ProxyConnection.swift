/// One client's connection through a faulty proxy, with the connection to the server behind it.
struct ProxyConnection {
    let client: Int32
    let server: Int32
    private var fromClient = ProxyStream()
    private var fromServer = ProxyStream()
    /// What the server says next is not passed on; the connection ends there.
    var losesNextAnswer = false
    /// One end is gone without the other having heard of it.
    private(set) var isDone = false

    init(client: Int32, server: Int32, rewriter: HostRewriter?) {
        self.client = client
        self.server = server
        fromServer.rewriter = rewriter
    }

    subscript(direction: FaultyProxy.Direction) -> ProxyStream {
        get { direction == .fromClient ? fromClient : fromServer }
        set { if direction == .fromClient { fromClient = newValue } else { fromServer = newValue } }
    }

    func source(_ direction: FaultyProxy.Direction) -> Int32 { direction == .fromClient ? client : server }
    func target(_ direction: FaultyProxy.Direction) -> Int32 { direction == .fromClient ? server : client }

    /// Both directions are at their end.
    var isOver: Bool { isDone || (fromClient.isClosed && fromServer.isClosed) }
    /// As many bytes have passed as were allowed before the cut.
    var isSpent: Bool { fromClient.isSpent || fromServer.isSpent }

    /// When the next piece of either direction may go.
    var nextDue: Int64? { [fromClient.nextDue, fromServer.nextDue].compactMap { $0 }.min() }

    mutating func giveUp() { isDone = true }

    /// From now on so many bytes may pass in each direction; nil lifts the limit.
    mutating func allow(bytes: Int?) {
        fromClient.allow(bytes: bytes)
        fromServer.allow(bytes: bytes)
    }

    mutating func hurry() {
        fromClient.hurry()
        fromServer.hurry()
    }

    /// Passes on what is due.
    mutating func write(_ direction: FaultyProxy.Direction, at now: Int64) {
        while true {
            let bytes = self[direction].ready(at: now)
            guard !bytes.isEmpty else { break }
            guard let count = LoopbackSocket.write(bytes, to: target(direction)) else { return giveUp() }
            guard count > 0 else { return }
            self[direction].drop(count)
        }
        guard self[direction].isEnded, self[direction].isEmpty, !self[direction].isClosed else { return }
        self[direction].isClosed = true
        LoopbackSocket.endWriting(target(direction))
    }
}
