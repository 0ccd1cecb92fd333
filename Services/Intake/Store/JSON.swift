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
            throw Fault(.fatal, "intake.load", "a jsonb column does not hold \(type): was it changed by hand?")
        }
        return value
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
