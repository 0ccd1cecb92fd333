import Worker

/// One step of a schema, forward only. Once it has run anywhere its text never changes.
package struct Migration: Sendable, Hashable {
    /// `M0001_runtime_tables`: the number is the step's place in its list, from 1 on.
    package let name: String
    /// One or more statements without parameters; they run in one transaction, so they hold no BEGIN or COMMIT.
    package let sql: String

    package init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }

    /// From an embedded resource: `Migration("M0001_intake_tables", PackageResources.M0001_intake_tables_sql)`.
    package init(_ name: String, _ resource: [UInt8]) {
        self.init(name, String(decoding: resource, as: UTF8.self))
    }
}

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
        [Migration("M0001_runtime_tables", PackageResources.M0001_runtime_tables_sql)])
}
