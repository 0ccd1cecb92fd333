/// A moment in UTC, in whole microseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Instant: Hashable, Sendable, Comparable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static let epoch = Instant(microseconds: 0)

    public static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

    /// This moment moved by `duration`; saturates at the ends of the range.
    public func advanced(by duration: TimeSpan) -> Instant {
        let (sum, overflow) = microseconds.addingReportingOverflow(duration.microseconds)
        return Instant(microseconds: overflow ? (duration.microseconds < 0 ? .min : .max) : sum)
    }

    /// The time from `earlier` to this moment, negative when this one is earlier.
    public func since(_ earlier: Instant) -> TimeSpan { TimeSpan(microseconds: microseconds &- earlier.microseconds) }
}

/// A length of time in microseconds.
public struct TimeSpan: Hashable, Sendable, Comparable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Thousandths of a second.
    public static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count * 1_000) }
    /// Seconds.
    public static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count * 1_000_000) }
    /// Hours of 3,600 seconds.
    public static func hours(_ count: Int64) -> TimeSpan { seconds(count * 3_600) }
    /// Days of 24 hours in UTC.
    public static func days(_ count: Int64) -> TimeSpan { seconds(count * 86_400) }

    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.microseconds < right.microseconds }

    /// Whole days of 24 hours, rounded towards zero.
    public var wholeDays: Int64 { microseconds / 86_400_000_000 }
    /// Whole seconds, rounded towards zero.
    public var wholeSeconds: Int64 { microseconds / 1_000_000 }
}
