import TestSupport
import Testing

@testable import load

struct LoadReportTests {
    private func report(_ change: (inout ScenarioReport) -> Void) -> LoadReport {
        var scenario = ScenarioReport(.backlog)
        scenario.isWhole = true
        change(&scenario)
        var report = LoadReport(seed: 1)
        report.take(scenario)
        return report
    }

    @Test func whatIsMissingIsLostAndWhatIsTooMuchIsDoubled() {
        let report = report {
            $0.compare("returns", 8, expected: 10)
            $0.compare("answers", 11, expected: 10)
            $0.compare("orders", 10, expected: 10)
        }

        #expect((report.lost, report.doubled) == (2, 1))
        #expect(report.verdict == .broken)
    }

    @Test func memoryBeyondTheBoundBreaksTheRun() {
        let bound = ScenarioReport.boundMegabytes

        for (peak, verdict) in [(bound, RunVerdict.clean), (bound + 1, .broken)] {
            let report = report {
                $0.peakMegabytes = ["intake": peak]
                $0.judgeMemory()
            }
            #expect(report.verdict == verdict)
            #expect(report.peakMegabytes == ["intake": peak])
        }
    }

    @Test func aScenarioThatDidNotEndProvesNothing() {
        #expect(report { $0.isWhole = false }.verdict == .unproven)
    }

    @Test func theLastLineHoldsTheNumbers() throws {
        let line = try report { $0.events = 3 }.json()

        for part in [
            "\"seed\":1", "\"events\":3", "\"lost\":0", "\"doubled\":0", "\"peakMegabytes\":{}",
            "\"verdict\":\"clean\"",
        ] { #expect(line.contains(part)) }
    }
}
