/// Frames the outgoing records of one lane and batch one after another, for one row of the outbox.
package enum SegmentCodec {
    private static let version: UInt64 = 1

    package static func encode(_ records: [OutboundRecord]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(records.reduce(16) { $0 + ($1.value?.count ?? 0) + 256 })
        bytes.appendVariableLength(version)
        bytes.appendVariableLength(UInt64(records.count))
        for record in records { append(record, to: &bytes) }
        return bytes
    }

    /// - Throws: `Fault` of kind `fatal` when the bytes are not a segment: nothing may be skipped.
    package static func decode(_ bytes: [UInt8]) throws(Fault) -> [OutboundRecord] {
        var reader = ByteReader(bytes)
        guard reader.variableLength() == version, let count = reader.variableLength(), count <= UInt64(bytes.count),
            let records = readRecords(Int(count), from: &reader), reader.atEnd
        else {
            throw Fault(
                .fatal, "outbox.decode", "a segment of the outbox is not readable: restore the database or report it")
        }
        return records
    }

    private static func append(_ record: OutboundRecord, to bytes: inout [UInt8]) {
        bytes.appendField(Array(record.topic.utf8))
        bytes.appendField(record.key)
        bytes.appendField(record.value)
        bytes.appendVariableLength(UInt64(record.headers.count))
        for header in record.headers {
            bytes.appendField(Array(header.name.utf8))
            bytes.appendField(header.value)
        }
    }

    private static func readRecords(_ count: Int, from reader: inout ByteReader) -> [OutboundRecord]? {
        var records: [OutboundRecord] = []
        for _ in 0..<count {
            guard let topic = reader.field(), let topic, let key = reader.field(), let value = reader.field(),
                let headers = readHeaders(from: &reader)
            else { return nil }
            records.append(
                OutboundRecord(topic: String(decoding: topic, as: UTF8.self), key: key, value: value, headers: headers))
        }
        return records
    }

    private static func readHeaders(from reader: inout ByteReader) -> [RecordHeader]? {
        guard let count = reader.variableLength(), count <= UInt64(reader.remaining) else { return nil }
        var headers: [RecordHeader] = []
        for _ in 0..<count {
            guard let name = reader.field(), let name, let value = reader.field() else { return nil }
            headers.append(RecordHeader(String(decoding: name, as: UTF8.self), value))
        }
        return headers
    }
}
