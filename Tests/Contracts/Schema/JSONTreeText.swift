/// JSON and YAML text of a tree.
extension JSONTree {
    /// JSON on lines of its own, two spaces a level, with a line end at the end.
    var jsonText: String { json(indent: "") + "\n" }

    /// JSON on one line.
    var compact: String {
        switch self {
        case .list(let elements): "[" + elements.map(\.compact).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.name)):\($0.value.compact)" }.joined(separator: ",") + "}"
        default: scalar
        }
    }

    /// Block YAML, two spaces a level. Every text is quoted as JSON quotes it, which YAML 1.2 reads the same way.
    var yamlText: String { yaml(indent: "") + "\n" }

    private var scalar: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .text(let text): Self.quoted(text)
        case .list: "[]"
        case .object: "{}"
        }
    }

    private func json(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .list(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + $0.json(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { "\(inner)\(Self.quoted($0.name)): \($0.value.json(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return scalar
        }
    }

    private func yaml(indent: String) -> String {
        switch self {
        case .list(let elements) where !elements.isEmpty:
            elements.map { "\(indent)- " + $0.yamlBelow(indent + "  ", onSameLine: true) }.joined(separator: "\n")
        case .object(let members) where !members.isEmpty:
            members.map { "\(indent)\(Self.yamlKey($0.name)):" + $0.value.yamlBelow(indent + "  ", onSameLine: false) }
                .joined(separator: "\n")
        default: scalar
        }
    }

    /// What follows a key or a dash.
    private func yamlBelow(_ indent: String, onSameLine: Bool) -> String {
        let isBlock = !members.isEmpty || !elements.isEmpty
        if !isBlock { return onSameLine ? scalar : " " + scalar }
        return onSameLine ? String(yaml(indent: indent).dropFirst(indent.count)) : "\n" + yaml(indent: indent)
    }

    private static func yamlKey(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0 == 46 || $0 == 95 || (65...90).contains($0) || (97...122).contains($0) }
        return isPlain && !name.isEmpty ? name : quoted(name)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
