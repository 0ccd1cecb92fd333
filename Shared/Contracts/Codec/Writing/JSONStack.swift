/// A row of plain values that grows at its end. Frees its memory when it goes.
///
/// An array would look at each change whether somebody else holds it too, which is a good part of what writing a member
/// costs.
struct JSONStack<Element: BitwiseCopyable>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 8)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// All values; valid until the next change.
    @inline(__always)
    var all: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// - Precondition: `index` is less than `count`.
    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count)
            return base[index]
        }
        set {
            precondition(index >= 0 && index < count)
            base[index] = newValue
        }
        _modify {
            precondition(index >= 0 && index < count)
            yield &base[index]
        }
    }

    /// The last value.
    ///
    /// - Precondition: there is one.
    @inline(__always)
    var last: Element {
        get { self[count - 1] }
        _modify { yield &self[count - 1] }
    }

    /// Makes room for `more` values and gives the place of the first; `advance` says how many were written there.
    @inline(__always)
    mutating func reserve(_ more: Int) -> UnsafeMutablePointer<Element> {
        if capacity - count < more { grow(more) }
        return base + count
    }

    @inline(__always)
    mutating func advance(_ written: Int) { count += written }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        reserve(1).pointee = element
        count += 1
    }

    @inline(__always)
    mutating func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let source = elements.baseAddress else { return }
        reserve(elements.count).update(from: source, count: elements.count)
        count += elements.count
    }

    /// Forgets what was appended from `count` on.
    @inline(__always)
    mutating func shorten(to count: Int) { if count < self.count { self.count = count } }

    /// Puts `elements`, which may be some of these, in the place of all from `start` on.
    ///
    /// - Precondition: they are no more than those.
    mutating func replace(from start: Int, by elements: UnsafeBufferPointer<Element>) {
        precondition(start >= 0 && start + elements.count <= count)
        guard let source = elements.baseAddress else { return }
        (base + start).update(from: source, count: elements.count)
        count = start + elements.count
    }
}

/// The bytes that an encoder writes.
typealias JSONBytes = JSONStack<UInt8>
