import Kafka
import TestSupport
import Testing
import Worker

@Suite struct KafkaConfigurationTests {
    @Test func everyDefaultIsKnownToLibrdkafka() throws {
        try KafkaSettings(bootstrapServers: "localhost:9092").validate()
    }

    @Test(arguments: [("linger.ms", "20"), ("security.protocol", "ssl"), ("fetch.min.bytes", "16384")])
    func anyPropertyOfLibrdkafkaCanBeSet(name: String, value: String) throws {
        try KafkaSettings(bootstrapServers: "localhost:9092", properties: [name: value]).validate()
    }

    @Test(arguments: [
        ("lingr.ms", "20"), ("linger.ms", "soon"), ("fetch.min.bytes", "-5"), ("enable.auto.commit", "true"),
        ("partition.assignment.strategy", "range,cooperative-sticky"), ("isolation.level", "read_uncommitted"),
        ("auto.offset.reset", "latest"), ("group.id", "other"), ("transactional.id", "other"),
    ])
    func aWrongPropertyIsNamed(name: String, value: String) {
        let settings = KafkaSettings(bootstrapServers: "localhost:9092", properties: [name: value])

        let fault = #expect(throws: Fault.self) { try settings.validate() }

        #expect(fault?.kind == .fatal)
        #expect(fault?.detail.contains(name) == true)
    }

    @Test func thePrefixIsPutOnAndTakenOff() {
        let settings = KafkaSettings(bootstrapServers: "localhost:9092", topicPrefix: "eu.")

        #expect(settings.brokerName("returns.requests") == "eu.returns.requests")
        #expect(settings.localName("eu.returns.requests") == "returns.requests")
        #expect(settings.localName("us.returns.requests") == nil)
    }
}
