import AuditDomain
import Contracts
import Kafka
import Kernel
import Testing
import Worker

@testable import AuditService

/// What the worker `audit` does with what it finds.
@Suite struct WatchingTests {
    private static func finding(_ mark: String) -> Finding {
        Finding(.lost, "intake returns.requests.3", found: "number \(mark) never came", expected: "all", mark: mark)
    }

    @Test func aSuspicionBecomesCertainWhenASecondLookFindsItAgain() {
        var suspicions = Suspicions()
        var certain: [Set<Finding>] = []
        var suspects: [Bool] = []

        for look in [["1", "2"], ["2", "3"], ["2"], []] as [[String]] {
            suspicions.look(Set(look.map(Self.finding)))
            certain.append(suspicions.certain)
            suspects.append(suspicions.suspects)
        }

        #expect(certain == [[], [Self.finding("2")], [Self.finding("2")], []])
        #expect(suspects == [true, true, false, false])
    }

    @Test func comparingTakesATenthOfTheTimeUnlessItMustMakeSure() {
        let kafka = KafkaSettings(bootstrapServers: "127.0.0.1:1")
        let settings = WatchSettings(kafka: kafka, databaseURL: "")
        let second: Int64 = 1_000_000
        var clock = LookClock(settings, now: 0)

        #expect(clock.due(at: 4 * second) == nil)
        #expect(clock.due(at: 5 * second) == .everything)
        clock.compared(from: 5 * second, to: 25 * second, suspects: false)
        #expect(clock.due(at: 30 * second) == .lanes)
        #expect(clock.due(at: 224 * second) == .lanes)
        #expect(clock.due(at: 230 * second) == .everything)
        clock.compared(from: 230 * second, to: 231 * second, suspects: true)
        #expect(clock.due(at: 236 * second) == .everything)
    }

    @Test(arguments: Law.allCases) func everyLawHasItsWordInTheContract(law: Law) {
        #expect(BrokenLaw(law).rawValue == law.rawValue)
        #expect(BrokenLaw.allCases.count == Law.allCases.count)
    }

    @Test func aBreachIsToldUnderItsMerchantOrAsNobodys() {
        let unit = LawBroken(Finding(.custody, "m/u-1", found: "twice", expected: "once"), .epoch)
        let line = LawBroken(Finding(.conservation, "m/r-1/1", found: "3", expected: "4"), .epoch)
        let lane = LawBroken(Self.finding("3"), .epoch)

        #expect(unit.key == MerchantKey("m", "u-1"))
        #expect(line.key == MerchantKey("m", "r-1/1"))
        #expect(lane.key == MerchantKey("backhaul", "intake returns.requests.3"))
        #expect(unit.violationId != line.violationId)
        #expect(LawBroken(Self.finding("3"), Instant(microseconds: 5)).violationId == lane.violationId)
    }

    @Test func theJudgeReadsEverythingThatWorkersWrite() {
        #expect(Topics.services == ["disposition", "grading", "intake", "recall"])
        #expect(!Topics.judged.contains(Topic.violations.name))
        #expect(Topics.judged.contains("units.custody") && Topics.judged.contains("units.custody.dlq"))
        #expect(Topics.writers(of: "units.custody") == ["intake"])
        #expect(Set(Topics.writers(of: "units.custody.dlq")) == ["grading", "disposition", "recall"])
    }
}
