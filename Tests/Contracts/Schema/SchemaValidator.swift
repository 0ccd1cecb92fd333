import Kernel

/// Checks JSON against a JSON Schema: the part of drafts 07 and 2020-12 that our schemas, CloudEvents' and AsyncAPI's
/// use.
///
/// A keyword that it does not know is reported, never passed over.
final class SchemaValidator {
    private var documents: [String: JSONTree] = [:]
    private var patterns: [String: Regex<AnyRegexOutput>] = [:]
    private let root: JSONTree

    init(_ schema: JSONTree) {
        root = schema
        collect(schema)
    }

    /// What is wrong, each with its place; nothing when the value is valid.
    func problems(with value: JSONTree) throws -> [String] { try check(value, root, root, at: "") }

    /// Schemas can be named by `$id` and are then found under that name.
    private func collect(_ schema: JSONTree) {
        if let id = schema["$id"]?.string { documents[Self.withoutFragment(id)] = schema }
        for member in schema.members { collect(member.value) }
        for element in schema.elements { collect(element) }
    }

    private func check(_ value: JSONTree, _ schema: JSONTree, _ document: JSONTree, at place: String) throws -> [String]
    {
        if case .bool(let allowed) = schema { return allowed ? [] : ["\(place): not allowed"] }
        let document = schema["$id"]?.string == nil ? document : schema
        var problems: [String] = []
        for keyword in schema.members {
            problems += try check(value, keyword, schema, document, at: place)
        }
        return problems
    }

    private func check(
        _ value: JSONTree, _ keyword: JSONTree.Member, _ schema: JSONTree, _ document: JSONTree, at place: String
    ) throws -> [String] {
        if let found = try applicator(value, keyword, schema, document, at: place) { return found }
        if let found = try childApplicator(value, keyword, schema, document, at: place) { return found }
        if let isKept = try assertion(value, keyword) {
            return isKept ? [] : ["\(place): breaks \(keyword.name) \(keyword.value.compact)"]
        }
        return Self.annotations.contains(keyword.name) ? [] : ["\(place): unknown keyword \(keyword.name)"]
    }

    /// Keywords that apply schemas to the value itself.
    private func applicator(
        _ value: JSONTree, _ keyword: JSONTree.Member, _ schema: JSONTree, _ document: JSONTree, at place: String
    ) throws -> [String]? {
        func isValid(_ schema: JSONTree) throws -> Bool { try check(value, schema, document, at: place).isEmpty }
        switch keyword.name {
        case "$ref":
            guard let target = keyword.value.string, let found = resolve(target, document) else {
                return ["\(place): cannot resolve \(keyword.value.compact)"]
            }
            return try check(value, found.schema, found.document, at: place)
        case "allOf": return try keyword.value.elements.flatMap { try check(value, $0, document, at: place) }
        case "anyOf":
            return try keyword.value.elements.contains(where: isValid) ? [] : ["\(place): matches none of anyOf"]
        case "oneOf":
            let count = try keyword.value.elements.filter(isValid).count
            return count == 1 ? [] : ["\(place): matches \(count) of oneOf, not one"]
        case "not": return try isValid(keyword.value) ? ["\(place): matches what it must not"] : []
        case "if":
            guard let branch = try schema[isValid(keyword.value) ? "then" : "else"] else { return [] }
            return try check(value, branch, document, at: place)
        case "then", "else": return []
        default: return nil
        }
    }

    /// Keywords that apply schemas to members and elements.
    private func childApplicator(
        _ value: JSONTree, _ keyword: JSONTree.Member, _ schema: JSONTree, _ document: JSONTree, at place: String
    ) throws -> [String]? {
        switch keyword.name {
        case "properties":
            return try value.members.flatMap { member in
                guard let rule = keyword.value[member.name] else { return [String]() }
                return try check(member.value, rule, document, at: "\(place)/\(member.name)")
            }
        case "patternProperties":
            return try keyword.value.members.flatMap { rule in
                try value.members.filter { try matches($0.name, rule.name) }.flatMap {
                    try check($0.value, rule.value, document, at: "\(place)/\($0.name)")
                }
            }
        case "additionalProperties":
            return try additional(value, schema).flatMap {
                try check($0.value, keyword.value, document, at: "\(place)/\($0.name)")
            }
        case "propertyNames":
            return try value.members.flatMap { try check(.text($0.name), keyword.value, document, at: place) }
        case "items":
            return try value.elements.enumerated().flatMap { index, element in
                let rule =
                    keyword.value.elements.isEmpty ? keyword.value : keyword.value.elements.dropFirst(index).first
                return try rule.map { try check(element, $0, document, at: "\(place)/\(index)") } ?? []
            }
        default: return nil
        }
    }

    private func additional(_ value: JSONTree, _ schema: JSONTree) throws -> [JSONTree.Member] {
        let patterns = (schema["patternProperties"]?.members ?? []).map(\.name)
        return try value.members.filter { member in
            try schema["properties"]?[member.name] == nil && !patterns.contains { try matches(member.name, $0) }
        }
    }

    private func resolve(_ target: String, _ document: JSONTree) -> (schema: JSONTree, document: JSONTree)? {
        let base = Self.withoutFragment(target)
        guard let start = base.isEmpty ? document : documents[base] else { return nil }
        var schema = start
        for step in target.dropFirst(base.count).split(separator: "/") where step != "#" {
            guard let next = schema[String(step)] else { return nil }
            schema = next
        }
        return (schema, start)
    }

    private static func withoutFragment(_ reference: String) -> String { String(reference.prefix { $0 != "#" }) }

    func matches(_ text: String, _ pattern: String) throws -> Bool {
        if let known = patterns[pattern] { return text.firstMatch(of: known) != nil }
        let regex = try Regex(pattern)
        patterns[pattern] = regex
        return text.firstMatch(of: regex) != nil
    }

    /// Keywords that say something and forbid nothing.
    private static let annotations: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly",
        "writeOnly",
        "definitions", "$defs", "contentEncoding", "contentMediaType", "additionalItems",
    ]
}
