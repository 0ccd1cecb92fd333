import ArgumentParser
import Bootstrap
import Kafka
import Worker

/// `backhaul topics`.
struct TopicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topics", abstract: "Creates and lists the topics of a deployment.",
        subcommands: [Create.self, List.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates the topics that are missing; changes none that is there.")

        @OptionGroup var kafka: KafkaOptions

        @Option(help: "Partitions of each topic (PARTITIONS).")
        var partitions: Int?

        @Option(help: "Copies of each partition; -1 leaves it to the broker.")
        var replicationFactor: Int = -1

        func run() throws {
            try explained {
                let reader = try EnvironmentKeys.reader(overriding: [
                    WorkerSettings.partitions: partitions.map(String.init)
                ])
                let count = try reader.number(WorkerSettings.partitions)
                let administration = try TopicAdministration(settings: kafka.settings(), logger: ToolLog.logger)
                defer { administration.close() }
                let outcomes = try administration.create(
                    WorkerCatalogue.topics(partitions: count, replicationFactor: replicationFactor))
                for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) { print(line(name, outcome)) }
            }
        }

        private func line(_ name: String, _ outcome: TopicOutcome) -> String {
            switch outcome {
            case .created: "created  \(name)"
            case .exists(let partitions): "present  \(name) (\(partitions) partitions)"
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the topics of a deployment, with those that are missing.")

        @OptionGroup var kafka: KafkaOptions

        func run() throws {
            try explained {
                let administration = try TopicAdministration(settings: kafka.settings(), logger: ToolLog.logger)
                defer { administration.close() }
                let present = try administration.list()
                for topic in WorkerCatalogue.topics(partitions: 1, replicationFactor: -1) {
                    print(
                        present[topic.name].map { "\($0) partitions  \(topic.name)" } ?? "missing       \(topic.name)")
                }
            }
        }
    }
}
