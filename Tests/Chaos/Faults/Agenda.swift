import Foundation

/// What is to happen later: the ends of faults that last.
struct Agenda {
    private var entries: [(due: Date, action: () throws -> Void)] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(afterMilliseconds milliseconds: Int, _ action: @escaping () throws -> Void) {
        entries.append((Date() + Double(milliseconds) / 1_000, action))
        entries.sort { $0.due < $1.due }
    }

    /// Takes out what is due; all that there is when `all` is true.
    mutating func takeDue(all: Bool = false) -> [() throws -> Void] {
        let now = Date()
        let count = all ? entries.count : entries.prefix { $0.due <= now }.count
        defer { entries.removeFirst(count) }
        return entries.prefix(count).map(\.action)
    }
}
