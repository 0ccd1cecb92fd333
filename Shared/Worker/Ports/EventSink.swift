/// One life of a relay shard's producer. After any thrown fault it is closed and built anew, nothing is assumed.
package protocol EventSink: AnyObject {
    /// True when transactions isolate and the positions live in Kafka.
    var isTransactional: Bool { get }
    /// The last sequence number published of each lane number, as Kafka has it (read committed); absent when it has
    /// none.
    func committedPositions(laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64]
    /// Publishes the records, and with them the end position of each lane, all or nothing where transactions exist.
    ///
    /// - Parameter positions: lane number to last sequence number among `records`.
    /// - Throws: `outcomeUnknown`, `superseded` (fenced), `transient` or `fatal`.
    func publish(_ records: [OutboundRecord], positions: [Int32: Int64]) throws(Fault)
    /// Closes within the time given.
    func close(deadlineMilliseconds: Int)
}

/// Builds producers for relay shards.
package protocol EventSinkFactory: Sendable {
    /// A new producer whose transactional id is service + shard; fences every earlier one of the same shard.
    ///
    /// - Throws: `transient` while the broker is away, `fatal` when a topic is missing or access is refused.
    func open(shard: Int) throws(Fault) -> any EventSink
}
