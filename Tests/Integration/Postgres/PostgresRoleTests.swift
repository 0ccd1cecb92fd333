import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresRoleTests {
    @Test(.enabled(if: TestDatabase.isOwn, "needs a server that lets a new role in"))
    func aServicesRoleWorksInItsOwnSchemaAndSeesNoOther() throws {
        let schema = try TestSchema.current()
        let admin = try schema.connect()
        let role = schema.name + "_Role"
        let migrator = Migrator(admin, schema: schema.name)
        let later = Migration("M0001_later", "CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY, note text)")

        try Roles(admin, schema: schema.name).prepareWorker(role)
        try Roles(admin, schema: schema.name).prepareWorker(role)
        _ = try migrator.migrate([MigrationSet(component: "later", [later])])

        var settings = schema.settings()
        settings.url = settings.url.replacing("postgres@", with: "\(role)@")
        let storage = PostgresStorage(settings)
        try storage.registerLanes([LaneID("a", 0)])
        let relay = PostgresOutboxStorage(settings, rotation: OutboxRotation(maxBytes: 1))
        try storage.transaction { (unit) throws(Fault) in
            try unit.appendSegments([Segment(laneNumber: 0, firstSequence: 1, lastSequence: 1, records: [1])])
            try unit.run(Statement("test.later", "INSERT INTO later (note) VALUES ($1)"), [.text("x")])
        }
        try relay.reclaim()
        try relay.storeHints([0: 1])
        try relay.reclaim()
        #expect(try relay.segments(after: [0: 0], maxBytes: 10).isEmpty)

        try admin.execute("CREATE SCHEMA \(schema.name)_b; CREATE TABLE \(schema.name)_b.secret (id int)", "test")
        defer {
            _ = try? admin.execute(
                "DROP SCHEMA \(schema.name)_b CASCADE; DROP OWNED BY \"\(role)\"; DROP ROLE \"\(role)\"", "test")
        }
        let own = try Connection.open(settings)
        let other = #expect(throws: Fault.self) { try own.execute("SELECT * FROM \(schema.name)_b.secret", "test") }
        let table = #expect(throws: Fault.self) { try own.execute("CREATE TABLE mine (id int)", "test") }
        #expect(other?.code == "42501")
        #expect(table?.code == "42501")
    }
}
