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
        guard asks(.intake) || asks(.latency) else { return report }
        let servers = try BenchServers(logs: folder)
        defer { servers.end() }
        let templates = folder.appendingPathComponent("templates")
        chronicle.say("preparing \(options.events) orders")
        try Preparation(servers: servers, templates: templates).run(orders: options.events)
        let intake = IntakeMeasure(
            servers: servers, templates: templates, requests: options.events, partitions: options.partitions)
        attempt(.intake, &report) { try self.intake(intake, &$0) }
        let latency = LatencyMeasure(servers: servers, partitions: options.partitions)
        attempt(.latency, &report) { try self.latency(latency, &$0) }
        return report
    }

    private func asks(_ measure: Measure) -> Bool { options.measure.isEmpty || options.measure.contains(measure) }

    private func attempt(_ measure: Measure, _ report: inout BenchReport, _ body: (inout BenchReport) throws -> Void) {
        guard asks(measure) else { return }
        chronicle.say("\(measure.rawValue):")
        do { try body(&report) } catch {
            report.failures.append("\(measure.rawValue): \(error)")
            chronicle.say("FAILED: \(error)")
        }
    }

    private func codec(_ report: inout BenchReport) throws {
        let costs = try CodecMeasure(repetitions: 20_000).measure()
        report.codecMicroseconds = costs
        chronicle.say(
            String(
                format: "    request: decode %.1f, fingerprint %.1f, encode %.1f microseconds", costs.decode,
                costs.fingerprint, costs.encode))
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
