import Bootstrap
import Testing
import Worker

@Suite struct KafkaPropertyTests {
    private func properties(_ environment: [String: String], _ arguments: [String] = []) throws -> [String: String] {
        try SettingsReader(WorkerSettings.all, arguments: arguments, environment: environment)
            .kafkaProperties(WorkerSettings.all)
    }

    @Test func underscoresBecomeDots() throws {
        let found = try properties(
            ["KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_PASSWORD": "s3cret"],
            ["--kafka-session-timeout-ms=6000"])

        #expect(
            found == [
                "security.protocol": "SASL_SSL", "sasl.password": "s3cret", "session.timeout.ms": "6000",
            ])
    }

    @Test func aFlagWinsOverTheVariable() throws {
        #expect(
            try properties(["KAFKA_LINGER_MS": "1"], ["--kafka-linger-ms", "2"]) == ["linger.ms": "2"])
    }

    @Test func ourOwnKeyIsNoProperty() throws {
        #expect(try properties(["KAFKA_BOOTSTRAP_SERVERS": "a:1"]).isEmpty)
    }

    @Test(arguments: [
        "KAFKA_SERVICE_HOST", "KAFKA_SERVICE_PORT", "KAFKA_SERVICE_PORT_PLAIN", "KAFKA_PORT", "KAFKA_PORT_9092_TCP",
        "KAFKA_PORT_9092_TCP_PROTO", "KAFKA_BOOTSTRAP_SERVICE_HOST", "KAFKA_BOOTSTRAP_PORT_9091_TCP_ADDR",
    ])
    func kubernetesServiceLinksAreNoProperties(name: String) throws {
        #expect(try properties([name: "tcp://10.0.0.1:9092"]).isEmpty)
    }
}
