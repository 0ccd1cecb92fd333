/// When which look is due, on the monotonic clock.
struct LookClock {
    /// What a look takes in.
    enum Look: Sendable { case lanes, everything }

    private let lookMicroseconds: Int64
    private let compareMicroseconds: Int64
    private var nextLook: Int64
    private var nextComparison: Int64

    init(_ settings: WatchSettings, now: Int64) {
        lookMicroseconds = Int64(settings.lookSeconds) * 1_000_000
        compareMicroseconds = Int64(settings.compareSeconds) * 1_000_000
        nextLook = now + lookMicroseconds
        nextComparison = nextLook
    }

    /// The look that is due; nil while none is.
    mutating func due(at now: Int64) -> Look? {
        guard now >= nextLook else { return nil }
        nextLook = now + lookMicroseconds
        return now >= nextComparison ? .everything : .lanes
    }

    /// Notes a comparison: comparing takes a tenth of the time at most, unless it has a suspicion to make sure of.
    mutating func compared(from began: Int64, to ended: Int64, suspects: Bool) {
        let pause = suspects ? lookMicroseconds : max(compareMicroseconds, 10 * (ended - began))
        nextComparison = ended + pause
        nextLook = ended + lookMicroseconds
    }
}
