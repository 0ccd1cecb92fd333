/// Bytes on their way in one direction, each piece with the moment from which it may go on. Times are microseconds.
struct ProxyStream {
    private var pieces: [(due: Int64, bytes: [UInt8])] = []
    private var first = 0
    private var lastDue: Int64 = 0
    /// Bytes read and not yet passed on.
    private(set) var waitingBytes = 0
    /// Bytes that may still pass before the connection is cut; nil without a limit.
    private(set) var allowance: Int?
    var rewriter: HostRewriter?
    /// The sender has closed its end.
    var isEnded = false
    /// The end was told to the receiver.
    var isClosed = false

    /// True when nothing more may be read: a receiver that is slow, or kept slow, slows its sender down.
    var isFull: Bool { waitingBytes >= 1 << 20 }
    var isEmpty: Bool { first == pieces.count }
    /// The bytes that were allowed have passed.
    var isSpent: Bool { allowance.map { $0 <= 0 } ?? false }
    /// When the next piece may go; nil when there is none.
    var nextDue: Int64? { isEmpty ? nil : pieces[first].due }

    mutating func allow(bytes: Int?) { allowance = bytes }

    mutating func take(_ bytes: [UInt8], at now: Int64, delay: Int64, bytesPerSecond: Int?) {
        let passed = rewriter?.pass(bytes) ?? bytes
        guard !passed.isEmpty else { return }
        var due = max(lastDue, now + delay)
        if let bytesPerSecond { due += Int64(passed.count) * 1_000_000 / Int64(bytesPerSecond) }
        lastDue = due
        waitingBytes += passed.count
        pieces.append((due, passed))
    }

    /// All that waits may go at once.
    mutating func hurry() {
        for index in pieces.indices { pieces[index].due = 0 }
        lastDue = 0
    }

    /// The bytes that may go now; empty when there are none.
    func ready(at now: Int64) -> ArraySlice<UInt8> {
        guard !isEmpty, pieces[first].due <= now else { return [] }
        return pieces[first].bytes.prefix(allowance.map { max(0, $0) } ?? .max)
    }

    /// Takes away what was passed on.
    mutating func drop(_ count: Int) {
        waitingBytes -= count
        allowance = allowance.map { $0 - count }
        guard count < pieces[first].bytes.count else {
            first += 1
            if isEmpty {
                pieces.removeAll(keepingCapacity: true)
                first = 0
            }
            return
        }
        pieces[first].bytes.removeFirst(count)
    }
}
