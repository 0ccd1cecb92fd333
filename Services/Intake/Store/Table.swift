/// The rows of one table that a batch has loaded, and what became of them: only rows that differ are written.
///
/// Each row lives on the heap: it is large, and to hand one on by value costs a dozen counts of references.
package struct Table<Key: Hashable & Comparable & Sendable, Row: Hashable & Sendable>: Sendable {
    private var before: [Key: Box] = [:]
    private var rows: [Key: Box] = [:]

    fileprivate final class Box: Sendable {
        let row: Row

        init(_ row: Row) { self.row = row }
    }

    /// A row that differs from what was loaded; `before` is nil when it is new.
    package struct Change {
        package let key: Key
        private let old: Box?
        private let new: Box

        fileprivate init(_ key: Key, _ old: Box?, _ new: Box) {
            self.key = key
            self.old = old
            self.new = new
        }

        package var before: Row? { old?.row }
        package var row: Row { new.row }
        /// True when the database does not have the row yet.
        package var isNew: Bool { old == nil }
    }

    /// Empty.
    package init() {}

    /// The row as it is now.
    package subscript(key: Key) -> Row? {
        get { rows[key]?.row }
        set { rows[key] = newValue.map(Box.init) }
    }

    /// All keys with a row, in order.
    package var keys: [Key] { rows.keys.sorted() }

    /// Takes over a row as the database has it.
    package mutating func load(_ key: Key, _ row: Row) {
        let box = Box(row)
        before[key] = box
        rows[key] = box
    }

    /// The rows that differ from what was loaded, in key order.
    package var changes: [Change] {
        rows.keys.sorted().compactMap { key in
            guard let new = rows[key] else { return nil }
            let old = before[key]
            return old === new || old?.row == new.row ? nil : Change(key, old, new)
        }
    }
}
