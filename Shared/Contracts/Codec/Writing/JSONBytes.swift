/// Bytes that grow at their end: what an encoder writes into, without a check at each byte.
final class JSONBytes {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes that were written.
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// What was written; valid until the next change.
    @inline(__always)
    var all: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Makes room and gives the place of the next byte; `advance` says how many were written there.
    @inline(__always)
    func reserve(_ more: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - count < more { grow(more) }
        return base + count
    }

    @inline(__always)
    func advance(_ written: Int) { count += written }

    @inline(never)
    private func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }

    @inline(__always)
    func append(_ byte: UInt8) {
        reserve(1).pointee = byte
        count += 1
    }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    /// Copies bytes that were written to a place behind them that `reserve` gave.
    func copy(_ range: Range<Int>, to target: UnsafeMutablePointer<UInt8>) {
        target.update(from: base + range.lowerBound, count: range.count)
    }

    /// Puts `bytes`, which may be some of these, in the place of all from `start` on.
    ///
    /// - Precondition: they are no more than those.
    func replace(from start: Int, by bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        (base + start).update(from: source, count: bytes.count)
        count = start + bytes.count
    }

    /// Puts another byte in the place of the last one.
    func replaceLast(_ byte: UInt8) { base[count - 1] = byte }

    /// Forgets what was written from `end` on.
    func shorten(to end: Int) { count = min(count, end) }
}
