/// What a decoder was asked for at one place of the JSON.
final class SchemaNode {
    enum Kind {
        case unknown
        case text
        case integer
        case boolean
        /// A text or number of one of the kernel's own types: the JSON Schema of it.
        case special(JSONTree)
        case codes(typeName: String, values: [String])
        case list(SchemaNode)
        case object(SchemaObject)
    }

    var kind = Kind.unknown
}

/// The members that a type reads.
final class SchemaObject {
    struct Field {
        let name: String
        let node: SchemaNode
        let isOptional: Bool
    }

    /// The Swift type whose coding keys were used.
    let typeName: String
    private(set) var fields: [Field] = []

    init(typeName: String) { self.typeName = typeName }

    /// The node of a member; the first time it is asked for, it is noted.
    func node(of name: String, isOptional: Bool) -> SchemaNode {
        if let field = fields.first(where: { $0.name == name }) { return field.node }
        let field = Field(name: name, node: SchemaNode(), isOptional: isOptional)
        fields.append(field)
        return field.node
    }
}
