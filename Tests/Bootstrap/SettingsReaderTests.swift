import Bootstrap
import Testing
import Worker

@Suite struct SettingsReaderTests {
    private func reader(
        _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) throws(Fault) -> SettingsReader {
        try SettingsReader(WorkerSettings.all, arguments: arguments, environment: environment)
    }

    /// The message of the fault that reading throws; nil when it throws none.
    private func refusal(_ arguments: [String] = [], _ environment: [String: String] = [:]) -> String? {
        do {
            let reader = try reader(arguments, environment)
            for setting in WorkerSettings.all where setting.fallback != nil { _ = try reader.text(setting) }
            return nil
        } catch {
            return error.kind == .fatal ? error.description : "not fatal: \(error)"
        }
    }

    @Test func flagsWinOverTheFileAndTheFileOverTheEnvironment() throws {
        try withTemporaryFile("# A comment\n\nHTTP_PORT=2\nLOG_LEVEL=debug\n") { path in
            let environment = ["HTTP_PORT": "1", "LOG_LEVEL": "error", "TOPIC_PREFIX": "a.", "CONFIG_FILE": path]
            let reader = try reader(["--http-port", "3"], environment)

            #expect(try reader.number(WorkerSettings.httpPort) == 3)
            #expect(try reader.text(WorkerSettings.logLevel) == "debug")
            #expect(try reader.text(WorkerSettings.topicPrefix) == "a.")
            #expect(try reader.text(WorkerSettings.logFormat) == "text")
        }
    }

    @Test func theFlagNamesTheFileToo() throws {
        try withTemporaryFile("HTTP_PORT=2") { path in
            let reader = try reader(["--config-file=\(path)"], ["CONFIG_FILE": "/nowhere"])

            #expect(try reader.number(WorkerSettings.httpPort) == 2)
        }
    }

    @Test func aFlagMayBeEmptyAndMayHoldEqualsSigns() throws {
        let reader = try reader([
            "--topic-prefix=", "--database-url=postgresql:///d?options=-c%20a=b", "--log-format", "json",
        ])

        #expect(try reader.text(WorkerSettings.topicPrefix) == "")
        #expect(try reader.text(WorkerSettings.databaseURL) == "postgresql:///d?options=-c%20a=b")
        #expect(try reader.text(WorkerSettings.logFormat) == "json")
    }

    @Test(arguments: [
        (["--htttp-port", "1"], "--htttp-port is not known"),
        (["--http-port"], "--http-port has no value"),
        (["intake"], "argument 1, which is no flag, is not known"),
        (["--http-port", "1", "2"], "argument 3, which is no flag, is not known"),
        (["--http-port", "80a"], "HTTP_PORT is '80a': expected a whole number from 0 to 65535"),
        (["--http-port=65536"], "HTTP_PORT is '65536'"),
        (["--http-port=-1"], "HTTP_PORT is '-1'"),
        (["--log-level", "loud"], "LOG_LEVEL is 'loud': expected one of trace, debug"),
        (["--relay-transactions", "ON"], "RELAY_TRANSACTIONS is 'ON'"),
        (["--partitions", "0"], "PARTITIONS is '0'"),
        (["--drain-limit-seconds", "601"], "DRAIN_LIMIT_SECONDS is '601'"),
        (["--config-file", "/nowhere/at.all"], "CONFIG_FILE is '/nowhere/at.all': the file cannot be read"),
    ])
    func aWrongFlagIsNamed(arguments: [String], expected: String) {
        #expect(refusal(arguments)?.contains(expected) ?? false, "\(refusal(arguments) ?? "accepted")")
    }

    @Test(arguments: [
        ("HTTP_PORTS=1", "line 1: HTTP_PORTS is not known"),
        ("LOG_LEVEL=info\nhello", "line 2: expected KEY=VALUE"),
        ("\n\nBATCH_RECORDS=0", "BATCH_RECORDS is '0': expected a whole number from 1 to 10000"),
    ])
    func aWrongLineOfTheFileIsNamed(text: String, expected: String) throws {
        try withTemporaryFile(text) { path in
            let message = refusal(["--config-file", path])

            #expect(message?.contains(expected) ?? false, "\(message ?? "accepted")")
        }
    }

    @Test(arguments: [
        "TOPIC_PREFIXES", "DRAIN_LIMIT", "RELAY_TRANSACTION", "BATCH_SIZE", "CONSUMER_THREAD", "DATABASE_URI",
    ])
    func aVariableThatOnlyLooksLikeOursIsRefused(name: String) {
        #expect(refusal([], [name: "1"])?.contains("environment variable \(name) is not known") ?? false)
    }

    @Test(arguments: ["PATH", "LANG", "DATABASE_SERVICE_HOST", "DATABASE_PORT", "DATABASE_PORT_5432_TCP_ADDR"])
    func variablesOfOthersAreLeftAlone(name: String) {
        #expect(refusal([], [name: "x"]) == nil)
    }

    @Test(arguments: [[:], ["DATABASE_URL": ""]]) func aMissingKeySaysWhereItCanBeSet(environment: [String: String]) {
        let message = message(of: { try reader([], environment).text(WorkerSettings.databaseURL) })

        #expect(message.contains("DATABASE_URL is not set") && message.contains("--database-url"))
    }

    @Test func everyNumberTakesItsBoundsAndNothingBeyond() throws {
        for setting in WorkerSettings.all {
            guard case .number(let range) = setting.kind else { continue }
            for bound in [range.lowerBound, range.upperBound] {
                #expect(try reader([setting.flag, "\(bound)"]).number(setting) == bound)
            }
            for beyond in [range.lowerBound - 1, range.upperBound + 1] {
                let message = message(of: { try reader(["\(setting.flag)=\(beyond)"]).number(setting) })
                #expect(message.contains(setting.name))
            }
        }
    }

    private func message<Value>(of body: () throws -> Value) -> String {
        do {
            _ = try body()
            return "accepted"
        } catch { return "\(error)" }
    }
}
