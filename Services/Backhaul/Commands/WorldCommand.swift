import ArgumentParser
import BackhaulWorld
import Bootstrap
import Foundation
import Kafka
import Kernel
import Worker

/// `backhaul world`.
struct WorldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world",
        abstract:
            "Simulates platforms, carriers, sites and regulators: publishes returns and answers tasks and orders.",
        discussion: "For demonstrations and load: never point it at a broker that holds a real deployment. "
            + "SIGUSR1 has it begin nothing more and finish what was begun.")

    @OptionGroup var kafka: KafkaOptions

    @Option(help: "How many returns it requests.")
    var returns: Int = 5_000

    @Option(help: "Where all chance begins.")
    var seed: UInt64 = 1

    @Option(help: "A real year instead: UCI Online Retail II, plain or gzip.")
    var retailCsv: String?

    @Option(help: "Seconds after which announced goods that did not come count as lost.")
    var transitLimitSeconds: Int64 = 20

    @Option(help: "Most returns that it requests in a second; without it as many as the workers take.")
    var returnsPerSecond: Double?

    @Flag(help: "Go on answering when everything is published, until SIGTERM.")
    var stay = false

    @Flag(help: "Tell the progress as JSON, one object a line.")
    var progressJson = false

    func validate() throws {
        guard returnsPerSecond.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--returns-per-second must be above 0")
        }
    }

    func run() throws {
        BackhaulWorld.StopFlag.hearSignals()
        if let retailCsv {
            try play(RetailYear(path: retailCsv, seed: seed))
        } else {
            let start = SystemClock().now()
            try play(
                WorldPlan(
                    WorldOptions(returns: returns, seed: seed, start: start, transitLimitSeconds: transitLimitSeconds)))
        }
    }

    private func play(_ stream: some WorldStream) throws {
        // What sites account in where neither sale nor article names a currency: that of disposition's parameters.
        guard let pounds = Currency("GBP") else { throw CleanFailure(message: "no such currency: GBP") }
        let options = WorldRunOptions(
            returnsPerSecond: returnsPerSecond, endsWhenQuiet: !stay, parentProcess: stay ? getppid() : nil)
        try explained {
            let runner = try WorldRunner(
                stream, answerer: Answerer(seed: seed, baseCurrency: pounds),
                settings: kafka.settings(clientID: "backhaul-world"),
                options: options, logger: ToolLog.logger)
            try runner.run(until: BackhaulWorld.StopFlag()) { report($0) }
        }
    }

    private func report(_ progress: WorldProgress) {
        guard progressJson else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let line = try? encoder.encode(progress) else { return }
        FileHandle.standardOutput.write(line + Data("\n".utf8))
    }
}
