import Contracts

/// The JSON Schema of one event type, made from what its Swift type reads and from its doc comments.
///
/// - Source: JSON Schema draft 2020-12.
struct SchemaWriter {
    private let comments: SourceComments
    private var definitions: [String: JSONTree] = [:]
    /// Members without a doc comment: `OrderLine.quantity`.
    private(set) var undescribed: [String] = []

    init(comments: SourceComments) { self.comments = comments }

    /// The schema as it stands in `deploy/schemas`.
    mutating func schema(of kind: EventKind) throws -> JSONTree {
        definitions = [:]
        let node = try Self.shape(of: kind.event)
        guard case .object(let shape) = node.kind else { return .null }
        let swiftName = "\(kind.event)"
        var schema: JSONTree = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .text(kind.schemaFile),
            "title": .text(comments.aliases[swiftName] ?? swiftName),
            "description": .text(comments.ofTypes[swiftName] ?? ""),
        ]
        if comments.ofTypes[swiftName] == nil { undescribed.append(swiftName) }
        for member in object(shape).members { schema = schema.with(member.name, member.value) }
        schema = withMerchantRule(schema)
        let sorted = definitions.sorted { $0.key < $1.key }
        guard !sorted.isEmpty else { return schema }
        return schema.with("$defs", .object(sorted.map { JSONTree.Member(name: $0.key, value: $0.value) }))
    }

    private static func shape<Event: ContractEvent>(of type: Event.Type) throws -> SchemaNode {
        try ProbeDecoder.probe(type, ProbeValues(.full, seed: 1)).1
    }

    private mutating func object(_ shape: SchemaObject) -> JSONTree {
        var properties: [JSONTree.Member] = []
        for field in shape.fields {
            let place = "\(shape.typeName).\(field.name)"
            if comments.ofMembers[place] == nil { undescribed.append(place) }
            let described = value(field.node, isOptional: field.isOptional)
                .with("description", .text(comments.ofMembers[place] ?? ""))
            properties.append(JSONTree.Member(name: field.name, value: described))
        }
        let required = shape.fields.filter { !$0.isOptional }.map(\.name)
        return ["type": "object", "properties": .object(properties), "required": JSONTree(texts: required)]
    }

    /// An optional member may be left out or be null; we leave it out.
    private mutating func value(_ node: SchemaNode, isOptional: Bool) -> JSONTree {
        let schema = value(node)
        guard isOptional else { return schema }
        guard let type = schema["type"] else { return ["anyOf": [schema, ["type": "null"]]] }
        return schema.with("type", [type, "null"])
    }

    private mutating func value(_ node: SchemaNode) -> JSONTree {
        switch node.kind {
        case .unknown: return [:]
        case .text: return ["type": "string"]
        case .integer: return ["type": "integer", "format": "int64"]
        case .boolean: return ["type": "boolean"]
        case .special(let schema): return schema
        case .list(let element): return ["type": "array", "items": value(element)]
        case .codes(let name, let values):
            return reference(name, ["type": "string", "enum": JSONTree(texts: values)])
        case .object(let shape):
            return reference(shape.typeName, object(shape))
        }
    }

    private mutating func reference(_ name: String, _ schema: JSONTree) -> JSONTree {
        if comments.ofTypes[name] == nil { undescribed.append(name) }
        var definition: JSONTree = ["description": .text(comments.ofTypes[name] ?? "")]
        for member in schema.members { definition = definition.with(member.name, member.value) }
        definitions[name] = definition
        return ["$ref": "#/$defs/\(name)"]
    }

    /// The codec's own rule: the merchant begins every key.
    private func withMerchantRule(_ schema: JSONTree) -> JSONTree {
        guard let properties = schema["properties"], let merchant = properties["merchant"] else { return schema }
        let ruled = merchant.with("minLength", 1).with("pattern", "^[^/]+$")
        return schema.with("properties", properties.with("merchant", ruled))
    }
}
