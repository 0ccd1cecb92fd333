import Foundation
import TestSupport

/// All measures, one after another, on one server.
struct BenchRun {
    let options: BenchOptions
    let folder: URL
    private let chronicle = Chronicle()
    private static let latencySeconds = 15

    init(options: BenchOptions, folder: URL) {
        self.options = options
        self.folder = folder
    }

    /// - Returns: what was measured; a measure that failed is told of in it.
    /// - Throws: when the servers cannot be started.
    func run() throws -> BenchReport {
        var report = BenchReport()
        if let given = ProcessInfo.processInfo.environment["TEST_KAFKA"], !given.isEmpty { report.broker = given }
        attempt(.codec, &report, codec)
        guard Measure.allCases.contains(where: { $0 != .codec && asks($0) }) else { return report }
        let servers = try BenchServers(logs: folder)
        defer { servers.end() }
        try measureIntake(servers, &report)
        attempt(.recall, &report) { try recall(servers, &$0) }
        if asks(.chain) || asks(.workers) { chain(servers, &report) }
        return report
    }

    /// The measures that begin with a database in which orders are known.
    private func measureIntake(_ servers: BenchServers, _ report: inout BenchReport) throws {
        guard [.intake, .relay, .start, .latency, .growth].contains(where: asks) else { return }
        let templates = folder.appendingPathComponent("templates")
        let growth = GrowthMeasure(
            servers: servers, templates: templates, requests: options.events, rounds: options.rounds,
            partitions: options.growthPartitions)
        let orders = max(options.events, asks(.growth) ? growth.orders : 0)
        chronicle.say("preparing \(orders) orders")
        try Preparation(servers: servers, templates: templates).run(orders: orders)
        let intake = IntakeMeasure(
            servers: servers, templates: templates, requests: options.events, partitions: options.partitions)
        attempt(.intake, &report) { try self.intake(intake, &$0) }
        attempt(.relay, &report) { try relay(servers, &$0) }
        attempt(.start, &report) { try start(servers, &$0) }
        let latency = LatencyMeasure(servers: servers, partitions: options.partitions)
        attempt(.latency, &report) { try self.latency(latency, &$0) }
        attempt(.growth, &report) { try self.growth(growth, &$0) }
    }

    private func asks(_ measure: Measure) -> Bool { options.measure.isEmpty || options.measure.contains(measure) }

    private func attempt(_ measure: Measure, _ report: inout BenchReport, _ body: (inout BenchReport) throws -> Void) {
        guard asks(measure) else { return }
        chronicle.say("\(measure.rawValue):")
        do { try body(&report) } catch { fail(measure, error, &report) }
    }

    private func fail(_ measure: Measure, _ error: any Error, _ report: inout BenchReport) {
        report.failures.append("\(measure.rawValue): \(error)")
        chronicle.say("FAILED: \(error)")
    }

    private func codec(_ report: inout BenchReport) throws {
        let costs = try CodecMeasure(repetitions: 20_000).measure()
        report.codecMicroseconds = costs
        chronicle.say(
            String(
                format: "    request: decode %.1f, fingerprint %.1f, encode %.1f microseconds", costs.decode,
                costs.fingerprint, costs.encode))
        chronicle.say(
            String(
                format: "    decision: encode %.1f, by Codable %.1f microseconds", costs.decisionEncode,
                costs.decisionEncodeByCodable))
    }

    private func intake(_ measure: IntakeMeasure, _ report: inout BenchReport) throws {
        for _ in 0..<options.rounds {
            report.ceiling.append(try measure.ceiling())
            chronicle.say("    ceiling \(report.ceiling[report.ceiling.count - 1].line)")
            report.intake.append(try measure.worker(options.settings))
            chronicle.say("    intake  \(report.intake[report.intake.count - 1].line)")
        }
        let ours = Self.mean(report.intake.map(\.eventsPerSecond))
        let ceiling = Self.mean(report.ceiling.map(\.eventsPerSecond))
        report.intakeEventsPerSecond = ours
        report.ceilingEventsPerSecond = ceiling
        report.intakeShareOfCeiling = ours / ceiling
        report.intakeCPUSecondsPerMillion = Self.mean(report.intake.map(\.cpuPerMillion))
        chronicle.say(String(format: "    share of the ceiling: %.2f", ours / ceiling))
    }

    private func relay(_ servers: BenchServers, _ report: inout BenchReport) throws {
        let measure = RelayMeasure(servers: servers, requests: options.events, partitions: options.partitions)
        let expense = try measure.measure(options.settings)
        chronicle.say("    relay   \(expense.line)")
        report.relay = expense
        report.relayEventsPerSecond = expense.eventsPerSecond
    }

    private func start(_ servers: BenchServers, _ report: inout BenchReport) throws {
        let measure = StartMeasure(servers: servers, partitions: options.partitions)
        let seconds = try measure.measure(rounds: 3, options.settings).sorted()
        let texts = seconds.map { String(format: "%.2f", $0) }
        chronicle.say("    seconds to the first event: \(texts.joined(separator: ", "))")
        report.starts = seconds
        report.startToFirstEventSeconds = seconds[seconds.count / 2]
    }

    private func growth(_ measure: GrowthMeasure, _ report: inout BenchReport) throws {
        report.growth = try measure.measure(stored: options.storedSizes, options.settings) {
            chronicle.say("    \($0.line)")
        }
        report.growthRatio = GrowthMeasure.ratio(report.growth)
        if let ratio = report.growthRatio { chronicle.say(String(format: "    growth: %.2f", ratio)) }
    }

    private func recall(_ servers: BenchServers, _ report: inout BenchReport) throws {
        let measure = RecallMeasure(servers: servers, partitions: options.partitions)
        for known in options.knownSizes {
            let recalls = try measure.measure(known: known, options.settings)
            for recall in recalls { chronicle.say("    \(recall.line)") }
            report.recalls += recalls
            report.recallHold100Seconds = recalls.first?.holdSeconds
            report.recallHoldSeconds = recalls.last?.holdSeconds
        }
    }

    /// The chain, and its topics as backlogs of each worker.
    private func chain(_ servers: BenchServers, _ report: inout BenchReport) {
        chronicle.say("\(Measure.chain.rawValue):")
        do {
            let deployment = try Deployment.empty(servers, database: "bench_chain", partitions: options.partitions)
            defer { deployment.end() }
            let passage = try ChainMeasure(deployment: deployment, returns: options.returns).measure(options.settings)
            for line in passage.lines { chronicle.say("    \(line)") }
            report.chain = passage
            report.chainReturnsPerSecond = passage.returnsPerSecond
            report.chainBusyReturnsPerSecond = passage.busyReturnsPerSecond
            attempt(.workers, &report) { try workers(deployment, &$0) }
        } catch { fail(.chain, error, &report) }
    }

    private func workers(_ chain: Deployment, _ report: inout BenchReport) throws {
        report.workers = try WorkersMeasure(chain: chain, partitions: options.partitions).measure(options.settings) {
            chronicle.say("    \($0.padding(toLength: 11, withPad: " ", startingAt: 0)) \($1.line)")
        }
    }

    private func latency(_ measure: LatencyMeasure, _ report: inout BenchReport) throws {
        let requests = min(options.events, 1_000 * Self.latencySeconds)
        let hop = try measure.measure(requests: requests, perSecond: 1_000, options.settings)
        chronicle.say("    \(hop.line)")
        let trickle = try measure.measure(requests: Self.latencySeconds, perSecond: 1, options.settings)
        chronicle.say("    \(trickle.line)")
        report.latencies = [hop, trickle]
        report.hopP50MS = hop.p50
        report.hopP99MS = hop.p99
        report.trickleP99MS = trickle.p99
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
