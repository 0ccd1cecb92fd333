import Kernel

/// A decoder without input: it notes what a type asks for and hands out made-up values.
struct ProbeDecoder: Decoder {
    let node: SchemaNode
    let values: ProbeValues
    /// The member that is being read.
    let field: String

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Makes one value of a type and notes its shape.
    static func probe<Value: Decodable>(_ type: Value.Type, _ values: ProbeValues) throws -> (Value, SchemaNode) {
        let node = SchemaNode()
        return (try ProbeDecoder(node: node, values: values, field: "").value(type), node)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ProbeKeyedContainer<Key>(shape: shape(of: type), values: values))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        if case .list(let element) = node.kind {
            return ProbeList(node: element, values: values, field: field, count: values.listCount)
        }
        let element = SchemaNode()
        node.kind = .list(element)
        return ProbeList(node: element, values: values, field: field, count: values.listCount)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { ProbeSingleValue(decoder: self) }

    /// One value of any type that stands in events.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard let made = try special(type) ?? scalar(type) ?? codes(type) ?? Value(from: self) as Any as? Value else {
            throw DecodingError.typeMismatch(type, .init(codingPath: [], debugDescription: "\(type) in \(field)"))
        }
        return made
    }

    private func shape(of key: any CodingKey.Type) -> SchemaObject {
        if case .object(let shape) = node.kind { return shape }
        let shape = SchemaObject(typeName: Self.owner(of: String(reflecting: key)))
        node.kind = .object(shape)
        return shape
    }

    /// `Contracts.OrderLine.(CodingKeys in ...)` belongs to `OrderLine`; generic parameters are left aside.
    private static func owner(of keyType: String) -> String {
        String(keyType.drop { $0 != "." }.dropFirst().prefix { $0.isLetter || $0.isNumber })
    }

    private func scalar<Value>(_ type: Value.Type) -> Value? {
        switch type {
        case is String.Type:
            node.kind = .text
            return values.text(field) as? Value
        case is Int64.Type:
            node.kind = .integer
            return values.integer(field) as? Value
        case is Bool.Type:
            node.kind = .boolean
            return values.flag() as? Value
        default: return nil
        }
    }

    private func special<Value>(_ type: Value.Type) throws -> Value? {
        switch type {
        case is Instant.Type:
            node.kind = .special(["type": "string", "format": "date-time"])
            return values.instant() as? Value
        case is GTIN.Type:
            node.kind = .special(["type": "string", "pattern": "^([0-9]{8}|[0-9]{12,14})$"])
            return values.gtin() as? Value
        case is Currency.Type:
            node.kind = .special(["type": "string", "pattern": "^[A-Z]{3}$"])
            return values.currency() as? Value
        case is BasisPoints.Type:
            node.kind = .special(["type": "integer", "format": "int64"])
            return BasisPoints(values.integer(field)) as? Value
        default: return nil
        }
    }

    private func codes<Value>(_ type: Value.Type) -> Value? {
        guard let codes = type as? any CaseIterable.Type else { return nil }
        let cases = Self.cases(of: codes)
        node.kind = .codes(typeName: "\(type)", values: cases.map(\.code))
        return values.element(of: cases)?.value as? Value
    }

    private static func cases<Codes: CaseIterable>(of type: Codes.Type) -> [(code: String, value: Any)] {
        type.allCases.compactMap { value in
            ((value as? any RawRepresentable)?.rawValue as? String).map { ($0, value) }
        }
    }
}
