import Contracts
import Kernel
import Worker

/// Puts events into records as platforms, carriers and sites would: mostly in binary mode, some in structured mode.
struct Sender: Sendable {
    /// The CloudEvents source, such as `/world/platform`.
    let source: String

    static let platform = Sender(source: "/world/platform")
    static let carrier = Sender(source: "/world/carrier")
    static let site = Sender(source: "/world/site")
    static let bench = Sender(source: "/world/bench")
    static let regulator = Sender(source: "/world/regulator")

    /// An event as a fact of the world, unless another nature is given.
    ///
    /// - Parameters:
    ///   - id: the CloudEvents id; the same id and event give the same record.
    ///   - correlation: the return that it belongs to.
    /// - Throws: `ContractViolation` when the event has no JSON form.
    func event<Event: ContractEvent>(
        _ event: Event, id: String, at time: Instant, correlation: String? = nil, nature: WorldEvent.Nature = .fact,
        items: Int = 0
    ) throws(ContractViolation) -> WorldEvent {
        let cloud = CloudEvent(
            id: id, source: source, type: Event.type, time: time, subject: event.key.description,
            correlationID: correlation, data: try EventCodec.encode(event))
        let record = isStructured(id) ? try structured(cloud, Event.topic) : binary(cloud, Event.topic)
        return WorldEvent(Event.topic, type: Event.type, record, nature: nature, items: items)
    }

    /// The record of an event in binary mode.
    func binary(_ cloud: CloudEvent, _ topic: Topic) -> OutboundRecord {
        OutboundRecord(
            topic: topic.name, key: cloud.subject.map { Array($0.utf8) }, value: cloud.data,
            headers: cloud.binaryHeaders().map { RecordHeader($0.name, $0.value) })
    }

    /// The record of an event in structured mode: attributes and data in one JSON object.
    ///
    /// - Source: CloudEvents 1.0.2, JSON event format, section 3.
    func structured(_ cloud: CloudEvent, _ topic: Topic) throws(ContractViolation) -> OutboundRecord {
        var value = try EventCodec.encode(StructuredAttributes(of: cloud)).dropLast()
        value += Array(#","data":"#.utf8) + cloud.data + [UInt8(ascii: "}")]
        return OutboundRecord(
            topic: topic.name, key: cloud.subject.map { Array($0.utf8) }, value: Array(value),
            headers: [RecordHeader("content-type", text: "application/cloudevents+json; charset=UTF-8")])
    }

    private func isStructured(_ id: String) -> Bool {
        var chance = Chance(seed: 0, "structured", id)
        return chance.happens(Calibration.structuredMode)
    }
}

/// The attributes of an event in structured mode.
private struct StructuredAttributes: Encodable {
    let specversion = "1.0"
    let id: String
    let source: String
    let type: String
    let time: String?
    let subject: String?
    let correlationid: String?
    let datacontenttype = "application/json"

    init(of cloud: CloudEvent) {
        id = cloud.id
        source = cloud.source
        type = cloud.type
        time = cloud.time?.description
        subject = cloud.subject
        correlationid = cloud.correlationID
    }
}
