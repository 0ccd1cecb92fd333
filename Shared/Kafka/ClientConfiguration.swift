import CRdkafkaHeaders
import Worker

/// A configuration of librdkafka in the making: defaults of the role, then the deployment's properties, then ours.
struct ClientConfiguration {
    private let pointer: OpaquePointer

    /// - Parameter fixed: properties that only the code sets, such as `group.id`.
    /// - Throws: `fatal`, naming the property at fault.
    init(role: KafkaRole, settings: KafkaSettings, fixed: [(String, String)] = []) throws(Fault) {
        pointer = rd_kafka_conf_new()
        do {
            try set([("bootstrap.servers", settings.bootstrapServers), ("client.id", settings.clientID)])
            try set(KafkaDefaults.properties(for: role))
            for (name, value) in KafkaDefaults.laterProperties(for: role) {
                rd_kafka_conf_set(pointer, name, value, nil, 0)
            }
            try set(given: settings.properties)
            try set(fixed)
        } catch {
            rd_kafka_conf_destroy(pointer)
            throw error
        }
    }

    /// Frees a configuration that became no client.
    func discard() { rd_kafka_conf_destroy(pointer) }

    /// Builds the client; the configuration belongs to it from here on.
    ///
    /// - Throws: `fatal` with librdkafka's own words when properties contradict each other.
    func makeClient(_ role: KafkaRole, context: ClientContext) throws(Fault) -> OpaquePointer {
        let opaque = Unmanaged.passRetained(context)
        rd_kafka_conf_set_opaque(pointer, opaque.toOpaque())
        ClientCallbacks.install(on: pointer, role: role)
        let type =
            role.isProducer || role == .administration && !context.joinsGroup
            ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        let (client, text) = withErrorText { rd_kafka_new(type, pointer, $0, $1) }
        guard let client else {
            rd_kafka_conf_destroy(pointer)
            opaque.release()
            throw Fault(.fatal, "kafka.configure", text)
        }
        return client
    }

    private func set(given properties: [String: String]) throws(Fault) {
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            if let reason = RefusedProperties.reason(name: name, value: value) {
                throw Fault(.fatal, "kafka.configure", "Kafka property \(name) cannot be set to \(value): \(reason)")
            }
            try set([(name, value)])
        }
    }

    private func set(_ properties: [(String, String)]) throws(Fault) {
        for (name, value) in properties {
            let (result, text) = withErrorText { rd_kafka_conf_set(pointer, name, value, $0, $1) }
            if result == RD_KAFKA_CONF_UNKNOWN {
                throw Fault(.fatal, "kafka.configure", "unknown Kafka property \(name): librdkafka has no such setting")
            }
            // librdkafka's text may name another property, of which this one is an alias.
            if result != RD_KAFKA_CONF_OK { throw Fault(.fatal, "kafka.configure", "Kafka property \(name): \(text)") }
        }
    }
}

/// Calls a function of librdkafka that explains itself in a buffer.
func withErrorText<Result>(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Result) -> (Result, String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        buffer.initialize(repeating: 0)
        let result = call(buffer.baseAddress, buffer.count)
        return (result, buffer.baseAddress.map { String(cString: $0) } ?? "")
    }
}
