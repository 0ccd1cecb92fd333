import Kernel

/// JSON of any `Codable` type: reads and writes what `JSONDecoder` and `JSONEncoder` of FoundationEssentials do, in a
/// third of the time and less.
///
/// Differs in being strict (Shared/Decisions/0010): the whole text must be JSON of RFC 8259 in UTF-8, the values that
/// nobody reads too. `Date`, `Data`, `URL` and `Decimal` have no form of their own here, as no type of ours holds one.
package enum JSONCoder {
    /// A value of the type from one JSON text.
    ///
    /// Of members with one name the first counts; names are compared by their bytes.
    ///
    /// - Throws: `DecodingError`: `dataCorrupted` without a path when `text` is no JSON or a number does not fit its
    ///   type, `keyNotFound`, `valueNotFound` (null) and `typeMismatch` with the path; and what the type itself throws.
    package static func decode<Value: Decodable>(_ type: Value.Type, from text: [UInt8]) throws -> Value {
        guard let document = JSONDocument(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the text is not JSON"))
        }
        return try document.decode(type)
    }

    /// JSON without spaces, with the members of objects in the order of the bytes of their names.
    ///
    /// - Throws: `EncodingError.invalidValue` for a floating point number that is not finite, for a value that writes
    ///   nothing, or to a container after the one around it went on; and what the value itself throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let sink = JSONSink()
        try sink.encodeWhole(value)
        return Array(sink.bytes.all)
    }

    /// The hash of what `encode` gives, without making it.
    ///
    /// - Throws: as `encode`.
    package static func hash(_ value: some Encodable) throws -> UInt64 {
        let sink = JSONSink()
        try sink.encodeWhole(value)
        var hash = StableHash()
        hash.add(bytes: sink.bytes.all)
        return hash.value
    }
}

extension JSONDocument {
    /// The outermost value.
    ///
    /// - Throws: as `JSONCoder.decode`, but for the text.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: JSONValueReader(self, at: 0)) }
}
