import Testing

@testable import chaos

struct FaultScheduleTests {
    private func steps(_ seed: UInt64, _ possible: [FaultKind] = FaultKind.allCases, count: Int) -> [FaultStep] {
        Array(FaultSchedule(seed: seed, possible: possible).prefix(count))
    }

    /// Steps of one round through the bag.
    private let round = FaultKind.allCases.reduce(0) { $0 + $1.share }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func theSameSeedGivesTheSameSchedule(seed: UInt64) {
        #expect(steps(seed, count: 200) == steps(seed, FaultKind.allCases.reversed(), count: 200))
        #expect(steps(seed, count: 200) != steps(seed + 1, count: 200))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func everyKindComesInEveryRound(seed: UInt64) {
        let all = steps(seed, count: 5 * round)

        for start in stride(from: 0, to: all.count, by: round) {
            #expect(Set(all[start..<(start + round)].map(\.kind)) == Set(FaultKind.allCases))
        }
    }

    @Test func whatIsNotPossibleNeverComes() {
        let possible: [FaultKind] = [.kill, .freeze, .databaseCut]

        #expect(Set(steps(7, possible, count: 100).map(\.kind)) == Set(possible))
        #expect(steps(7, [], count: 1).isEmpty)
    }

    @Test func everySecondGroupLeavesNoTimeToSettle() {
        let all = steps(3, count: 16)

        #expect(all.map(\.settles) == [false, true, false, true].flatMap { Array(repeating: $0, count: 4) })
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func faultsLastAsLongAsTheirKindSays(seed: UInt64) {
        for step in steps(seed, count: 200) {
            #expect(step.kind.lastsMilliseconds.contains(step.lastsMilliseconds))
        }
    }
}
