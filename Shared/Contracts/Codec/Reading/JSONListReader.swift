/// The elements of one list. Small enough to need no box of its own.
struct JSONListReader: UnkeyedDecodingContainer {
    private let document: JSONDocument
    private let list: UInt32
    private var next: UInt32
    private var index: UInt32 = 0

    init(_ document: JSONDocument, list: Int) {
        self.document = document
        self.list = UInt32(list)
        next = UInt32(list + 1)
    }

    var codingPath: [any CodingKey] { document.path(to: Int(list)) }
    var count: Int? { Int(document.nodes[Int(list)].length) }
    var currentIndex: Int { Int(index) }
    var isAtEnd: Bool { index >= document.nodes[Int(list)].length }

    /// The element that is to be read, which stays the next one until `step`.
    ///
    /// - Throws: `DecodingError.valueNotFound` behind the last one.
    private func place(_ type: Any.Type) throws -> Int {
        guard !isAtEnd else {
            let path = codingPath + [JSONKey(intValue: currentIndex)]
            throw DecodingError.valueNotFound(type, .init(codingPath: path, debugDescription: "the list is at its end"))
        }
        return Int(next)
    }

    private mutating func step() {
        next = document.nodes[Int(next)].next
        index += 1
    }

    mutating func decodeNil() throws -> Bool {
        guard document.isNull(try place(Never.self)) else { return false }
        step()
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool {
        let value = try document.flag(at: place(type))
        step()
        return value
    }

    mutating func decode(_ type: String.Type) throws -> String {
        let value = try document.text(at: place(type))
        step()
        return value
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try Value(from: JSONValueReader(document, at: place(type)))
        step()
        return value
    }

    private mutating func integer<Number: FixedWidthInteger & Decodable>(_ type: Number.Type) throws -> Number {
        let value = try document.integer(type, at: place(type))
        step()
        return value
    }

    private mutating func floating<Number: BinaryFloatingPoint & LosslessStringConvertible & Decodable>(
        _ type: Number.Type
    ) throws -> Number {
        let value = try document.floating(type, at: place(type))
        step()
        return value
    }

    mutating func decode(_ type: Double.Type) throws -> Double { try floating(type) }
    mutating func decode(_ type: Float.Type) throws -> Float { try floating(type) }
    mutating func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let container = try JSONValueReader(document, at: place(type)).container(keyedBy: type)
        step()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try JSONValueReader(document, at: place([Any].self)).unkeyedContainer()
        step()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = JSONValueReader(document, at: try place((any Decoder).self))
        step()
        return decoder
    }
}
