import Contracts
import Kernel

/// What the topics tell of one unit. Events of several topics come in any order.
struct UnitStory: Sendable {
    private(set) var arrived = false
    private(set) var announced = false
    /// When its arrival was published.
    private(set) var arrivedAt: Instant?
    var grade: Grade?
    private(set) var decisions: Set<Int64> = []
    private(set) var live: (number: Int64, disposition: Disposition, decisionId: String)?
    private(set) var closings: [String: UnitClosed] = [:]

    mutating func arrive(announced: Bool, at publishedAt: Instant?) {
        arrived = true
        arrivedAt = publishedAt
        self.announced = announced
    }

    mutating func decide(_ decided: DecisionExcerpt) {
        decisions.insert(decided.decisionNumber)
        guard decided.decisionNumber > live?.number ?? 0 else { return }
        live = (decided.decisionNumber, decided.disposition, decided.decisionId)
    }

    mutating func close(_ closed: UnitClosed) { closings[closed.decisionId] = closed }

    /// Where the unit ended: by the live decision, or by a cancelled order that a site had carried out all the same.
    /// nil while it is open: a unit whose live decision is to wait has no end.
    var closing: UnitClosed? {
        guard let live else { return nil }
        if let closed = closings[live.decisionId] { return closed }
        return live.disposition == .hold ? nil : closings.values.max { $0.closedAt < $1.closedAt }
    }

    /// What is wrong once nothing moves any more; nil when the story is whole.
    func breach(_ unitId: String) -> String? {
        if !arrived { return "unit \(unitId) has events but never arrived" }
        if grade == nil { return "unit \(unitId) was received and never graded" }
        guard let live else { return "unit \(unitId) was graded and has no disposition" }
        if Int64(decisions.count) != live.number {
            return "unit \(unitId) has decisions missing before number \(live.number)"
        }
        if closing == nil, live.disposition != .hold { return "unit \(unitId) was never closed" }
        return nil
    }
}
