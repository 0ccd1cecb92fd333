import FoundationEssentials
import Kernel

/// Structured mode: one JSON object holds the attributes and the data.
///
/// - Source: CloudEvents 1.0.2, JSON event format, section 3.
enum StructuredMode {
    /// - Throws: `ContractViolation` (`envelope`, or `malformed` when the value is not one JSON object).
    static func read(contentType: [UInt8], value: [UInt8]?) throws(ContractViolation) -> CloudEvent {
        guard MediaType.isCloudEventsJSON(contentType) else {
            throw ContractViolation(.envelope, "content-type: expected application/cloudevents+json")
        }
        guard let value, !value.isEmpty else {
            throw ContractViolation(.malformed, "value: expected the JSON of the event, but there is none")
        }
        let attributes = try attributes(of: EventCodec.document(of: value))
        var event = try attributes.event()
        event.data = try data(of: attributes, in: value)
        return event
    }

    private static func attributes(of document: JSONDocument) throws(ContractViolation) -> StructuredAttributes {
        do {
            return try document.decode(StructuredAttributes.self)
        } catch {
            let violation = EventCodec.violation(of: error)
            throw violation.reason == .schema ? ContractViolation(.envelope, violation.detail) : violation
        }
    }

    private static func data(
        of attributes: StructuredAttributes, in value: [UInt8]
    ) throws(ContractViolation) -> [UInt8] {
        let places = JSONMembers.places(of: "data", in: value)
        if places.count > 1 { throw ContractViolation(.envelope, "data: expected only once") }
        guard let base64 = attributes.dataBase64 else {
            guard let place = places.first else {
                throw ContractViolation(.envelope, "data: required, but missing")
            }
            return Array(value[place])
        }
        guard places.isEmpty else { throw ContractViolation(.envelope, "data: expected either data or data_base64") }
        guard let bytes = Data(base64Encoded: base64) else {
            throw ContractViolation(.envelope, "data_base64: expected Base64")
        }
        return Array(bytes)
    }
}

/// The attributes as they stand in the JSON; names are those of the specification.
private struct StructuredAttributes: Decodable {
    var specversion: String?
    var id: String?
    var source: String?
    var type: String?
    var time: String?
    var subject: String?
    var datacontenttype: String?
    var backhaullane: String?
    var backhaulseq: NumberOrText?
    var causationid: String?
    var correlationid: String?
    var traceparent: String?
    var dataBase64: String?

    enum CodingKeys: String, CodingKey {
        case specversion, id, source, type, time, subject, datacontenttype
        case backhaullane, backhaulseq, causationid, correlationid, traceparent
        case dataBase64 = "data_base64"
    }

    /// The event without its data.
    func event() throws(ContractViolation) -> CloudEvent {
        guard let specversion else { throw ContractViolation(.envelope, "specversion: required, but missing") }
        guard specversion == "1.0" else { throw ContractViolation(.envelope, "specversion: expected 1.0") }
        if let datacontenttype, !MediaType.isJSON(Array(datacontenttype.utf8)) {
            throw ContractViolation(.envelope, "datacontenttype: expected application/json or another +json type")
        }
        var event = CloudEvent(
            id: try AttributeText.required(bytes(id), "id"),
            source: try AttributeText.required(bytes(source), "source"),
            type: try AttributeText.required(bytes(type), "type"), data: [])
        event.time = try AttributeText.time(AttributeText.optional(bytes(time), "time"), "time")
        event.subject = try AttributeText.optional(bytes(subject), "subject")
        event.lane = try AttributeText.optional(bytes(backhaullane), "backhaullane")
        event.sequence = try AttributeText.sequence(backhaulseq?.text, lane: event.lane, prefix: "")
        event.causationID = try AttributeText.optional(bytes(causationid), "causationid")
        event.correlationID = try AttributeText.optional(bytes(correlationid), "correlationid")
        event.traceparent = try AttributeText.optional(bytes(traceparent), "traceparent")
        return event
    }

    private func bytes(_ text: String?) -> [UInt8]? { text.map { Array($0.utf8) } }
}

/// An integer attribute: a JSON number, or the text that other bindings make of it.
private struct NumberOrText: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            text = String(number)
        } else {
            text = try container.decode(String.self)
        }
    }
}
