/// Decodes one value of a document, whatever it is.
struct JSONValueReader: Decoder, SingleValueDecodingContainer {
    let document: JSONDocument
    let place: Int

    @inline(__always)
    init(_ document: JSONDocument, at place: Int) {
        self.document = document
        self.place = place
    }

    var codingPath: [any CodingKey] { document.path(to: place) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(JSONKeyedReader<Key>(document, object: try document.object(at: place)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try JSONListReader(document, list: document.list(at: place))
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { document.isNull(place) }
    func decode(_ type: Bool.Type) throws -> Bool { try document.flag(at: place) }
    func decode(_ type: String.Type) throws -> String { try document.text(at: place) }
    func decode(_ type: Double.Type) throws -> Double { try document.floating(type, at: place) }
    func decode(_ type: Float.Type) throws -> Float { try document.floating(type, at: place) }
    func decode(_ type: Int.Type) throws -> Int { try document.integer(type, at: place) }
    func decode(_ type: Int8.Type) throws -> Int8 { try document.integer(type, at: place) }
    func decode(_ type: Int16.Type) throws -> Int16 { try document.integer(type, at: place) }
    func decode(_ type: Int32.Type) throws -> Int32 { try document.integer(type, at: place) }
    func decode(_ type: Int64.Type) throws -> Int64 { try document.integer(type, at: place) }
    func decode(_ type: UInt.Type) throws -> UInt { try document.integer(type, at: place) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try document.integer(type, at: place) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try document.integer(type, at: place) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try document.integer(type, at: place) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try document.integer(type, at: place) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }
}

extension JSONDocument {
    /// - Throws: `DecodingError` (`typeMismatch`, `valueNotFound`) when no object stands at `place`.
    func object(at place: Int) throws -> Int {
        guard nodes[place].kind == .object else { throw mismatch([String: Any].self, at: place) }
        return place
    }

    /// - Throws: `DecodingError` (`typeMismatch`, `valueNotFound`) when no list stands at `place`.
    func list(at place: Int) throws -> Int {
        guard nodes[place].kind == .list else { throw mismatch([Any].self, at: place) }
        return place
    }
}
