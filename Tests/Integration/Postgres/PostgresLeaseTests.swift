import Postgres
import TestSupport
import Testing
import Worker

@Suite(.freshSchema) struct PostgresLeaseTests {
    private func terminate(_ application: String) throws {
        let admin = try TestSchema.current().connect()
        try admin.run(
            Statement(
                "test.terminate",
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1"),
            [.text(application)])
    }

    @Test func aShardHasOneHolder() throws {
        let schema = try TestSchema.current()
        let first = PostgresOutboxStorage(schema.settings())
        let second = PostgresOutboxStorage(schema.settings())

        #expect(try first.tryLease(shard: 0))
        #expect(try first.tryLease(shard: 0))
        #expect(try !second.tryLease(shard: 0))
        #expect(try second.tryLease(shard: 1))

        first.releaseLease(shard: 0)
        #expect(try second.tryLease(shard: 0))
    }

    @Test func anotherSchemaIsAnotherLease() throws {
        let schema = try TestSchema.current()
        var other = schema.settings()
        other.schema = schema.name + "_b"

        #expect(try PostgresOutboxStorage(schema.settings()).tryLease(shard: 0))
        let first = PostgresOutboxStorage(schema.settings())
        let second = PostgresOutboxStorage(other)
        #expect(try first.tryLease(shard: 3))
        #expect(try second.tryLease(shard: 3))
    }

    @Test func aClosedHolderGivesItsLeaseUp() throws {
        let schema = try TestSchema.current()
        let first = PostgresOutboxStorage(schema.settings())
        let second = PostgresOutboxStorage(schema.settings())
        #expect(try first.tryLease(shard: 0))

        first.close()

        // The server frees the lock when its process has seen the end of the session.
        var tries = 0
        while try !second.tryLease(shard: 0), tries < 10_000 { tries += 1 }
        #expect(tries < 10_000)
    }

    @Test func aBrokenHolderIsToldAndTakesItsLeaseAgain() throws {
        let schema = try TestSchema.current()
        let holder = PostgresOutboxStorage(schema.settings(application: schema.name))
        let other = PostgresOutboxStorage(schema.settings())
        #expect(try holder.tryLease(shard: 0))
        try terminate(schema.name)

        let fault = #expect(throws: Fault.self) { try holder.storeHints([0: 1]) }
        #expect(fault?.kind == .transient)

        try holder.storeHints([0: 1])
        #expect(try !other.tryLease(shard: 0))
    }

    @Test func aBrokenHolderThatWasReplacedIsSuperseded() throws {
        let schema = try TestSchema.current()
        let holder = PostgresOutboxStorage(schema.settings(application: schema.name))
        let other = PostgresOutboxStorage(schema.settings())
        #expect(try holder.tryLease(shard: 0))
        try terminate(schema.name)
        #expect(try other.tryLease(shard: 0))

        _ = #expect(throws: Fault.self) { try holder.segments(after: [0: 0], maxBytes: 1) }
        let fault = #expect(throws: Fault.self) { try holder.segments(after: [0: 0], maxBytes: 1) }

        #expect(fault?.kind == .superseded)
        #expect(try !holder.tryLease(shard: 0))
    }
}
