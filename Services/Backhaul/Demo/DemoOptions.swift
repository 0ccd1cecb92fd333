import ArgumentParser

/// The flags of a demo. `deploy/local/demo` passes them on.
struct DemoOptions: ParsableArguments {
    @Option(help: "How many returns the simulated world requests.")
    var returns: Int = 5_000

    @Option(help: "Where all chance begins: the same seed gives the same stream.")
    var seed: UInt64 = 1

    @Option(help: "A real year instead: a file in the format of the UCI data set Online Retail II, plain or gzip.")
    var retailCsv: String?

    @Option(help: "A real broker, host:port; without it the embedded one is started.")
    var kafka: String?

    @Option(help: "A real database as a postgresql:// URL; its Backhaul schemas must be new.")
    var database: String?

    @Option(help: "Processes of each worker.")
    var copies: Int = 1

    @Flag(help: "Kill every worker three times at random moments and start it again.")
    var kill = false

    @Flag(help: "End when the report is written; without it the system stays up until Ctrl-C.")
    var exit = false

    @Flag(help: "Print the report as one line of JSON at the end.")
    var json = false

    @Option(help: "Partitions of each topic.")
    var partitions: Int = 8

    @Option(help: .hidden)
    var topicPrefix: String = ""

    @Option(help: .hidden)
    var workFolder: String?

    func validate() throws {
        guard (1...10_000_000).contains(returns) else { throw ValidationError("--returns must be 1 to 10000000") }
        guard (1...8).contains(copies) else { throw ValidationError("--copies must be 1 to 8") }
        guard (1...64).contains(partitions) else { throw ValidationError("--partitions must be 1 to 64") }
    }
}
