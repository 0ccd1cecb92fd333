import Contracts
import Worker

/// JSON of columns and timers.
enum JSON {
    /// What a column or a timer holds, or nil when it is of another form.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
        try? JSONCoder.decode(type, from: bytes)
    }

    /// What a column of our own holds.
    ///
    /// - Throws: `Fault` of kind `fatal`: only another program can have written it.
    static func column<Value: Decodable>(
        _ type: Value.Type, _ rows: Rows, _ row: Int, _ column: Int
    ) throws(Fault) -> Value? {
        guard !rows.isNull(row, column) else { return nil }
        guard let value = decode(type, rows.json(row, column)) else {
            throw Fault(.fatal, "intake.load", "a json column does not hold \(type): was it changed by hand?")
        }
        return value
    }

    /// The bytes for a column of many rows; a value that is equal to the one before it is written once.
    ///
    /// - Throws: as `encode`.
    static func column<Value: Encodable & Equatable>(of values: some Sequence<Value?>) throws(Fault) -> [[UInt8]?] {
        try column(of: values) { value throws(Fault) in try encode(value) }
    }

    /// The same for values that write themselves.
    static func column<Value: JSONWritable & Equatable>(writing values: some Sequence<Value?>) -> [[UInt8]?] {
        column(of: values, \.writtenJSON)
    }

    private static func column<Value: Equatable, Failure: Error>(
        of values: some Sequence<Value?>, _ bytes: (Value) throws(Failure) -> [UInt8]
    ) throws(Failure) -> [[UInt8]?] {
        var column: [[UInt8]?] = []
        var last: (value: Value, bytes: [UInt8])?
        for value in values {
            guard let value else {
                column.append(nil)
                continue
            }
            if let last, last.value == value {
                column.append(last.bytes)
                continue
            }
            let written = try bytes(value)
            last = (value, written)
            column.append(written)
        }
        return column
    }

    /// The bytes for a column or a timer.
    ///
    /// - Throws: `Fault` of kind `data` when the value has no JSON form.
    static func encode(_ value: some Encodable) throws(Fault) -> [UInt8] {
        do { return try EventCodec.encode(value) } catch {
            throw Fault(.data, "intake.store", "a value has no JSON form")
        }
    }
}
