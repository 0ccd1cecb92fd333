import Contracts
import Foundation
import Kafka
import Kernel
import TestSupport
import Testing
import Worker

/// `backhaul audit` and the worker `audit` on a deployment that is whole, and then broken in one way after another.
@Suite(.serialized)
struct AuditCommandTests {
    @Test func everyLawIsSeenBrokenInTheTablesAndOnTheTopics() throws {
        let system = try AuditedDeployment(returns: 150)
        let whole = try system.audit()
        try #require(whole.verdict == "clean", "\(whole.findings + whole.unjudged)")
        #expect(whole.events > 0 && whole.units > 0)

        for breach in Self.inTables {
            try system.sql(breach.plant)
            let verdict = try system.audit()
            #expect(verdict.verdict == "broken", "\(breach.plant)")
            #expect(verdict.broken == breach.laws, "\(breach.plant): \(verdict.findings)")
            try system.sql(breach.mend)
        }
        #expect(try system.audit().verdict == "clean")
        try recognisesARepeat(system)
        try seesWhatTheTopicsSay(system)
        try tellsEachBreachOnce(system)
    }

    private struct Breach {
        let laws: Set<String>
        let plant: String
        let mend: String
    }

    private static let lane = """
        (SELECT lane_number FROM intake.consumer_offset WHERE topic = 'returns.requests' AND part = 0)
        """
    private static let line = """
        (SELECT min(merchant || '/' || return_id || '/' || line_id) FROM intake.return_line WHERE received > 0)
        """
    private static let shelved = "(SELECT min(unit_id) FROM disposition.unit WHERE state = 'shelved')"

    private static let inTables = [
        Breach(
            laws: ["outbox"],
            plant: "UPDATE intake.consumer_offset SET lane_seq = lane_seq + 2 WHERE lane_number = \(lane)",
            mend: "UPDATE intake.consumer_offset SET lane_seq = lane_seq - 2 WHERE lane_number = \(lane)"),
        // A row that is not published yet is deleted.
        Breach(
            laws: ["outbox"],
            plant: """
                UPDATE intake.relay_hint SET published_seq = published_seq - 1 WHERE lane_number = \(lane);
                CREATE TABLE public.kept AS SELECT * FROM intake.outbox WHERE lane_number = \(lane);
                DELETE FROM intake.outbox WHERE lane_number = \(lane)
                """,
            mend: """
                UPDATE intake.relay_hint SET published_seq = published_seq + 1 WHERE lane_number = \(lane);
                INSERT INTO intake.outbox SELECT * FROM public.kept;
                DROP TABLE public.kept
                """),
        // What counts as published was never sent.
        Breach(
            laws: ["lost"],
            plant: """
                UPDATE intake.consumer_offset SET lane_seq = lane_seq + 3 WHERE lane_number = \(lane);
                UPDATE intake.relay_hint SET published_seq = published_seq + 3 WHERE lane_number = \(lane)
                """,
            mend: """
                UPDATE intake.consumer_offset SET lane_seq = lane_seq - 3 WHERE lane_number = \(lane);
                UPDATE intake.relay_hint SET published_seq = published_seq - 3 WHERE lane_number = \(lane)
                """),
        Breach(
            laws: ["numbering"],
            plant: """
                UPDATE intake.consumer_offset SET lane_seq = lane_seq - 2 WHERE lane_number = \(lane);
                UPDATE intake.relay_hint SET published_seq = published_seq - 2 WHERE lane_number = \(lane)
                """,
            mend: """
                UPDATE intake.consumer_offset SET lane_seq = lane_seq + 2 WHERE lane_number = \(lane);
                UPDATE intake.relay_hint SET published_seq = published_seq + 2 WHERE lane_number = \(lane)
                """),
        Breach(
            laws: ["conservation"],
            plant: """
                CREATE TABLE public.line AS SELECT \(line) AS id;
                UPDATE intake.return_line SET received = received - 1, open = open + 1
                WHERE merchant || '/' || return_id || '/' || line_id = (SELECT id FROM public.line)
                """,
            mend: """
                UPDATE intake.return_line SET received = received + 1, open = open - 1
                WHERE merchant || '/' || return_id || '/' || line_id = (SELECT id FROM public.line);
                DROP TABLE public.line
                """),
        Breach(
            laws: ["custody"],
            plant: """
                UPDATE intake.unit SET unit_id = 'u-stranger' WHERE unit_id = (SELECT min(unit_id) FROM intake.unit)
                """,
            mend: """
                UPDATE intake.unit SET unit_id = (
                    SELECT min(unit_id) FROM disposition.unit d
                    WHERE NOT EXISTS (SELECT FROM intake.unit u WHERE u.unit_id = d.unit_id))
                WHERE unit_id = 'u-stranger'
                """),
        Breach(
            laws: ["money"],
            plant: """
                UPDATE intake.refund SET amount = amount + 10000000, price = price + 10000000
                WHERE refund_id = (SELECT min(refund_id) FROM intake.refund)
                """,
            mend: """
                UPDATE intake.refund SET amount = amount - 10000000, price = price - 10000000
                WHERE refund_id = (SELECT min(refund_id) FROM intake.refund)
                """),
        Breach(
            laws: ["disposition"],
            plant: "UPDATE disposition.unit SET decisions = decisions + 1 WHERE unit_id = \(shelved)",
            mend: "UPDATE disposition.unit SET decisions = decisions - 1 WHERE unit_id = \(shelved)"),
        Breach(
            laws: ["effect"],
            plant: """
                UPDATE recall.unit SET unit_id = unit_id || 'x' WHERE unit_id = (SELECT min(unit_id) FROM recall.unit)
                """,
            mend: "UPDATE recall.unit SET unit_id = rtrim(unit_id, 'x') WHERE unit_id LIKE '%x'"),
    ]

    /// A record of the topic is sent again as it stands there.
    private func recognisesARepeat(_ system: AuditedDeployment) throws {
        let kafka = system.deployment.kafka
        let grade = try #require(try kafka.readAll([Topic.grades.name]).first)
        try kafka.publish(
            [OutboundRecord(topic: Topic.grades.name, key: grade.key, value: grade.value, headers: grade.headers)])

        let verdict = try system.audit()

        #expect(verdict.doubled == (verdict.transactions ? 1 : 0))
        #expect(verdict.repeats == (verdict.transactions ? 0 : 1))
        // Sent again it comes behind later numbers, and within what readers remember of them.
        #expect(verdict.broken == (verdict.transactions ? ["doubled"] : []))
    }

    private func seesWhatTheTopicsSay(_ system: AuditedDeployment) throws {
        let before = try system.audit().broken
        func expect(_ law: String, _ plant: () throws -> Void) throws {
            try plant()
            let verdict = try system.audit()
            #expect(verdict.broken.contains(law), "\(law): \(verdict.findings)")
        }
        let unit = try system.value(
            "SELECT merchant || '/' || unit_id FROM disposition.unit WHERE unit_id = \(Self.shelved)")
        let names = unit.split(separator: "/").map(String.init)
        let pounds = try #require(Currency("GBP"))
        let now = Instant(microseconds: 1_790_000_000_000_000)
        #expect(!before.contains("altered"))

        try expect("altered") {
            try system.publish(
                UnitReleased(merchant: names[0], holdId: "h", unitId: names[1], recallId: nil, releasedAt: now),
                by: "recall", lane: "units.custody.0", number: 1)
            try system.publish(
                UnitReleased(merchant: names[0], holdId: "g", unitId: names[1], recallId: nil, releasedAt: now),
                by: "recall", lane: "units.custody.0", number: 1)
        }
        try expect("recall") {
            let held = UnitHeld(
                merchant: names[0], holdId: "h-planted", unitId: names[1], kind: .recall, recallId: "c-planted",
                remedy: .refund, mock: false, heldAt: now)
            try system.publish(held, by: "recall", lane: "recalls.notices")
            try system.sql("UPDATE disposition.consumer_offset SET next_offset = 1000000 WHERE topic = 'units.holds'")
        }
        try expect("disposition") {
            let second = DispositionDecided(
                merchant: names[0], unitId: names[1], decisionId: "d-planted", decisionNumber: 1, because: .graded,
                sku: nil, grade: nil, disposition: .donate, currency: pounds, expectedNetRecovery: 0, runnerUp: nil,
                margin: nil, parametersVersion: 1, options: [], route: [], decidedAt: now)
            try system.publish(second, by: "disposition", lane: "units.grades")
        }
        try expect("money") {
            let due = RefundDue(
                merchant: names[0], refundId: "f-planted", returnId: "r", lineId: "1", orderId: "o-none",
                orderLineId: "1", unitId: nil, quantity: 1, currency: pounds, amount: 5,
                breakdown: RefundBreakdown(price: 5, discount: 0, tax: 0, shipping: 0, fees: 0, gradeReduction: 0),
                trigger: .kept, decidedAt: now)
            try system.publish(due, by: "intake", lane: "returns.requests")
        }
        try expect("contract") {
            try system.deployment.kafka.publish(
                [OutboundRecord(topic: Topic.custody.name, key: nil, value: Array("{}".utf8), headers: [])])
        }
    }

    /// The worker publishes what the command finds, and after it was killed does not publish it again.
    private func tellsEachBreachOnce(_ system: AuditedDeployment) throws {
        let expected = try system.audit()
        let first = try system.deployment.start("audit")
        try first.waitForError(containing: "laws.broken=\(expected.violations)", limitSeconds: 90)
        let told = try system.deployment.read([Topic.violations.name]) { $0.count >= expected.violations }
        first.kill()

        let second = try system.deployment.start("audit")
        try second.waitForError(containing: "laws.broken=\(expected.violations)", limitSeconds: 90)
        second.terminate()
        #expect(try second.wait(limitSeconds: 40).status == 0)

        let all = try system.deployment.kafka.readAll([Topic.violations.name])
        #expect(all.count == told.count)
        let events = try all.map { try EventCodec.decode(LawBroken.self, from: $0.value ?? []) }
        #expect(Set(events.map(\.violationId)).count == events.count)
        #expect(Set(events.map(\.law.rawValue)) == expected.broken)
    }

    @Test func whatCannotBeJudgedIsToldInOneLine() throws {
        let outcome = try Program(
            "backhaul",
            [
                "audit", "--kafka", "127.0.0.1:1", "--database", "postgresql://nobody@127.0.0.1:1/none",
                "--settle-seconds", "1",
            ]
        ).wait(limitSeconds: 60)

        #expect(outcome.status == 2)
        #expect(outcome.errors.split(separator: "\n").last?.hasPrefix("audit: cannot judge: ") == true)
    }

    @Test func itReadsAlongAndJudgesWhenItIsToldTo() throws {
        let deployment = try Deployment()
        let audit = try Program(
            "backhaul",
            [
                "audit", "--follow", "--json", "--kafka", deployment.kafka.settings.bootstrapServers,
                "--topic-prefix", deployment.kafka.settings.topicPrefix, "--database", deployment.database.url,
            ])
        try audit.waitForError(containing: "audit: reading along", limitSeconds: 60)
        audit.terminate()

        let outcome = try audit.wait(limitSeconds: 60)

        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        let verdict = try JSONDecoder().decode(AuditedDeployment.Verdict.self, from: Data(outcome.lastLine.utf8))
        #expect(verdict.verdict == "clean" && verdict.events == 0)
    }
}
