import ArgumentParser

/// The operators' tool.
@main
struct Backhaul: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backhaul",
        abstract: "Runs and looks after a Backhaul deployment.",
        discussion: """
            Kafka and PostgreSQL are named by the same keys as for the workers: KAFKA_BOOTSTRAP_SERVERS, TOPIC_PREFIX,
            KAFKA_<PROPERTY>, DATABASE_URL. Flags win over the environment.
            """,
        subcommands: [
            MigrateCommand.self, TopicsCommand.self, PublishCommand.self, TraceCommand.self, LanesCommand.self,
            DeadLetterCommand.self, AuditCommand.self, WorldCommand.self, DemoCommand.self,
        ])
}
