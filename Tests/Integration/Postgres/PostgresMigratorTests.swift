import Postgres
import TestSupport
import Testing
import Worker

@Suite(.noSchema) struct PostgresMigratorTests {
    private static let first = Migration("M0001_things", "CREATE TABLE thing (id int); INSERT INTO thing VALUES (1)")
    private static let second = Migration("M0002_more", "ALTER TABLE thing ADD note text")

    private static func set(_ migrations: Migration...) -> MigrationSet {
        MigrationSet(component: "things", migrations)
    }

    private func migrator() throws -> Migrator {
        let schema = try TestSchema.current()
        return Migrator(try schema.connect(), schema: schema.name)
    }

    private func refusal(_ body: () throws -> Void) -> String? {
        let fault = #expect(throws: Fault.self) { try body() }
        #expect(fault?.kind == .fatal)
        return fault?.detail
    }

    @Test func eachMigrationRunsOnce() throws {
        let migrator = try migrator()

        #expect(try migrator.migrate([Self.set(Self.first)]) == ["M0001_things"])
        #expect(try migrator.migrate([Self.set(Self.first)]).isEmpty)
        #expect(try migrator.migrate([Self.set(Self.first, Self.second)]) == ["M0002_more"])
        try migrator.check([Self.set(Self.first, Self.second)])
    }

    @Test func theRuntimesTablesAndTheServicesAreTwoLists() throws {
        let migrator = try migrator()

        let names = try migrator.migrate([RuntimeMigrations.all, Self.set(Self.first)])

        #expect(names == RuntimeMigrations.all.migrations.map(\.name) + ["M0001_things"])
        try migrator.check([RuntimeMigrations.all, Self.set(Self.first)])
    }

    @Test func aMissingSchemaIsRefusedWithWhatToDo() throws {
        let schema = try TestSchema.current()

        let detail = refusal { try migrator().check([Self.set(Self.first)]) }

        #expect(detail == "schema \(schema.name) is missing: run `backhaul migrate`")
    }

    @Test func anOlderSchemaIsRefusedWithWhatToDo() throws {
        let schema = try TestSchema.current()
        let migrator = try migrator()
        _ = try migrator.migrate([Self.set(Self.first)])

        let detail = refusal { try migrator.check([Self.set(Self.first, Self.second)]) }

        #expect(
            detail == "schema \(schema.name) (things) is at version 1, this program needs 2: run `backhaul migrate`")
    }

    @Test func aNewerSchemaIsRefusedByBoth() throws {
        let migrator = try migrator()
        _ = try migrator.migrate([Self.set(Self.first, Self.second)])

        let checked = refusal { try migrator.check([Self.set(Self.first)]) }
        let migrated = refusal { _ = try migrator.migrate([Self.set(Self.first)]) }

        #expect(checked?.contains("is at version 2, this program knows 1: use the newer program") == true)
        #expect(migrated == checked)
    }

    @Test func aChangedTextIsRefused() throws {
        let migrator = try migrator()
        _ = try migrator.migrate([Self.set(Self.first)])
        let changed = Migration(Self.first.name, Self.first.sql + " ")

        let checked = refusal { try migrator.check([Self.set(changed)]) }
        let migrated = refusal { _ = try migrator.migrate([Self.set(changed, Self.second)]) }

        #expect(checked?.contains("the text of migration M0001_things changed") == true)
        #expect(migrated == checked)
    }

    @Test func aGapIsRefused() throws {
        let schema = try TestSchema.current()
        let migrator = try migrator()
        _ = try migrator.migrate([Self.set(Self.first, Self.second)])
        try schema.connect().execute("DELETE FROM schema_migration WHERE version = 1", "test")

        let detail = refusal { try migrator.check([Self.set(Self.first, Self.second)]) }

        #expect(detail?.contains("lacks migration 1 but has 2") == true)
    }

    @Test func aMigrationInTheWrongPlaceIsRefused() throws {
        #expect(refusal { _ = try migrator().migrate([Self.set(Self.second)]) }?.contains("place 1") == true)
    }

    @Test func aMigrationThatFailsLeavesNothingOfItself() throws {
        let schema = try TestSchema.current()
        let migrator = try migrator()
        let broken = Migration("M0002_broken", "INSERT INTO thing VALUES (2); INSERT INTO thing VALUES (1 / 0)")

        _ = refusal { _ = try migrator.migrate([Self.set(Self.first, broken)]) }

        let rows = try schema.connect().run(Statement("test.things", "SELECT count(*) FROM thing"))
        #expect(rows.int(0, 0) == 1)
        #expect(try migrator.migrate([Self.set(Self.first, Self.second)]) == ["M0002_more"])
    }

    @Test func aMigrationThatCommitsByItselfIsRefused() throws {
        let own = Migration("M0001_own", "CREATE TABLE own (id int); COMMIT")

        #expect(refusal { _ = try migrator().migrate([Self.set(own)]) }?.contains("ends its transaction") == true)
    }

    @Test func severalMigratorsTakeTurns() throws {
        let schema = try TestSchema.current()
        let threads = (0..<4).map { _ in
            BackgroundThread {
                try Migrator(try schema.connect(), schema: schema.name)
                    .migrate([RuntimeMigrations.all, Self.set(Self.first, Self.second)])
            }
        }

        let ran = try threads.flatMap { try $0.value() }

        #expect(ran.sorted() == ["M0001_runtime_tables", "M0001_things", "M0002_diverged_state", "M0002_more"])
    }
}
