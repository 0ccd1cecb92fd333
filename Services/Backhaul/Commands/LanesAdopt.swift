import ArgumentParser
import Worker

extension LanesCommand {
    /// `backhaul lanes adopt`.
    struct Adopt: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a worker's database go on with this broker: after a restore, or a move on purpose.",
            discussion: """
                Reads the worker's output topics and raises each lane's number above what was published, so that no
                number stands for two events; takes the offsets that Kafka keeps for the worker's group for settled; and
                notes this cluster and prefix as the schema's own. All copies of the worker must be stopped. The worker
                then reads its inputs again from where its database is.
                """)

        @OptionGroup var kafka: KafkaOptions
        @OptionGroup var database: DatabaseOptions
        @Option(help: "The worker whose database is to go on.") var service: String

        func run() throws {
            try explained {
                for worker in try LanesCommand.workers(service) {
                    let desk = try LaneDesk(worker, url: database.url(), settings: kafka.settings())
                    try desk.requireRest()
                    let raised = try desk.adopt().sorted { $0.key < $1.key }
                    for (lane, number) in raised { print("\(service) \(lane): goes on after number \(number)") }
                    print("\(service): \(raised.count) lanes raised; start it again")
                }
            }
        }
    }
}
