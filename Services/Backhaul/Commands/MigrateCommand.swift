import ArgumentParser
import AuditService
import Bootstrap
import Postgres
import Worker

/// `backhaul migrate`.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Brings the schema of every worker to the version of this program.",
        discussion: "Safe to run at any time and from several places at once: an advisory lock lets one run at a time.")

    @OptionGroup var database: DatabaseOptions

    @Flag(
        help:
            "Create a role per worker, named like its schema, that owns nothing but its own schema; and the judge's, that reads all."
    )
    var roles = false

    func run() throws {
        try explained { try CrashArming.arm(from: EnvironmentKeys.reader(overriding: [:]), ToolLog.logger) }
        try explained { try Migrations.run(url: try database.url(), roles: roles, report: { print($0) }) }
    }
}

/// Runs all migrations; shared by `backhaul migrate` and the demo.
enum Migrations {
    /// - Parameter report: told one line for each schema.
    static func run(url: String, roles: Bool, report: (String) -> Void) throws(Fault) {
        for worker in WorkerCatalogue.all {
            let connection = try Connection.open(
                ConnectionSettings(
                    url: url, schema: worker.name, applicationName: "backhaul-migrate", limits: .migration))
            defer { connection.close() }
            let migrator = Migrator(connection, schema: worker.name)
            let ran = try migrator.migrate(worker.schema)
            if roles {
                let preparing = Roles(connection, schema: worker.name)
                try preparing.prepareWorker(worker.name)
                try preparing.prepareReader(AuditName.service)
            }
            report("\(worker.name): " + (ran.isEmpty ? "up to date" : "ran \(ran.joined(separator: ", "))"))
        }
    }
}
