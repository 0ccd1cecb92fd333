import Kernel

extension SchemaValidator {
    /// Keywords that look at the value alone: true when it keeps them, nil for keywords of another kind.
    func assertion(_ value: JSONTree, _ keyword: JSONTree.Member) throws -> Bool? {
        switch keyword.name {
        case "type":
            let types = keyword.value.elements.isEmpty ? [keyword.value] : keyword.value.elements
            return types.compactMap(\.string).contains { Self.has(value, type: $0) }
        case "enum": return keyword.value.elements.contains(value)
        case "const": return keyword.value == value
        case "required":
            guard case .object = value else { return true }
            return keyword.value.elements.allSatisfy { $0.string.flatMap { value[$0] } != nil }
        case "pattern":
            guard let text = value.string, let pattern = keyword.value.string else { return true }
            return try matches(text, pattern)
        case "format": return Self.has(value, format: keyword.value.string ?? "")
        case "uniqueItems": return Set(value.elements).count == value.elements.count
        default: return size(value, keyword)
        }
    }

    private func size(_ value: JSONTree, _ keyword: JSONTree.Member) -> Bool? {
        let limit = Self.number(keyword.value) ?? 0
        switch keyword.name {
        case "minLength": return value.string.map { Double($0.unicodeScalars.count) >= limit } ?? true
        case "maxLength": return value.string.map { Double($0.unicodeScalars.count) <= limit } ?? true
        case "minimum": return Self.number(value).map { $0 >= limit } ?? true
        case "maximum": return Self.number(value).map { $0 <= limit } ?? true
        case "exclusiveMinimum": return Self.number(value).map { $0 > limit } ?? true
        case "exclusiveMaximum": return Self.number(value).map { $0 < limit } ?? true
        case "minItems":
            guard case .list(let elements) = value else { return true }
            return Double(elements.count) >= limit
        case "minProperties":
            guard case .object(let members) = value else { return true }
            return Double(members.count) >= limit
        case "maxProperties": return Double(value.members.count) <= limit
        default: return nil
        }
    }

    private static func number(_ value: JSONTree) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    private static func has(_ value: JSONTree, type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.integer, "integer"), (.integer, "number"), (.number, "number"),
            (.text, "string"), (.list, "array"), (.object, "object"):
            true
        default: false
        }
    }

    /// Only times are looked at; other formats are notes for readers.
    private static func has(_ value: JSONTree, format: String) -> Bool {
        guard format == "date-time", let text = value.string else { return true }
        return Instant(text) != nil
    }
}
