import Worker

/// The dead letters of some topics with what became of them, folded from the topics' records in order.
package struct LetterBook: Sendable {
    private var letters: [LetterIdentity: Letter] = [:]
    private var trails: [LetterIdentity: [LetterOutcome]] = [:]

    package init() {}

    /// Takes the next record of a dead-letter topic.
    package mutating func take(_ record: InboundRecord) {
        if DeadLetter.isResolution(record) {
            guard let (identity, resolution) = LetterOutcome.read(record) else { return }
            trails[identity, default: []].append(resolution)
            return
        }
        let letter = Letter(record)
        if let known = letters[letter.identity], known.place <= letter.place { return }
        letters[letter.identity] = letter
    }

    /// What was done about a dead letter, oldest first; nothing when it is open.
    package func trail(of letter: Letter) -> [LetterOutcome] { trails[letter.identity] ?? [] }

    /// All dead letters, the copies of one told once, in the order in which a worker refused them.
    package var all: [Letter] { letters.values.sorted(by: Self.inOrder) }

    /// The dead letter at a place, or of which a copy stands there as the first.
    package func letter(at place: RecordPlace) -> Letter? { letters.values.first { $0.place == place } }

    /// How many later dead letters of the same worker and lane were put back already.
    ///
    /// The worker remembers the numbers of replays in a window (`SequenceWindow`): what is older than all of the window
    /// counts as applied.
    package func replayedAfter(_ letter: Letter) -> Int {
        guard case .numbered(let service, let lane, let number) = letter.identity else { return 0 }
        return trails.count { identity, trail in
            guard case .numbered(service, lane, let other) = identity, other > number else { return false }
            return trail.contains { $0.kind != .discarded }
        }
    }

    /// By worker, lane and number, as replays must be sent; others by place.
    private static func inOrder(_ left: Letter, _ right: Letter) -> Bool {
        switch (left.identity, right.identity) {
        case (.numbered(let service, let lane, let number), .numbered(let otherService, let otherLane, let other)):
            (service, lane, number) < (otherService, otherLane, other)
        case (.placed(let place), .placed(let other)): place < other
        case (.numbered, .placed): true
        case (.placed, .numbered): false
        }
    }
}
