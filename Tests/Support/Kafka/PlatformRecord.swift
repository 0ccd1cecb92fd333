import Contracts
import Kernel
import Worker

extension OutboundRecord {
    /// An event as a platform publishes it, in binary mode.
    ///
    /// - Parameters:
    ///   - source: who publishes it, such as `/shop`.
    ///   - version: tells apart events of one type and key.
    /// - Throws: `ContractViolation` when a value has no JSON form.
    package static func published(
        _ event: any ContractEvent, by source: String, version: Int = 0
    ) throws(ContractViolation) -> OutboundRecord {
        let data = try EventCodec.encode(event)
        let type = Swift.type(of: event)
        let key = event.key.description
        let envelope = CloudEvent(
            id: "\(type.type)-\(key)-\(version)", source: source, type: type.type, subject: key, data: data)
        return OutboundRecord(
            topic: type.topic.name, key: Array(key.utf8), value: data,
            headers: envelope.binaryHeaders().map { RecordHeader($0.name, $0.value) })
    }
}
