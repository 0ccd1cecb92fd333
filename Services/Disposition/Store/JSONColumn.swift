import Contracts
import Worker

/// `json` columns: small values that are only read whole.
enum JSONColumn {
    /// - Throws: `Fault` of kind `fatal`: our own value has no JSON form, which only a changed program can mend.
    static func encode(_ value: some Encodable) throws(Fault) -> [UInt8] {
        do { return try JSONCoder.encode(value) } catch {
            throw Fault(.fatal, "disposition.encode", "a value for a json column cannot be written as JSON")
        }
    }

    /// - Throws: `Fault` of kind `fatal`: the column was written by a program of another version, or by hand.
    static func decode<Value: Decodable>(_ type: Value.Type, _ json: [UInt8], column: String) throws(Fault) -> Value {
        do { return try JSONCoder.decode(type, from: json) } catch {
            throw Fault(.fatal, "disposition.decode", "column \(column): not what this program writes there")
        }
    }
}
