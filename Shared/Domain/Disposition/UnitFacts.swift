import Kernel

extension UnitCase {
    /// The unit came into our hands.
    ///
    /// - Returns: false for a repeat, which has no effect.
    /// - Throws: `conflict` when it was told otherwise before.
    public mutating func arrive(_ facts: ArrivalFacts, print: Int64) throws(DispositionRefusal) -> Bool {
        if let arrivalPrint {
            guard arrivalPrint == print else { throw .conflict(what: "arrival") }
            return false
        }
        arrival = facts
        arrivalPrint = print
        progress.place = facts.siteId
        note(facts.receivedAt)
        return true
    }

    /// A bench graded the unit.
    ///
    /// - Returns: false for a repeat, which has no effect.
    /// - Throws: `conflict` when it was told otherwise before.
    public mutating func grade(_ facts: GradeFacts, print: Int64) throws(DispositionRefusal) -> Bool {
        if let gradePrint {
            guard gradePrint == print else { throw .conflict(what: "grade") }
            return false
        }
        grade = facts
        gradePrint = print
        note(facts.gradedAt)
        return true
    }

    /// A hold was put on, or has other terms than before. An older word on a hold that is known has no effect; of two
    /// of one moment the one that comes last holds.
    public mutating func hold(_ holdId: String, _ placed: PlacedHold) {
        guard let index = progress.holds.firstIndex(where: { $0.holdId == holdId }) else {
            progress.holds.append(HoldFact(holdId: holdId, placed: placed))
            return note(placed.at)
        }
        if let known = progress.holds[index].placed, known.at > placed.at { return }
        progress.holds[index].placed = placed
        note(placed.at)
    }

    /// A hold was taken off, known or not yet.
    public mutating func release(_ holdId: String, at moment: Instant) {
        note(moment)
        guard let index = progress.holds.firstIndex(where: { $0.holdId == holdId }) else {
            return progress.holds.append(HoldFact(holdId: holdId, releasedAt: moment))
        }
        let known = progress.holds[index].releasedAt ?? moment
        progress.holds[index].releasedAt = max(known, moment)
    }

    /// Ends the wait for the article's description.
    public mutating func stopWaitingForProduct() { progress.decidesWithoutProduct = true }

    /// Moves the business time of this unit on; it never goes back.
    public mutating func note(_ moment: Instant) { progress.clock = max(progress.clock ?? moment, moment) }
}
