import Kernel
import Testing

@Suite struct InstantTextTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-03-01T08:15:00Z", 1_772_352_900_000_000),
            ("2026-03-01T08:15:00.25Z", 1_772_352_900_250_000),
            ("2026-03-01T08:15:00.000001Z", 1_772_352_900_000_001),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("1900-03-01T00:00:00Z", -2_203_891_200_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)]) func aTimeIsReadAndWrittenTheSame(text: String, microseconds: Int64)
    {
        #expect(Instant(text)?.microseconds == microseconds)
        #expect(Instant(microseconds: microseconds).description == text)
    }

    @Test(arguments: [
        ("2026-03-01T09:15:00+01:00", "2026-03-01T08:15:00Z"),
        ("2026-03-01T00:15:00-08:00", "2026-03-01T08:15:00Z"),
        ("2026-03-01T13:45:00+05:30", "2026-03-01T08:15:00Z"),
        ("2026-03-01T08:15:00-00:00", "2026-03-01T08:15:00Z"),
        ("2026-03-01t08:15:00z", "2026-03-01T08:15:00Z"),
        ("2026-03-01 08:15:00Z", "2026-03-01T08:15:00Z"),
        ("2026-03-01T08:15:00.000Z", "2026-03-01T08:15:00Z"),
        ("2026-03-01T08:15:00.123456999Z", "2026-03-01T08:15:00.123456Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    ]) func otherSpellingsOfAMomentAreTheSameMoment(text: String, plain: String) {
        #expect(Instant(text)?.description == plain)
    }

    @Test func everyMomentCanBeShown() {
        #expect(Instant(microseconds: .max).description == "294247-01-10T04:00:54.775807Z")
        #expect(Instant(microseconds: .min).description == "-290308-12-21T19:59:05.224192Z")
    }

    /// RFC 3339 has four digits for the year: what an offset leads beyond could not be written, nor read back.
    @Test(arguments: [
        "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01", "9999-12-31T00:01:00-23:59",
    ]) func aMomentOutsideOfTheYearsThatCanBeWrittenIsNotRead(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: [
        "", "2026", "2026-03-01", "2026-03-01T08:15Z", "2026-03-01T08:15:00", "2026-3-01T08:15:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-03-00T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T08:60:00Z",
        "2026-03-01T08:15:61Z", "2026-03-01T08:15:00.Z", "2026-03-01T08:15:00+24:00", "2026-03-01T08:15:00+01:60",
        "2026-03-01T08:15:00+0100", "2026-03-01T08:15:00Z ", " 2026-03-01T08:15:00Z", "2026-03-01T08:15:00ZZ",
        "+2026-03-01T08:15:00Z", "-026-03-01T08:15:00Z", "２０２６-03-01T08:15:00Z", "2026-03-01T08:15:00,5Z",
    ]) func whatIsNoTimeIsRefused(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func everyMomentOfTenThousandYearsIsReadBack(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var last = Instant(microseconds: -62_135_596_800_000_000)
        for _ in 0..<200 {
            let moment = Instant(
                microseconds: .random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator))
            #expect(Instant(moment.description) == moment)
            // With the same number of decimals, order as text is order in time.
            #expect(
                (moment.description.prefix(19) < last.description.prefix(19))
                    == (Self.second(moment) < Self.second(last)))
            last = moment
        }
    }

    @Test func everyDayOfFourHundredYearsFollowsTheOneBefore() {
        var moment = Instant(year: 1900, month: 1, day: 1)
        var text = ""
        for _ in 0..<146_097 {
            let next = moment.description
            #expect(text < next)
            text = next
            moment = moment.advanced(by: .days(1))
        }
        #expect(moment == Instant(year: 2300, month: 1, day: 1))
        #expect(moment.description == "2300-01-01T00:00:00Z")
    }

    private static func second(_ moment: Instant) -> Int64 {
        (moment.microseconds + 62_135_596_800_000_000) / 1_000_000
    }
}

@Suite struct InstantArithmeticTests {
    @Test func movingSaturatesAtTheEnds() {
        #expect(Instant(microseconds: .max).advanced(by: .seconds(1)).microseconds == .max)
        #expect(Instant(microseconds: .min).advanced(by: .seconds(-1)).microseconds == .min)
        #expect(Instant.epoch.advanced(by: .days(-1)).description == "1969-12-31T00:00:00Z")
    }

    @Test func theTimeBetweenIsTheOppositeOfMoving() {
        let start = Instant(year: 2026, month: 3, day: 1)
        let span = TimeSpan.hours(36)

        #expect(start.advanced(by: span).since(start) == span)
        #expect(start.since(start.advanced(by: span)) == .hours(-36))
        #expect(start < start.advanced(by: .milliseconds(1)))
    }

    @Test(
        arguments: [(TimeSpan.hours(47), 1), (.hours(48), 2), (.hours(-47), -1), (.seconds(1), 0)]
            as [(TimeSpan, Int64)])
    func wholeDaysAreRoundedTowardsZero(span: TimeSpan, days: Int64) {
        #expect(span.wholeDays == days)
    }

    @Test func wholeSecondsAreRoundedTowardsZero() {
        #expect(TimeSpan.milliseconds(1_999).wholeSeconds == 1)
        #expect(TimeSpan.milliseconds(-1_999).wholeSeconds == -1)
        #expect(TimeSpan.milliseconds(999) < .seconds(1))
    }
}
