import Contracts
import Worker

/// `json` columns in and out.
enum JSONColumn {
    /// - Throws: `fatal`: what is stored was written by this service, so another form is a wrong program.
    static func decode<Value: Decodable>(_ type: Value.Type, from data: [UInt8], _ place: String) throws(Fault) -> Value
    {
        do { return try JSONCoder.decode(type, from: data) } catch {
            throw Fault(.fatal, place, "stored JSON is not of the form that this program reads")
        }
    }

    /// - Throws: `fatal` when a value has no JSON form.
    static func encode(_ value: some Encodable, _ place: String) throws(Fault) -> [UInt8] {
        do { return try EventCodec.encode(value) } catch {
            throw Fault(.fatal, place, "a value has no JSON form")
        }
    }
}
