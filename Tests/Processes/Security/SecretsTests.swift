import Contracts
import Foundation
import Postgres
import TestSupport
import Testing
import Worker

/// Workers under their own roles, over TLS, do all that they are for; and whatever goes wrong, no password and no
/// payload is in a log, a probe, a metric or a message.
@Suite(.serialized)
struct SecretsTests {
    @Test func workersUnderTheirRolesDoTheirWorkAndTellNothing() throws {
        let system = try GuardedDeployment()
        try system.start()

        try runsAStream(system)
        try usesOnlyTLS(system)
        try quarantinesWhatIsMarked(system)

        for (place, text) in try system.said() {
            #expect(Marker.lines(in: text).isEmpty, "\(place): \(Marker.lines(in: text).prefix(5))")
        }
        #expect(try system.stop() == [])
        for (name, program) in system.programs {
            #expect(Marker.lines(in: program.errorText).isEmpty, "\(name): \(Marker.lines(in: program.errorText))")
        }
    }

    /// A whole stream of returns, to a clean verdict of the judge, who only reads.
    private func runsAStream(_ system: GuardedDeployment) throws {
        let world = try system.tool(
            "audit", "world", "--returns", "40", "--seed", "11", "--transit-limit-seconds", "3")
        try #require(world.status == 0, "\(world.errors)")

        let verdict = try system.tool("audit", "audit", "--json", "--settle-seconds", "10")

        #expect(verdict.status == 0, "\(verdict.output)\(verdict.errors)")
        #expect(verdict.output.contains("\"verdict\":\"clean\""), "\(verdict.output)")
        #expect(!verdict.output.contains("\"units\":0,"), "\(verdict.output)")
    }

    private func usesOnlyTLS(_ system: GuardedDeployment) throws {
        let connection = try system.database.open(SecurePostgres.superuser)
        defer { connection.close() }
        let sessions = try connection.run(
            Statement(
                "test.sessions",
                """
                SELECT usename::text, bool_and(ssl AND version >= 'TLSv1.2'), count(*)
                FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE usename = ANY($1) GROUP BY 1 ORDER BY 1
                """), [.texts(GuardedDatabase.roles)])

        #expect((0..<sessions.count).map { sessions.text($0, 0) } == GuardedDatabase.roles.sorted())
        #expect((0..<sessions.count).allSatisfy { sessions.bool($0, 1) && sessions.int($0, 2) > 0 })
    }

    private func quarantinesWhatIsMarked(_ system: GuardedDeployment) throws {
        let owner = try system.database.open(SecurePostgres.owner)
        defer { owner.close() }
        try owner.execute(Self.refusingTables, "plant")

        try system.deployment.kafka.publish(Topic.allCases.flatMap(MarkedRecords.all))
        try system.waitUntilAllIsRead()

        let wanted = ["violates check constraint", "the server refuses a value"]
        let letters = try system.deployment.read(Deployment.inputs.map(\.deadLetterName)) { letters in
            let reasons = letters.map(Self.reason)
            return wanted.allSatisfy { text in reasons.contains { $0.contains(text) } }
        }

        // Both kinds of refusal by the database are among them, or the reading would have ended by its limit.
        let reasons = letters.map(Self.reason)
        #expect(wanted.allSatisfy { text in reasons.contains { $0.contains(text) } })
        let told = reasons.filter { $0.contains(Marker.common) }
        #expect(told.isEmpty, "\(told.prefix(5))")
        try listsWithoutWhatIsMarked(system)
    }

    private static func reason(_ letter: InboundRecord) -> String {
        let header = letter.headers.first { $0.name == DeadLetter.exceptionMessage }
        return String(decoding: header?.value ?? [], as: UTF8.self)
    }

    /// Keys are ids, and the list shows them; values and headers it does not show.
    private func listsWithoutWhatIsMarked(_ system: GuardedDeployment) throws {
        let listed = try system.tool("audit", "dlq", "list")
        let lines = listed.output.split(separator: "\n").map { $0.components(separatedBy: "  ") }
        let shown = lines.map { ($0.prefix(5) + $0.dropFirst(6)).joined(separator: "  ") }

        #expect(listed.status == 0 && shown.count > 100)
        #expect(Marker.lines(in: shown.joined(separator: "\n") + listed.errors).isEmpty)
    }

    /// Tables that refuse rows with markers: a constraint whose details show the row, and a message that quotes the
    /// value in the manner of a server that speaks German.
    private static let refusingTables = """
        ALTER TABLE intake.order_fact ADD CONSTRAINT tells_nothing
        CHECK (order_id NOT LIKE '%\(Marker.common)%');
        CREATE FUNCTION intake.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.sku LIKE '%\(Marker.common)%' THEN
                RAISE EXCEPTION 'ungültige Eingabe: »%«', NEW.sku USING ERRCODE = '22P02';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON intake.product_fact
        FOR EACH ROW EXECUTE FUNCTION intake.refuse()
        """
}
