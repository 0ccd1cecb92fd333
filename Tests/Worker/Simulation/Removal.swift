/// A guard that is taken away in the model, so that the oracle can show that it sees what the guard is for.
package enum Removal: String, CaseIterable, Sendable {
    /// The lane's row always holds the offset that the worker expects.
    case compare
    /// Two transactions can hold one lane.
    case laneLock = "lane-lock"
    /// The relay begins at Kafka's position, whatever the hint says.
    case maxKafkaOnly = "max-kafka-only"
    /// The relay begins at the hint, whatever Kafka's position says.
    case maxHintOnly = "max-hint-only"
    /// A commit whose outcome is not known is taken as committed, and the producer goes on.
    case rebuildTakenAsCommitted = "rebuild-taken-as-committed"
    /// A commit whose outcome is not known is taken as aborted: the producer sends the same again.
    case rebuildTakenAsAborted = "rebuild-taken-as-aborted"
    /// A producer that is opened anew goes on as the old one: nobody is fenced, nothing is decided.
    case rebuildWithoutInit = "rebuild-without-init"
    /// The numbers that were applied are not remembered.
    case highWaterMark = "high-water-mark"
    /// The broker lets a fenced producer go on.
    case fencing

    /// Without transactions some guards are not there, or guard nothing.
    package func matters(transactions: Bool) -> Bool {
        switch self {
        case .compare, .laneLock, .maxKafkaOnly, .rebuildTakenAsCommitted: true
        case .maxHintOnly, .rebuildTakenAsAborted, .rebuildWithoutInit, .fencing: transactions
        case .highWaterMark: !transactions
        }
    }
}
