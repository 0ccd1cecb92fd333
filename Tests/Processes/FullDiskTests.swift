import Contracts
import Foundation
import Kernel
import Postgres
import TestSupport
import Testing
import Worker

/// The database's disk is full for a while (SQLSTATE 53100): an outage, and no fault of any record.
@Suite(.serialized)
struct FullDiskTests {
    /// Where the room is missing: in the service's own table, or in the outbox.
    @Test(arguments: ["return_request", "outbox_0"])
    func workersWaitForRoomAndRefuseNothing(table: String) throws {
        let deployment = try Deployment(partitions: 1)
        let server = try Connection.open(ConnectionSettings(url: deployment.database.url, schema: "intake"))
        defer { server.close() }
        for statement in Self.fill(table) { try server.execute(statement, "fill") }
        let intake = try deployment.start("intake")
        let port = try intake.httpPort()

        try deployment.kafka.publish(try (1...3).flatMap(Self.story))
        try intake.waitForError(containing: "No space left on device", limitSeconds: 30)
        let live = try HTTPClient.answer("/health/live", port)
        let ready = try HTTPClient.answer("/health/ready", port)
        try server.execute("DROP TRIGGER full_disk ON intake.\(table)", "free")
        let decisions = try deployment.read([Topic.decisions.name]) { $0.count >= 3 }

        #expect(live.status == 200, "a restart would not make room")
        #expect(ready.status == 503 && ready.body.contains("waiting"), "\(ready.body)")
        #expect(Set(decisions.compactMap(\.key)) == Set((1...3).map { Array("acme/r-\($0)".utf8) }))
        intake.terminate()
        #expect(try intake.wait(limitSeconds: 40).status == 0)
        #expect(try deployment.kafka.readAll([Topic.requests.deadLetterName]).isEmpty)
    }

    /// What the server says when it cannot extend a file.
    private static func fill(_ table: String) -> [String] {
        [
            """
            CREATE FUNCTION intake.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
            END $$
            """,
            """
            CREATE TRIGGER full_disk BEFORE INSERT ON intake.\(table)
                FOR EACH ROW EXECUTE FUNCTION intake.full_disk()
            """,
        ]
    }

    /// A request and its cancellation, which is decided without anything else.
    private static func story(_ number: Int) throws -> [OutboundRecord] {
        let now = Instant(microseconds: 1_770_000_000_000_000)
        let id = "r-\(number)"
        let line = RequestedLine(
            lineId: "1", orderId: "o-1", orderLineId: "1", quantity: 1, reason: .unwanted, resolution: .refund)
        let request = ReturnRequested(
            merchant: "acme", returnId: id, customerId: nil, requestedAt: now, route: .mail, lines: [line])
        let cancellation = ReturnCancelled(merchant: "acme", returnId: id, cancelledAt: now)
        return [
            try StreamRecord("requested-\(id)", request), try StreamRecord("cancelled-\(id)", cancellation),
        ].map { $0.record($0.right) }
    }
}
