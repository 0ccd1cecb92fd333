/// Events that wait for their place in the stream: a heap by tick, and by order of entry within a tick.
struct TickQueue<Element> {
    private var heap: [(tick: Int, entry: Int, element: Element)] = []
    private var entries = 0

    var count: Int { heap.count }
    var isEmpty: Bool { heap.isEmpty }
    /// The place of the next element.
    var firstTick: Int? { heap.first?.tick }

    mutating func add(_ element: Element, at tick: Int) {
        heap.append((tick, entries, element))
        entries += 1
        var child = heap.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Element? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while let child = smallestChild(of: parent), precedes(child, parent) {
            heap.swapAt(child, parent)
            parent = child
        }
        return first.element
    }

    private func smallestChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        return left + 1 < heap.count && precedes(left + 1, left) ? left + 1 : left
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        (heap[left].tick, heap[left].entry) < (heap[right].tick, heap[right].entry)
    }
}
