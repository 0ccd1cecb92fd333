import ArgumentParser
import CRdkafkaMock

/// The embedded broker: librdkafka's mock cluster in a process of its own, for the demo and for tests.
@main
struct DevBroker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devbroker",
        abstract: "Runs an embedded Kafka broker in memory, for the demo and for tests.",
        discussion: """
            It keeps 5 MiB or 100,000 batches a partition and drops the oldest without a word, does not hide records of
            aborted transactions, does not fence producers, stores no transactional offsets, and forgets all at its end.
            Requests on standard input, one a line, each answered by `ok` or `error REASON`:
              create NAME PARTITIONS          makes a topic
              error APIKEY CODE COUNT         answers the next COUNT such requests with an error code
              clear APIKEY                    forgets errors that were not answered yet
              without APIKEY                  knows such requests no more
              coordinator GROUP BROKER        has this broker coordinate a group
              down BROKER, up BROKER          takes a broker away and brings it back
              rtt BROKER MILLISECONDS         delays its answers
            """)

    @Option(help: "Write the bootstrap address to this file when ready.")
    var portFile: String?

    @Option(help: "How many brokers.")
    var brokers: Int = 1

    @Option(help: "Topics to create: a line each, `NAME PARTITIONS`.")
    var topicsFile: String?

    @Option(help: "End when this process ends; without it, end when standard input does.")
    var parentPid: Int32?

    func validate() throws {
        guard (1...16).contains(brokers) else { throw ValidationError("--brokers must be 1 to 16") }
    }

    func run() throws {
        let lifetime = Lifetime(parent: parentPid)
        let cluster = try MockCluster(brokers: brokers)
        if let topicsFile {
            for line in try TextFile.read(topicsFile).split(separator: "\n") where !line.hasPrefix("#") {
                try cluster.apply("create \(line)")
            }
        }
        if let portFile { try TextFile.writeAtomically(cluster.bootstrap + "\n", to: portFile) }
        Console.print(
            "warning: in memory only, 5 MiB a partition, no transactional isolation: never for real data", to: 2)
        Console.print(cluster.bootstrap)
        serve(cluster, lifetime)
        // The cluster's own clean-up can hang; nothing of it outlives the process anyway.
        lifetime.exitNow()
    }

    private func serve(_ cluster: MockCluster, _ lifetime: Lifetime) {
        while let line = lifetime.nextLine() {
            do {
                try cluster.apply(line)
                Console.print("ok")
            } catch {
                Console.print("error \(error)")
            }
        }
    }
}
