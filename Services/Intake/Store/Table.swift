/// The rows of one table that a batch has loaded, and what became of them: only rows that differ are written.
package struct Table<Key: Hashable & Comparable & Sendable, Row: Hashable & Sendable>: Sendable {
    private var before: [Key: Row] = [:]
    private var rows: [Key: Row] = [:]

    /// A row that differs from what was loaded; `before` is nil when it is new.
    package struct Change {
        package let key: Key
        package let before: Row?
        package let row: Row
    }

    /// Empty.
    package init() {}

    /// The row as it is now.
    package subscript(key: Key) -> Row? {
        get { rows[key] }
        set { rows[key] = newValue }
    }

    /// All keys with a row, in order.
    package var keys: [Key] { rows.keys.sorted() }

    /// Takes over a row as the database has it.
    package mutating func load(_ key: Key, _ row: Row) {
        before[key] = row
        rows[key] = row
    }

    /// The rows that differ from what was loaded, in key order.
    package var changes: [Change] {
        // Keys are put in order, not rows: a row is large, and moving one costs a dozen counts of references.
        rows.keys.sorted().compactMap { key in
            guard let row = rows[key] else { return nil }
            let old = before[key]
            return old == row ? nil : Change(key: key, before: old, row: row)
        }
    }
}
