/// What the broker remembers of this worker's earlier runs. The database must never be behind it.
package protocol BrokerMemory: AnyObject {
    /// The offsets that the group has reported, of the lanes that have one. Reports follow commits, so they are
    /// never ahead of the database by a record.
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    func reportedOffsets(_ lanes: [LaneID]) throws(Fault) -> [LaneID: Int64]
    /// The numbers up to which lanes are published, by lane number, as far as the broker keeps them.
    /// - Throws: `transient` while the broker is away, `fatal` without access.
    func publishedNumbers(_ laneNumbers: [Int32]) throws(Fault) -> [Int32: Int64]
    /// The cluster and the prefix that this worker is set to.
    /// - Throws: `transient` while the broker is away.
    func deployment() throws(Fault) -> Deployment
    /// Closes its connections.
    func close()
}
