import Kernel

/// Gathers the headers of one record and makes a CloudEvent of them: binary mode, or structured mode when the
/// `content-type` says so.
///
/// Headers are kept as they came and looked at only in `event(value:)`, so that adding one costs no copy.
/// - Source: CloudEvents 1.0.2, Kafka protocol binding, sections 3 and 3.2 (values are UTF-8, not percent-encoded).
public struct EnvelopeReader: Sendable {
    private var contentType: [UInt8]?
    private var specversion: [UInt8]?
    private var id: [UInt8]?
    private var source: [UInt8]?
    private var type: [UInt8]?
    private var time: [UInt8]?
    private var subject: [UInt8]?
    private var lane: [UInt8]?
    private var sequence: [UInt8]?
    private var causation: [UInt8]?
    private var correlation: [UInt8]?
    private var traceparent: [UInt8]?
    private var plainTraceparent: [UInt8]?
    private var repeated: String?

    public init() {}

    /// Takes one header. Names that mean nothing here are passed over; a null value counts as not set.
    public mutating func add(_ name: String, _ value: [UInt8]?) {
        guard let value else { return }
        switch name {
        case "ce_id": Self.keep(value, &id, name, &repeated)
        case "ce_source": Self.keep(value, &source, name, &repeated)
        case "ce_type": Self.keep(value, &type, name, &repeated)
        case "ce_specversion": Self.keep(value, &specversion, name, &repeated)
        case "ce_time": Self.keep(value, &time, name, &repeated)
        case "ce_subject": Self.keep(value, &subject, name, &repeated)
        case "ce_backhaullane": Self.keep(value, &lane, name, &repeated)
        case "ce_backhaulseq": Self.keep(value, &sequence, name, &repeated)
        case "ce_causationid": Self.keep(value, &causation, name, &repeated)
        case "ce_correlationid": Self.keep(value, &correlation, name, &repeated)
        case "ce_traceparent": traceparent = value
        case "traceparent": plainTraceparent = value
        case "content-type": Self.keep(value, &contentType, name, &repeated)
        default: break
        }
    }

    /// Two values for one attribute would leave open which event it is.
    private static func keep(_ value: [UInt8], _ field: inout [UInt8]?, _ name: String, _ repeated: inout String?) {
        if field != nil { repeated = name }
        field = value
    }

    /// The event that the headers and the record's value make.
    ///
    /// - Throws: `ContractViolation`: `envelope` when an attribute is missing or wrong, `malformed` when there is no
    ///   value.
    public func event(value: [UInt8]?) throws(ContractViolation) -> CloudEvent {
        if let contentType, MediaType.isCloudEvents(contentType) {
            return try StructuredMode.read(contentType: contentType, value: value)
        }
        return try binaryEvent(value: value)
    }

    private func binaryEvent(value: [UInt8]?) throws(ContractViolation) -> CloudEvent {
        if let repeated { throw ContractViolation(.envelope, "\(repeated): expected only once") }
        guard let specversion else { throw ContractViolation(.envelope, "ce_specversion: required, but missing") }
        guard specversion.elementsEqual("1.0".utf8) else {
            throw ContractViolation(.envelope, "ce_specversion: expected 1.0")
        }
        if let contentType, !MediaType.isJSON(contentType) {
            throw ContractViolation(.envelope, "content-type: expected application/json or another +json type")
        }
        var event = CloudEvent(
            id: try AttributeText.required(id, "ce_id"), source: try AttributeText.required(source, "ce_source"),
            type: try AttributeText.required(type, "ce_type"), data: [])
        event.time = try AttributeText.time(AttributeText.optional(time, "ce_time"), "ce_time")
        event.subject = try AttributeText.optional(subject, "ce_subject")
        event.lane = try AttributeText.optional(lane, "ce_backhaullane")
        event.sequence = try AttributeText.sequence(
            AttributeText.optional(sequence, "ce_backhaulseq"), lane: event.lane, prefix: "ce_")
        event.causationID = try AttributeText.optional(causation, "ce_causationid")
        event.correlationID = try AttributeText.optional(correlation, "ce_correlationid")
        event.traceparent = try AttributeText.optional(traceparent ?? plainTraceparent, "ce_traceparent")
        guard let value, !value.isEmpty else {
            throw ContractViolation(.malformed, "value: expected the JSON of the event, but there is none")
        }
        event.data = value
        return event
    }
}

extension CloudEvent {
    /// Reads the event from a record in binary or structured mode.
    ///
    /// - Throws: `ContractViolation`: `envelope` when an attribute is missing or wrong, `malformed` when there is no
    ///   value.
    public static func read(
        headers: [(name: String, value: [UInt8]?)], value: [UInt8]?
    ) throws(ContractViolation) -> CloudEvent {
        var reader = EnvelopeReader()
        for header in headers { reader.add(header.name, header.value) }
        return try reader.event(value: value)
    }
}
