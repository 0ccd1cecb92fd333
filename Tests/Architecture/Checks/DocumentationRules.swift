/// What others use says what it is.
///
/// Left out: initialisers, properties and constants inside a type (the type's comment and their own names say it), and
/// what answers a protocol: it is explained where the protocol stands.
enum DocumentationRules {
    static let checks = [declarations, crashPoints]

    private static let crashPointList = "Shared/Worker/Faults/CrashPoint.swift"
    private static let crashPointTable = "Shared/Worker/README.md"

    private static let crashPoints = Check(
        "the table of crash points has a row for every point, and for nothing else",
        plants: [
            Plant(
                crashPointList, replacing: "    case lanesGiven\n", with: "    case lanesGiven\n    case planted\n",
                expects: "the crash point planted has no row"),
            Plant(
                crashPointTable, replacing: "| `lanesGiven` | 3 |", with: "| `planted` | 3 |",
                expects: "planted is no crash point"),
        ]
    ) { tree in
        let points = tree[crashPointList]?.lines.compactMap { line in
            line.hasPrefix("    case ") ? String(line.dropFirst(9)) : nil
        }
        let rows = tree[crashPointTable]?.lines.compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " } }
            guard cells.count == 4, ["3", "2", "1", "each"].contains(cells[1]) else { return nil }
            return cells[0].filter { $0 != "`" }
        }
        let (known, told) = (Set(points ?? []), Set(rows ?? []))
        return known.subtracting(told).sorted()
            .map { Violation(crashPointTable, "the crash point \($0) has no row") }
            + told.subtracting(known).sorted().map { Violation(crashPointTable, "\($0) is no crash point") }
    }

    private static let declarations = Check(
        "every public or package type and function has a doc comment",
        plants: [
            Plant("Shared/Planted.swift", "/// A.\n\npackage struct A {}\n", expects: "struct A has no doc comment"),
            Plant("Services/Planted.swift", "package enum A {\n}\n", expects: "enum A has no doc comment"),
            Plant(
                "Shared/Planted.swift", "/// A.\npublic struct A {\n    public mutating func grow() {}\n}\n",
                expects: "func grow has no doc comment"),
            Plant(
                "Shared/Planted.swift", "/// A.\npublic enum A {\n    // Plain.\n    public static func b() {}\n}\n",
                expects: "func b has no doc comment"),
            Plant(
                "Shared/Planted.swift", "/// A.\npublic enum A {}\n\n@available(*, deprecated)\npublic let c = 1\n",
                expects: "let c has no doc comment"),
        ]
    ) { tree in
        let answers = requirements(of: tree).union(libraryRequirements)
        return tree.files(under: "Shared/", "Services/", ending: ".swift").flatMap { file in
            file.lines.indices.compactMap { index in
                guard let found = declaration(file.lines[index]), needsComment(found, file.lines[index], answers),
                    !hasComment(above: index, in: file.lines)
                else { return nil }
                return Violation(file.path, index + 1, "\(found.kind) \(found.name) has no doc comment")
            }
        }
    }

    /// What protocols of the libraries ask for.
    private static let libraryRequirements: Set<String> = [
        "description", "hash", "encode", "run", "next", "log", "makeCounter", "makeRecorder", "makeTimer",
        "destroyCounter", "destroyRecorder", "destroyTimer",
    ]

    /// The names that the protocols of the tree ask for.
    private static func requirements(of tree: SourceTree) -> Set<String> {
        var names: Set<String> = []
        for file in tree.files(under: "Shared/", "Services/", ending: ".swift") {
            for index in file.tokens.indices where file.tokens[index].text == "protocol" {
                guard let body = file.tokens[index...].firstIndex(where: { $0.text == "{" }) else { continue }
                let content = Brackets.content(of: file.tokens, from: body)
                for place in content.indices.dropLast()
                where ["func", "var", "subscript", "associatedtype"].contains(content[place].text) {
                    names.insert(content[place + 1].text)
                }
            }
        }
        return names
    }

    private struct Declaration {
        let kind: String
        let name: String
        let isNested: Bool
    }

    /// The public or package declaration that a line begins; nil where it begins none.
    private static func declaration(_ line: Substring) -> Declaration? {
        var words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "@" && $0 != "/" }[...]
        let code = line.drop { $0 == " " }
        guard code.hasPrefix("public ") || code.hasPrefix("package ") || code.hasPrefix("@") else { return nil }
        while let word = words.first, word.hasPrefix("@") { words = words.dropFirst() }
        guard let access = words.popFirst(), access == "public" || access == "package" else { return nil }
        let kinds: Set<Substring> = [
            "struct", "enum", "class", "actor", "protocol", "typealias", "func", "subscript", "var", "let", "init",
        ]
        let modifiers = words.prefix { !kinds.contains($0) }
        guard let kind = words.dropFirst(modifiers.count).first else { return nil }
        return Declaration(
            kind: String(kind), name: words.dropFirst(modifiers.count + 1).first.map(String.init) ?? "operator",
            isNested: line.hasPrefix(" "))
    }

    private static func needsComment(_ found: Declaration, _ line: Substring, _ answers: Set<String>) -> Bool {
        switch found.kind {
        case "init", "subscript": false
        case "var", "let": !found.isNested
        case "func": !answers.contains(found.name) && !line.contains("func <") && !line.contains("func ==")
        case "typealias": !found.isNested
        default: true
        }
    }

    private static func hasComment(above index: Int, in lines: [Substring]) -> Bool {
        let above = lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") }
        return above?.drop { $0 == " " }.hasPrefix("///") ?? false
    }
}
