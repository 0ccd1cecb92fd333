/// The members of one object.
struct JSONKeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let document: JSONDocument
    private let object: Int

    init(_ document: JSONDocument, object: Int) {
        self.document = document
        self.object = object
    }

    var codingPath: [any CodingKey] { document.path(to: object) }

    /// In the order of the text. FoundationEssentials has no order.
    var allKeys: [Key] { document.names(of: object).compactMap(Key.init(stringValue:)) }

    func contains(_ key: Key) -> Bool { document.member(key.stringValue, of: object) != nil }

    /// - Throws: `DecodingError.keyNotFound`.
    private func place(_ key: Key) throws -> Int {
        guard let place = document.member(key.stringValue, of: object) else {
            throw document.missing(key, in: object)
        }
        return place
    }

    /// Nil for a member that is absent or null.
    private func placeIfPresent(_ key: Key) -> Int? {
        guard let place = document.member(key.stringValue, of: object), !document.isNull(place) else { return nil }
        return place
    }

    func decodeNil(forKey key: Key) throws -> Bool { document.isNull(try place(key)) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try document.flag(at: place(key)) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try document.text(at: place(key)) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try document.floating(type, at: place(key)) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try document.floating(type, at: place(key)) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try document.integer(type, at: place(key)) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try document.integer(type, at: place(key)) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try document.integer(type, at: place(key)) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try document.integer(type, at: place(key)) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try document.integer(type, at: place(key)) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try document.integer(type, at: place(key)) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try document.integer(type, at: place(key)) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try document.integer(type, at: place(key)) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try document.integer(type, at: place(key)) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try document.integer(type, at: place(key)) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try Value(from: JSONValueReader(document, at: place(key)))
    }

    // One search each, where the protocol's own way is to search three times. The types that no event has an optional
    // member of go that way.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        guard let place = placeIfPresent(key) else { return nil }
        return try document.flag(at: place)
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard let place = placeIfPresent(key) else { return nil }
        return try document.text(at: place)
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        guard let place = placeIfPresent(key) else { return nil }
        return try document.integer(type, at: place)
    }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let place = placeIfPresent(key) else { return nil }
        return try Value(from: JSONValueReader(document, at: place))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try JSONValueReader(document, at: place(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try JSONValueReader(document, at: place(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let place = document.member(JSONKey.inherited.stringValue, of: object) else {
            throw document.missing(JSONKey.inherited, in: object)
        }
        return JSONValueReader(document, at: place)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { JSONValueReader(document, at: try place(key)) }
}
