import Contracts

/// Frames the outgoing records of one lane and batch one after another, for one row of the outbox.
package enum SegmentCodec {
    fileprivate static let version: UInt64 = 1

    package static func encode(_ records: [OutboundRecord]) -> [UInt8] {
        var builder = SegmentBuilder()
        for record in records { builder.append(record) }
        return builder.encoded
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

/// A segment that grows record by record.
struct SegmentBuilder {
    private var body: [UInt8] = []
    /// How many records it has.
    private(set) var count = 0

    /// The size of its records, in bytes.
    var bytes: Int { body.count }

    mutating func append(_ record: OutboundRecord) {
        beginRecord(topic: record.topic)
        body.appendField(record.key)
        body.appendField(record.value)
        body.appendVariableLength(UInt64(record.headers.count))
        for header in record.headers {
            body.appendField(header.name.utf8)
            body.appendField(header.value)
        }
    }

    /// An event in binary mode, under its subject as the key.
    mutating func append(_ event: CloudEvent, topic: String, key: String) {
        beginRecord(topic: topic)
        body.appendField(key.utf8)
        body.appendField(event.data)
        // Fewer than 128, so their number is one byte, and known once they are written.
        let place = body.count
        body.append(0)
        event.writeBinaryHeaders { name, value in
            body[place] += 1
            body.appendField(name.utf8)
            body.appendField(value)
        }
    }

    private mutating func beginRecord(topic: String) {
        count += 1
        body.appendField(topic.utf8)
    }

    /// The segment as it stands in the outbox.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count + 16)
        bytes.appendVariableLength(SegmentCodec.version)
        bytes.appendVariableLength(UInt64(count))
        bytes.append(contentsOf: body)
        return bytes
    }
}
