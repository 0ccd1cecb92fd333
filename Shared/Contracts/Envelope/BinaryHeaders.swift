import Kernel

extension CloudEvent {
    /// Passes the headers of binary mode to `write`, one after another, always in the same order.
    ///
    /// The data is not among them: it is the record's value.
    /// - Source: CloudEvents 1.0.2, Kafka protocol binding, section 3.2.
    public func writeBinaryHeaders(_ write: (_ name: String, _ value: [UInt8]) -> Void) {
        write("ce_specversion", Self.specversion)
        write("ce_id", Array(id.utf8))
        write("ce_source", Array(source.utf8))
        write("ce_type", Array(type.utf8))
        if let time { write("ce_time", Array(time.description.utf8)) }
        if let subject { write("ce_subject", Array(subject.utf8)) }
        if let lane { write("ce_backhaullane", Array(lane.utf8)) }
        if let sequence { write("ce_backhaulseq", Array(String(sequence).utf8)) }
        if let causationID { write("ce_causationid", Array(causationID.utf8)) }
        if let correlationID { write("ce_correlationid", Array(correlationID.utf8)) }
        if let traceparent { write("ce_traceparent", Array(traceparent.utf8)) }
        write("content-type", Self.contentType)
    }

    /// The headers of binary mode.
    public func binaryHeaders() -> [(name: String, value: [UInt8])] {
        var headers: [(name: String, value: [UInt8])] = []
        headers.reserveCapacity(12)
        writeBinaryHeaders { headers.append(($0, $1)) }
        return headers
    }

    private static let specversion = Array("1.0".utf8)
    private static let contentType = Array("application/json".utf8)
}
