import Contracts

/// What must come out of a stream, counted while it is made.
package struct StreamAccount: Sendable, Hashable, Codable {
    /// Distinct valid return requests: each must get exactly one decision.
    package var returnsRequested = 0
    /// Physical items that sites reported: each must become exactly one unit.
    package var itemsReceived = 0
    /// Parcels that sites opened.
    package var parcelsReceived = 0
    /// Orders that were shipped.
    package var ordersShipped = 0
    /// Recalls published, mock ones included.
    package var recallsPublished = 0
    /// Records that break the contract, by topic: each must be in that topic's dead-letter topic.
    package var malformed: [String: Int] = [:]
    /// Records that contradict an earlier one, by topic: for each, one of the two must be in the dead-letter topic.
    package var conflicts: [String: Int] = [:]
    /// Records told twice, word for word: no effect.
    package var repeated = 0
    /// All records of the stream.
    package var records = 0

    package init() {}

    /// Distinct original records (topic, partition, offset) that must be dead letters of at least one worker.
    ///
    /// A topic that several workers read has its bad records refused by each of them; each original counts once here.
    package var deadLetters: Int { malformed.values.reduce(0, +) + conflicts.values.reduce(0, +) }

    /// Counts one record.
    package mutating func add(_ event: WorldEvent) {
        records += 1
        switch event.nature {
        case .fact: addFact(event)
        case .repeated: repeated += 1
        case .conflict: conflicts[event.topic.name, default: 0] += 1
        case .malformed: malformed[event.topic.name, default: 0] += 1
        }
    }

    private mutating func addFact(_ event: WorldEvent) {
        itemsReceived += event.items
        switch event.type {
        case ReturnRequested.type: returnsRequested += 1
        case ParcelReceived.type: parcelsReceived += 1
        case OrderShipped.type: ordersShipped += 1
        case RecallPublished.type: recallsPublished += 1
        default: break
        }
    }
}
