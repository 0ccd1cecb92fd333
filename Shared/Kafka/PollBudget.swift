/// How many messages one poll takes: a number of records at most, and of large ones no more than a few megabytes.
struct PollBudget {
    /// A poll that holds so many bytes of keys and values takes nothing more: a thousand records can be a gigabyte, and
    /// a worker holds each several times over, as it came, decoded, and as what goes out.
    static let fullBytes = 4 << 20
    /// Records that are taken before their bytes are counted.
    private static let countedRecords = 64

    private let maxRecords: Int
    private var records = 0
    private var bytes = 0

    init(maxRecords: Int) { self.maxRecords = maxRecords }

    /// How many to take next: one, then as many as fit if they are like those before; 0 when it is enough.
    var room: Int {
        guard records > 0 else { return 1 }
        guard records < maxRecords, bytes < Self.fullBytes else { return 0 }
        let likely = (Self.fullBytes - bytes) / max(1, bytes / records)
        return min(maxRecords - records, max(1, likely), Self.countedRecords)
    }

    mutating func took(records: Int, bytes: Int) {
        self.records += records
        self.bytes += bytes
    }
}
