import Testing

@testable import BackhaulWorld

struct PaceTests {
    @Test(arguments: [(0, 0, true), (1, 0, false), (1, 99_999, false), (1, 100_000, true), (50, 4_999_999, false)])
    func aReturnIsDueWhenItsTimeHasCome(requested: Int, microseconds: Int64, isDue: Bool) {
        var pace = Pace(returnsPerSecond: 10)
        _ = pace.isDue(returnsRequested: 0, at: 7_000_000)

        let answer = pace.isDue(returnsRequested: requested, at: 7_000_000 + microseconds)

        #expect(answer == isDue)
    }

    @Test func withoutALimitEveryReturnIsDue() {
        var pace = Pace(returnsPerSecond: nil)

        let answer = pace.isDue(returnsRequested: 1_000_000, at: 0)

        #expect(answer)
    }
}
