import Kernel

/// The laws of one unit, from the topics alone.
public enum UnitLaw {
    /// What can never be right, whatever is still to come.
    public static func contradictions(_ unit: String, _ story: UnitStory) -> [Finding] {
        var findings: [Finding] = []
        if story.arrivals > 1 {
            findings.append(Finding(.custody, unit, found: "received \(story.arrivals) times", expected: "once"))
        }
        if story.grades > 1 {
            findings.append(Finding(.custody, unit, found: "graded \(story.grades) times", expected: "once"))
        }
        let numbers = story.decisions.map(\.number)
        for number in Set(numbers).sorted() where numbers.count(where: { $0 == number }) > 1 {
            findings.append(
                Finding(
                    .disposition, unit, found: "two decisions with number \(number)",
                    expected: "one live disposition at a time"))
        }
        if story.closings.contains(where: { $0.disposition == .hold }) {
            findings.append(
                Finding(.disposition, unit, found: "closed with disposition hold", expected: "a hold that stays open"))
        }
        return findings
    }

    /// What is wrong once everything that was published before has been read: causes stand before their effects.
    ///
    /// - Parameter isCut: whether a topic no longer begins at its first record, so that the beginning may be missing.
    public static func omissions(_ unit: String, _ story: UnitStory, isCut: Bool) -> [Finding] {
        guard !isCut else { return [] }
        var findings: [Finding] = []
        if story.arrivals == 0 {
            findings.append(
                Finding(.custody, unit, found: "events of a unit that never arrived", expected: "an arrival"))
        }
        if let live = story.live {
            if let first = firstGap(in: story.decisions.map(\.number)), first < live.number {
                findings.append(
                    Finding(
                        .disposition, unit, found: "decision \(live.number) without decision \(first)",
                        expected: "decisions without a gap"))
            }
        }
        let made = Set(story.decisions.map(\.id))
        if story.closings.contains(where: { !made.contains($0.decision) }) {
            findings.append(
                Finding(
                    .disposition, unit, found: "closed by a decision that was never made",
                    expected: "one of its \(made.count) decisions"))
        }
        return findings
    }

    /// The lowest number from 1 on that is not among them.
    private static func firstGap(in numbers: [Int64]) -> Int64? {
        let present = Set(numbers)
        return (1...Int64(numbers.count + 1)).first { !present.contains($0) }
    }

    /// What is wrong once nothing moves any more: every unit is graded, decided, and closed unless it is on hold.
    public static func unfinished(_ unit: String, _ story: UnitStory) -> [Finding] {
        func broken(_ found: String, _ expected: String) -> [Finding] {
            [Finding(.disposition, unit, found: found, expected: expected)]
        }
        guard story.arrivals > 0 else { return [] }
        if story.grades == 0 { return broken("received and never graded", "a grade") }
        guard let live = story.live else { return broken("graded and without a disposition", "one live disposition") }
        if story.closings.isEmpty, live.disposition != .hold { return broken("never closed", "an end") }
        return []
    }

    /// No recalled unit stays on a shelf: a unit under a hold that stands has been decided away from every shelf.
    ///
    /// - Parameters:
    ///   - stands: whether a recall is still on, as far as the topics tell.
    ///   - isKnown: whether the disposition worker has read this hold, and all that came of it was read here.
    public static func recall(
        _ unit: String, _ story: UnitStory, stands: (String) -> Bool, isKnown: (HoldEvent) -> Bool
    ) -> [Finding] {
        guard let live = story.live, live.disposition.endsOnShelf, !story.isGone else { return [] }
        let standing = story.holds.filter {
            $0.isOn && !$0.mock && ($0.recall.map(stands) ?? true) && isKnown($0)
        }
        guard let hold = standing.first else { return [] }
        let place = story.lastClosing?.onShelf == true ? "on a shelf as" : "on its way to a shelf as"
        return [
            Finding(
                .recall, unit,
                found: "\(place) \(live.disposition.rawValue) under a hold of \(hold.recall ?? "no recall")",
                expected: "kept from every shelf, or ordered back")
        ]
    }
}
