import Worker

/// All the steps of one owner of tables in a schema: the runtime, or the service itself.
package struct MigrationSet: Sendable {
    /// `runtime`, or the service's name.
    package let component: String
    package let migrations: [Migration]

    package init(component: String, _ migrations: [Migration]) {
        self.component = component
        self.migrations = migrations
    }
}

/// The runtime's own tables, which every service has in its schema.
package enum RuntimeMigrations {
    package static let all = MigrationSet(
        component: "runtime",
        [
            Migration(name: "M0001_runtime_tables", sql: PackageResources.M0001_runtime_tables_sql),
            Migration(name: "M0002_diverged_state", sql: PackageResources.M0002_diverged_state_sql),
        ])
}
