/// Every limit of a worker's loops, unit last in the name.
package struct WorkerLimits: Sendable, Equatable {
    /// Records in one transaction.
    package var batchRecords = 1_000
    /// How long a poll waits for the first record.
    package var pollWaitMilliseconds = 50
    /// Timers in one transaction.
    package var timersPerBatch = 500
    /// How long a timer is put off that cannot fire, while the others go on.
    package var timerPutOffSeconds = 3_600
    /// How often the table of timers is looked at.
    package var timerCheckMilliseconds = 250
    /// Bytes of outbox segments in one relay transaction.
    package var relayBytes = 1_048_576
    /// How often the relay looks for what other copies have committed.
    package var relayPollMilliseconds = 20
    /// How often a copy without the lease asks for it.
    package var leaseRetryMilliseconds = 1_000
    /// How often the relay looks for lanes that were registered since.
    package var laneDiscoveryMilliseconds = 500
    /// How often the relay frees outbox partitions.
    package var reclaimMilliseconds = 30_000
    /// How long leaving the group and closing producers may take.
    package var closeMilliseconds = 3_000
    package var retry = RetryPolicy()

    package init() {}
}
