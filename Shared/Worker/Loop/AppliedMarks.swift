/// The windows of applied numbers that a batch touches: drops what was applied before.
struct AppliedMarks {
    private var windows: [MarkKey: SequenceWindow] = [:]
    private var touched: Set<MarkKey> = []

    /// Loads the windows of all (input lane, source lane) pairs of the batch.
    init<Working>(
        for items: ArraySlice<BatchItem<Working>>, rows: [LaneID: LaneRow], unit: any UnitOfWork
    ) throws(Fault) {
        let keys = Set(items.compactMap { Self.key(of: $0, rows: rows) })
        guard !keys.isEmpty else { return }
        for (key, bytes) in try unit.loadMarks(keys.sorted()) {
            guard let window = SequenceWindow(encoded: bytes) else {
                throw Fault(.fatal, "marks.decode", "a source_mark row of \(key.source) is not readable")
            }
            windows[key] = window
        }
    }

    /// True when the record is to be applied: not one of ours, or not applied before.
    mutating func admit<Working>(_ item: BatchItem<Working>, rows: [LaneID: LaneRow]) -> Bool {
        guard let key = Self.key(of: item, rows: rows) else { return true }
        let isFresh = windows[key, default: SequenceWindow()].admit(item.sequence)
        if isFresh { touched.insert(key) }
        return isFresh
    }

    var changed: [MarkKey: [UInt8]] {
        windows.filter { touched.contains($0.key) }.mapValues { $0.encoded() }
    }

    private static func key<Working>(of item: BatchItem<Working>, rows: [LaneID: LaneRow]) -> MarkKey? {
        guard let source = item.source, let row = rows[item.record.lane] else { return nil }
        return MarkKey(laneNumber: row.number, source: source)
    }
}
