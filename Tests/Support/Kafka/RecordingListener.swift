import Worker

/// An assignment listener that answers from a table and remembers what it was told.
package final class RecordingListener: AssignmentListener {
    /// Where lanes begin; those that are not named, from the oldest record.
    package var starts: [LaneID: LaneStart] = [:]
    /// The lanes that are ours now.
    package private(set) var assigned: Set<LaneID> = []
    package private(set) var assignmentCount = 0

    package init() {}

    package func lanesAssigned(_ lanes: [LaneID]) -> [LaneID: LaneStart] {
        assigned = Set(lanes)
        assignmentCount += 1
        return Dictionary(lanes.map { ($0, starts[$0] ?? .beginning) }, uniquingKeysWith: { $1 })
    }

    package func lanesRevoked(_ lanes: [LaneID]) { assigned.subtract(lanes) }
}
