/// The members of an object; `contains` is asked only before optional ones.
struct ProbeKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let shape: SchemaObject
    let values: ProbeValues

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        _ = shape.node(of: key.stringValue, isOptional: true)
        return values.includes(key.stringValue)
    }

    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder(key).value(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try decoder(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { throw unused() }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder(key) }

    private func decoder(_ key: Key) -> ProbeDecoder {
        let node = shape.node(of: key.stringValue, isOptional: false)
        return ProbeDecoder(node: node, values: values, field: key.stringValue)
    }
}

/// The elements of a list, all of one shape.
struct ProbeList: UnkeyedDecodingContainer {
    let node: SchemaNode
    let values: ProbeValues
    let field: String
    var count: Int?
    var currentIndex = 0

    init(node: SchemaNode, values: ProbeValues, field: String, count: Int) {
        self.node = node
        self.values = values
        self.field = field
        self.count = count
    }

    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try element().value(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try element().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try element().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { element() }

    private mutating func element() -> ProbeDecoder {
        currentIndex += 1
        return ProbeDecoder(node: node, values: values, field: field)
    }
}

/// One bare value.
struct ProbeSingleValue: SingleValueDecodingContainer {
    let decoder: ProbeDecoder

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard type is String.Type || type is Int64.Type || type is Bool.Type else { throw unused() }
        return try decoder.value(type)
    }
}

private func unused() -> DecodingError {
    .dataCorrupted(.init(codingPath: [], debugDescription: "no event type is read this way"))
}
