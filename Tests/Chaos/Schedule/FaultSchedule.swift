import Kernel

/// One fault of a run.
struct FaultStep: Hashable, Sendable {
    /// Counted from 1.
    let number: Int
    let kind: FaultKind
    /// True when the next fault waits until this one is over and records are applied again.
    let settles: Bool
    /// Pause before the next fault when it does not wait, in milliseconds.
    let pauseMilliseconds: Int
    /// How long it lasts, in milliseconds.
    let lastsMilliseconds: Int
    /// Chooses victims and details among what there is when it strikes.
    let draw: UInt64
}

/// The faults of a run, one after the other, without end. The same seed and kinds give the same faults.
///
/// Kinds come out of a shuffled bag that holds every possible kind, so that none is forgotten and none can be foreseen.
/// Every second group of faults leaves no time to settle.
struct FaultSchedule: Sequence, IteratorProtocol, Sendable {
    /// Faults in a group.
    static let groupSize = 4
    private let possible: [FaultKind]
    private var generator: SeededGenerator
    private var bag: [FaultKind] = []
    private var count = 0

    /// - Parameter possible: the kinds that this deployment allows; in any order.
    init(seed: UInt64, possible: [FaultKind]) {
        self.possible = possible.sorted()
        generator = SeededGenerator(seed: seed)
    }

    /// - Returns: nil only when no kind is possible.
    mutating func next() -> FaultStep? {
        if bag.isEmpty {
            bag = possible.flatMap { Array(repeating: $0, count: $0.share) }.shuffled(using: &generator)
        }
        guard let kind = bag.popLast() else { return nil }
        count += 1
        return FaultStep(
            number: count, kind: kind, settles: (count - 1) / Self.groupSize % 2 == 1,
            pauseMilliseconds: Int.random(in: 50...1_200, using: &generator),
            lastsMilliseconds: Int.random(in: kind.lastsMilliseconds, using: &generator), draw: generator.next())
    }
}
