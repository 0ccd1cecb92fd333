/// Every metric name, in one place, in Prometheus style: unit and `_total` last.
package enum MetricName {
    /// Records whose effects were committed. Label `topic`.
    package static let recordsApplied = "backhaul_records_applied_total"
    /// Records of our own that had been applied before. Label `topic`.
    package static let recordsDropped = "backhaul_records_dropped_total"
    /// Records moved to a dead-letter topic. Labels `topic`, `reason`.
    package static let deadLetters = "backhaul_dead_letters_total"
    /// Batches committed.
    package static let batches = "backhaul_batches_total"
    /// Batches tried again after a fault. Label `kind`.
    package static let batchRetries = "backhaul_batch_retries_total"
    /// Lanes found to be moved by another process.
    package static let lanesLost = "backhaul_lanes_lost_total"
    /// Lanes that this process reads now.
    package static let lanesAssigned = "backhaul_lanes_assigned"
    /// Lanes that wait for a person.
    package static let lanesStopped = "backhaul_lanes_stopped"
    /// Timers that fired.
    package static let timersFired = "backhaul_timers_fired_total"
    /// Time of a batch from its first record to its commit.
    package static let batchSeconds = "backhaul_batch_duration_seconds"
    /// Events published.
    package static let eventsPublished = "backhaul_events_published_total"
    /// Relay transactions committed.
    package static let relayTransactions = "backhaul_relay_transactions_total"
    /// Producers built anew after the first.
    package static let producerRebuilds = "backhaul_producer_rebuilds_total"
    /// 1 while this process holds the lease of a relay shard. Label `shard`.
    package static let relayLeased = "backhaul_relay_leased"
    /// Events committed and not yet published, at the relay's last look. Label `shard`; the holder of the lease knows.
    package static let outboxDepth = "backhaul_outbox_depth"
    /// Broken laws that stand at the judge's last look. Label `law`.
    package static let auditViolations = "backhaul_audit_violations"
    /// Numbers that count as published and were never seen, at the judge's last look.
    package static let auditLost = "backhaul_audit_lost"
    /// Records that came again although the broker has transactions.
    package static let auditDoubled = "backhaul_audit_doubled"
    /// Records that came again and are recognised by their number.
    package static let auditRepeats = "backhaul_audit_repeats"
    /// Lanes that have put anything out.
    package static let auditLanes = "backhaul_audit_lanes"
    /// Distinct events that the judge has seen since it began.
    package static let auditEvents = "backhaul_audit_events"
    /// 1 while the judge has read to the end and could judge everything at its last look.
    package static let auditCaughtUp = "backhaul_audit_caught_up"
    /// 1 where this process judges; other copies stand by.
    package static let auditJudging = "backhaul_audit_judging"
    /// Seconds that the last comparison of topics and tables took.
    package static let auditComparisonSeconds = "backhaul_audit_comparison_seconds"
}
