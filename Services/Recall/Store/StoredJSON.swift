import Contracts
import Worker

/// JSON that this service has written itself.
enum StoredJSON {
    /// - Throws: `fatal` when it is not what this program writes: the database holds something of another program.
    static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8], column: String) throws(Fault) -> Value {
        do { return try JSONCoder.decode(type, from: bytes) } catch {
            throw Fault(.fatal, "recall.load", "\(column) does not hold what this program writes there")
        }
    }

    /// - Throws: `data` when the value has no JSON form.
    static func encode(_ value: some Encodable, column: String) throws(Fault) -> [UInt8] {
        do { return try JSONCoder.encode(value) } catch {
            throw Fault(.data, "recall.store", "\(column) has no JSON form")
        }
    }
}
