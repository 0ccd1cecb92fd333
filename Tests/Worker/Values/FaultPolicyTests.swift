import Kernel
import Testing

@testable import Worker

@Suite struct RetryPolicyTests {
    @Test(arguments: [(-3, 20), (0, 20), (1, 20), (2, 40), (3, 80), (8, 2_560), (9, 5_000), (64, 5_000), (.max, 5_000)])
    func theWaitDoublesUpToTheLast(attempt: Int, milliseconds: Int) {
        #expect(RetryPolicy().waitMilliseconds(afterAttempt: attempt) == milliseconds)
    }
}

@Suite struct BisectionTests {
    /// Applies all parts; a part with a bad record that is not quarantined yet is refused.
    private func run(_ count: Int, bad: Set<Int>) -> (applied: [Int], quarantined: [Int], attempts: Int) {
        var bisection = Bisection(count: count)
        var applied: [Int] = []
        var quarantined: [Int] = []
        var attempts = 0
        while true {
            switch bisection.next {
            case .finished: return (applied, quarantined, attempts)
            case .quarantine(let index):
                quarantined.append(index)
                bisection.requeue()
            case .apply(let part):
                attempts += 1
                if part.contains(where: { bad.contains($0) && !quarantined.contains($0) }) {
                    bisection.failed()
                } else {
                    applied += part
                    bisection.succeeded()
                }
            }
        }
    }

    @Test func nothingIsFinishedAtOnce() {
        #expect(run(0, bad: []).attempts == 0)
    }

    @Test func aBatchWithoutBadRecordsIsAppliedInOnePart() {
        #expect(run(1_000, bad: []).attempts == 1)
    }

    @Test func oneBadRecordOfAThousandCostsFewAttempts() {
        for bad in [0, 499, 500, 999] { #expect(run(1_000, bad: [bad]).attempts <= 22) }
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func exactlyTheBadRecordsAreQuarantinedAndAllStayInOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...120, using: &generator)
        let share = Int.random(in: 1...10, using: &generator)
        let bad = Set((0..<count).filter { _ in Int.random(in: 0..<10, using: &generator) < share })

        let outcome = run(count, bad: bad)

        #expect(outcome.applied == Array(0..<count))
        #expect(outcome.quarantined == bad.sorted())
    }
}

@Suite struct TimerRoundTests {
    @Test func fewerAreTakenUntilTheBadTimerStandsAlone() {
        var round = TimerRound(most: 8)

        #expect(round.failed(taken: 8) == .takeFewer)
        #expect(round.limit == 4)
        #expect(round.failed(taken: 3) == .takeFewer)
        #expect(round.limit == 1)
        #expect(round.failed(taken: 1) == .putOff)
        #expect(round.limit == 8)
    }

    @Test func successTakesMoreAgain() {
        var round = TimerRound(most: 6)
        _ = round.failed(taken: 6)
        _ = round.failed(taken: 3)

        round.succeeded()
        #expect(round.limit == 2)
        round.succeeded()
        round.succeeded()
        #expect(round.limit == 6)
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func allGoodTimersFireAndExactlyTheBadArePutOff(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...60, using: &generator)
        let bad = Set((0..<count).filter { _ in generator.next() % 5 == 0 })
        var round = TimerRound(most: Int.random(in: 1...20, using: &generator))
        var due = Array(0..<count)
        var fired: [Int] = []
        var putOff: [Int] = []
        while !due.isEmpty {
            let taken = due.prefix(round.limit)
            if taken.contains(where: bad.contains) {
                if round.failed(taken: taken.count) == .putOff { putOff.append(due.removeFirst()) }
            } else {
                fired += taken
                due.removeFirst(taken.count)
                round.succeeded()
            }
        }

        #expect(putOff == bad.sorted())
        #expect(fired == (0..<count).filter { !bad.contains($0) })
    }
}
