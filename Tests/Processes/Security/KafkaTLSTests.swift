import Contracts
import Foundation
import Kafka
import TestSupport
import Testing
import Worker

/// A cluster that asks for TLS, a client certificate and SCRAM-SHA-512, set as `deploy/README.md` says, and what a
/// worker says when one of them is wrong.
@Suite(.serialized)
struct KafkaTLSTests {
    private static let user = "backhaul-intake"

    @Test func aWorkerAndTheToolWorkOverTLSWithAClientCertificateAndSCRAM() throws {
        let deployment = try Deployment(partitions: 2, kafka: TestKafka(broker: BrokerProcess()))
        let broker = try Self.broker(before: deployment)
        let settings = Self.settings(broker)
        let worker = try deployment.start("intake", settings)

        try deployment.kafka.publish([
            OutboundRecord(topic: Topic.requests.name, key: nil, value: Array("{".utf8), headers: [])
        ])
        // What comes back was read, and written, by way of the only door that the worker knows.
        let letters = try deployment.read([Topic.requests.deadLetterName]) { !$0.isEmpty }
        let topics = try deployment.tool(["topics", "list"], settings)
        worker.terminate()
        let outcome = try worker.wait(limitSeconds: 40)

        #expect(letters.count == 1)
        #expect(topics.output.contains(Topic.requests.name), "\(topics.errors)")
        #expect(outcome.status == 0)
        #expect(Marker.lines(in: outcome.errors).isEmpty)
        #expect(broker.accepted > 2 && broker.refused == 0)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var changed: [String: String] = [:]
        var left: Set<String> = []
        let says: String
        /// It looks like an outage, and is waited out as one: the log says what was seen.
        var isWaitedOut = false
    }

    static let refusals = [
        Refusal(
            testDescription: "wrong password", changed: ["KAFKA_SASL_PASSWORD": Marker.saslPassword + "2"],
            says: "SASL authentication error: refused"),
        Refusal(
            testDescription: "wrong user", changed: ["KAFKA_SASL_USERNAME": "nobody"],
            says: "SASL authentication error: refused"),
        Refusal(
            testDescription: "another mechanism", changed: ["KAFKA_SASL_MECHANISM": "PLAIN"],
            says: "Unsupported SASL mechanism"),
        Refusal(testDescription: "no authority", left: ["KAFKA_SSL_CA_LOCATION"], says: "certificate verify failed"),
        Refusal(
            testDescription: "a file that is missing", changed: ["KAFKA_SSL_CA_LOCATION": "/nowhere/ca.pem"],
            says: "ssl.ca.location"),
        Refusal(testDescription: "no password", left: ["KAFKA_SASL_PASSWORD"], says: "sasl.password"),
        Refusal(
            testDescription: "an unknown mechanism", changed: ["KAFKA_SASL_MECHANISM": "SCRAM-SHA-1024"],
            says: "SCRAM-SHA-1024"),
        Refusal(
            testDescription: "no client certificate",
            left: ["KAFKA_SSL_CERTIFICATE_LOCATION", "KAFKA_SSL_KEY_LOCATION"], says: "kafka.facility=FAIL",
            isWaitedOut: true),
        Refusal(
            testDescription: "TLS without SASL", changed: ["KAFKA_SECURITY_PROTOCOL": "SSL"],
            says: "kafka.metadata: no answer", isWaitedOut: true),
        Refusal(
            testDescription: "no TLS", changed: ["KAFKA_SECURITY_PROTOCOL": "PLAINTEXT"],
            says: "kafka.metadata: no answer", isWaitedOut: true),
    ]

    @Test func whatIsWrongIsToldInOneMessageWithoutThePassword() throws {
        let deployment = try Deployment(partitions: 1, kafka: TestKafka(broker: BrokerProcess()))
        let broker = try Self.broker(before: deployment)
        let settings = Self.settings(broker)
        let started = try Self.refusals.map { refusal in
            let own = settings.filter { !refusal.left.contains($0.key) }.merging(refusal.changed) { $1 }
            return (refusal, try deployment.start("intake", own))
        }
        for (refusal, worker) in started {
            if refusal.isWaitedOut {
                try worker.waitForError(containing: refusal.says, limitSeconds: 60)
                worker.terminate()
            }
            let outcome = try worker.wait(limitSeconds: 60)
            let told = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("intake: ") }

            #expect(outcome.status == (refusal.isWaitedOut ? 0 : 1), "\(refusal): \(outcome.errors)")
            #expect(told.count == (refusal.isWaitedOut ? 0 : 1), "\(refusal): \(outcome.errors)")
            #expect(outcome.errors.contains(refusal.says), "\(refusal): \(outcome.errors)")
            #expect(Marker.lines(in: outcome.errors).isEmpty, "\(refusal): \(outcome.errors)")
        }
    }

    private static func broker(before deployment: Deployment) throws -> SecureBroker {
        try SecureBroker(
            before: deployment.kafka.settings.bootstrapServers, user: user, password: Marker.saslPassword)
    }

    private static func settings(_ broker: SecureBroker) -> [String: String] {
        [
            "KAFKA_BOOTSTRAP_SERVERS": broker.address, "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512", "KAFKA_SASL_USERNAME": user,
            "KAFKA_SASL_PASSWORD": Marker.saslPassword, "KAFKA_SSL_CA_LOCATION": broker.authority.certificate,
            "KAFKA_SSL_CERTIFICATE_LOCATION": broker.client.certificate,
            "KAFKA_SSL_KEY_LOCATION": broker.client.key, "LOG_LEVEL": "trace",
        ]
    }
}
