/// How far the world may be ahead of the workers.
package struct FlowLimits: Sendable, Hashable {
    /// Bytes in one partition that its slowest reader has not read; an embedded broker keeps 5 MiB a partition and
    /// drops the oldest silently.
    package var bytesAheadPerPartition: Int
    /// The same in records.
    package var recordsAheadPerPartition: Int64
    /// Items that arrived and that no bench was asked about yet.
    package var unitsAhead: Int
    /// Bytes published at most between two looks at the workers' positions.
    package var bytesPerLook: Int
    /// Records published at most between two looks.
    package var recordsPerLook: Int
    /// Time between two looks.
    package var millisecondsBetweenLooks: Int64

    package init(
        bytesAheadPerPartition: Int = 2 << 20, recordsAheadPerPartition: Int64 = 1_000, unitsAhead: Int = 4_000,
        bytesPerLook: Int = 1 << 20, recordsPerLook: Int = 3_000, millisecondsBetweenLooks: Int64 = 150
    ) {
        self.bytesAheadPerPartition = bytesAheadPerPartition
        self.recordsAheadPerPartition = recordsAheadPerPartition
        self.unitsAhead = unitsAhead
        self.bytesPerLook = bytesPerLook
        self.recordsPerLook = recordsPerLook
        self.millisecondsBetweenLooks = millisecondsBetweenLooks
    }
}
