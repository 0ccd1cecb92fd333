import Kafka
import TestSupport
import Testing
import Worker

@Suite(.timeLimit(.minutes(1))) struct KafkaTopicTests {
    private func withAdministration(_ kafka: TestKafka, _ body: (TopicAdministration) throws -> Void) throws {
        let administration = try TopicAdministration(settings: kafka.settings, logger: kafka.logger)
        defer { administration.close() }
        try body(administration)
    }

    @Test func theListHoldsThisDeploymentsTopicsOnly() throws {
        let (ours, theirs) = (try TestKafka(), try TestKafka())
        try ours.create(["things": 3, "others": 1])
        try theirs.create(["strangers": 1])

        try withAdministration(ours) { administration in
            let topics = try administration.list()
            #expect(topics == ["things": 3, "others": 1])
        }
    }

    @Test func whatIsThereStaysAsItIs() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 3])

        try withAdministration(kafka) { administration in
            let outcome = try administration.create([TopicSpecification(name: "things", partitions: 12)])
            let list = try administration.list()
            #expect(outcome == ["things": .exists(partitions: 3)])
            #expect(list == ["things": 3])
        }
    }

    @Test func topicsAreCreatedWhereTheBrokerCan() throws {
        let kafka = try TestKafka()
        // The embedded broker knows no creation; it makes topics of four partitions when asked about them.
        let topics = [
            TopicSpecification(name: "things", partitions: 4),
            TopicSpecification(name: "products", partitions: 4, configuration: ["cleanup.policy": "compact"]),
        ]

        try withAdministration(kafka) { administration in
            let outcome = try administration.create(topics)
            let list = try administration.list()
            #expect(outcome == ["things": .created, "products": .created])
            #expect(list == ["things": 4, "products": 4])
        }
    }

    @Test func aTopicThatDoesNotComeIsNamed() throws {
        let kafka = try TestKafka()
        try kafka.create(["things": 1])

        try withAdministration(kafka) { administration in
            let fault = #expect(throws: Fault.self) {
                try administration.waitUntilPresent(["things", "late"], timeoutMilliseconds: 300)
            }
            #expect(fault?.kind == .fatal)
            #expect(fault?.detail.contains(kafka.settings.brokerName("late")) == true)
        }
    }
}
