import FoundationEssentials
import Logging
import Telemetry
import Testing

@Suite struct LogLineTests {
    private func line(
        _ format: LogFormat, _ message: Logger.Message, _ metadata: Logger.Metadata = [:],
        level: Logger.Level = .warning
    ) -> String {
        var handler = LineLogHandler(label: "intake", level: .info, format: format)
        handler[metadataKey: "lane"] = "returns.requests.3"
        let event = LogEvent(
            level: level, message: message, metadata: metadata, source: "Worker", file: "F.swift", function: "f()",
            line: 1)
        return handler.line(for: event, at: "2026-01-02T03:04:05.006Z")
    }

    @Test func textIsTimeLevelServiceMessageAndSortedKeys() {
        #expect(
            line(.text, "waiting", ["wait.ms": "250", "attempt": "3"])
                == "2026-01-02T03:04:05.006Z WARNING  intake: waiting  attempt=3 lane=returns.requests.3 wait.ms=250")
    }

    @Test func levelsStandInOneColumn() {
        let starts = Logger.Level.allCases.map { line(.text, "m", level: $0).prefix(34) }

        #expect(starts.allSatisfy { $0.hasSuffix(" ") && $0.count == 34 })
    }

    @Test func theEntrysOwnValueWins() {
        #expect(line(.text, "m", ["lane": "timers.0"]).hasSuffix("lane=timers.0"))
    }

    @Test(arguments: LogFormat.allCases) func anEntryIsOneLineWhateverItHolds(format: LogFormat) {
        let text = line(format, "a\nb", ["detail": "c\r\nd"])

        #expect(!text.utf8.contains(UInt8(ascii: "\n")))
        #expect(text.contains("a\\nb"))
    }

    @Test func jsonIsAnObjectThatGivesEverythingBack() throws {
        let detail = "quote \" backslash \\ bell \u{7} line \n umlaut ä 🎁"
        let text = line(.json, "it \"works\"", ["detail": "\(detail)"])

        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))

        #expect(
            object == [
                "time": "2026-01-02T03:04:05.006Z", "level": "warning", "logger": "intake", "message": "it \"works\"",
                "lane": "returns.requests.3", "detail": detail,
            ])
    }
}
