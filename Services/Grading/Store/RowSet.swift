import Kernel

/// Rows of one table in memory, and which of them have changed.
struct RowSet<Row: Sendable & Equatable>: Sendable {
    private(set) var rows: [MerchantKey: Row]
    private(set) var changed: Set<MerchantKey> = []

    init(_ rows: [MerchantKey: Row] = [:]) { self.rows = rows }

    /// Setting a row that differs from the one before marks it as changed.
    subscript(key: MerchantKey) -> Row? {
        get { rows[key] }
        set {
            guard rows[key] != newValue else { return }
            rows[key] = newValue
            changed.insert(key)
        }
    }

    /// Adds rows as they were loaded; those that are here already stay.
    mutating func merge(_ loaded: [MerchantKey: Row]) { rows.merge(loaded) { known, _ in known } }

    /// The changed rows in the order of their keys.
    var dirty: [(key: MerchantKey, row: Row)] {
        changed.sorted().compactMap { key in rows[key].map { (key, $0) } }
    }
}
