/// An error that the embedded broker is asked to answer with.
struct BrokerError: Hashable, Sendable {
    /// The kind of request: its key in Kafka's protocol.
    let api: Int
    /// The error code in Kafka's protocol.
    let code: Int
    /// Both by name, for the report.
    let name: String

    init(_ api: Int, _ code: Int, _ name: String) {
        self.api = api
        self.code = code
        self.name = name
    }

    /// Errors that a client is expected to try again after, and that the broker may answer anybody with.
    static let passing = [
        BrokerError(0, 6, "Produce NOT_LEADER_OR_FOLLOWER"), BrokerError(0, 7, "Produce REQUEST_TIMED_OUT"),
        BrokerError(0, 19, "Produce NOT_ENOUGH_REPLICAS"), BrokerError(1, 6, "Fetch NOT_LEADER_OR_FOLLOWER"),
        BrokerError(1, 7, "Fetch REQUEST_TIMED_OUT"), BrokerError(8, 14, "OffsetCommit COORDINATOR_LOAD_IN_PROGRESS"),
        BrokerError(9, 14, "OffsetFetch COORDINATOR_LOAD_IN_PROGRESS"),
        BrokerError(9, 16, "OffsetFetch NOT_COORDINATOR"),
        BrokerError(10, 15, "FindCoordinator COORDINATOR_NOT_AVAILABLE"),
        BrokerError(11, 16, "JoinGroup NOT_COORDINATOR"), BrokerError(12, 22, "Heartbeat ILLEGAL_GENERATION"),
        BrokerError(12, 25, "Heartbeat UNKNOWN_MEMBER_ID"), BrokerError(12, 27, "Heartbeat REBALANCE_IN_PROGRESS"),
        BrokerError(14, 27, "SyncGroup REBALANCE_IN_PROGRESS"),
        BrokerError(22, 14, "InitProducerId COORDINATOR_LOAD_IN_PROGRESS"),
        BrokerError(22, 51, "InitProducerId CONCURRENT_TRANSACTIONS"),
        BrokerError(24, 51, "AddPartitionsToTxn CONCURRENT_TRANSACTIONS"),
        BrokerError(24, 16, "AddPartitionsToTxn NOT_COORDINATOR"),
        BrokerError(25, 15, "AddOffsetsToTxn COORDINATOR_NOT_AVAILABLE"),
        BrokerError(28, 16, "TxnOffsetCommit NOT_COORDINATOR"),
        BrokerError(28, 14, "TxnOffsetCommit COORDINATOR_LOAD_IN_PROGRESS"),
        BrokerError(26, 15, "EndTxn COORDINATOR_NOT_AVAILABLE"), BrokerError(26, 51, "EndTxn CONCURRENT_TRANSACTIONS"),
    ]

    /// Errors after which a transactional producer can do nothing more. Only requests of transactions, which nobody but
    /// the workers sends: the broker does not tell its clients apart, and the load must not fall.
    static let fatal = [
        BrokerError(24, 47, "AddPartitionsToTxn INVALID_PRODUCER_EPOCH"),
        BrokerError(24, 48, "AddPartitionsToTxn INVALID_TXN_STATE"),
        BrokerError(24, 90, "AddPartitionsToTxn PRODUCER_FENCED"),
        BrokerError(25, 47, "AddOffsetsToTxn INVALID_PRODUCER_EPOCH"),
        BrokerError(25, 48, "AddOffsetsToTxn INVALID_TXN_STATE"),
        BrokerError(28, 47, "TxnOffsetCommit INVALID_PRODUCER_EPOCH"),
        BrokerError(28, 22, "TxnOffsetCommit ILLEGAL_GENERATION"),
        BrokerError(26, 47, "EndTxn INVALID_PRODUCER_EPOCH"), BrokerError(26, 48, "EndTxn INVALID_TXN_STATE"),
        BrokerError(26, 90, "EndTxn PRODUCER_FENCED"),
    ]

    /// The kinds of requests that errors may still wait for.
    static let apis = Set((passing + fatal).map(\.api)).sorted()
}
