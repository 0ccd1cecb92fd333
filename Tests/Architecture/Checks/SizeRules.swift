/// Sizes that a reader can hold in mind.
enum SizeRules {
    static let checks = [files, columns, functions]

    private static let maxLines = 400
    private static let maxColumns = 120
    private static let maxFunctionLines = 60

    private static func sources(_ tree: SourceTree) -> [SourceFile] {
        tree.files(under: "Shared/", "Services/", "Tests/", "deploy/", "Package.swift", ending: ".swift")
    }

    private static let files = Check(
        "no Swift file is longer than \(maxLines) lines",
        plants: [
            Plant("Shared/Planted.swift", String(repeating: "\n", count: maxLines + 2), expects: "402 lines")
        ]
    ) { tree in
        sources(tree).compactMap { file in
            let count = file.lines.count - 1
            return count > maxLines ? Violation(file.path, "\(count) lines") : nil
        }
    }

    private static let columns = Check(
        "no line of Swift is longer than \(maxColumns) columns, but for one that is only a text",
        plants: [
            Plant("Tests/Planted.swift", "// " + String(repeating: "x", count: maxColumns), expects: "123 columns")
        ]
    ) { tree in
        sources(tree).flatMap { file in
            file.lines.indices.compactMap { index in
                let line = file.lines[index]
                guard line.utf8.count > maxColumns, line.count > maxColumns, !isLiteral(line) else { return nil }
                return Violation(file.path, index + 1, "\(line.count) columns")
            }
        }
    }

    /// A line of a test that is nothing but one text: a sample of bytes, which cannot be wrapped and stay a sample.
    private static func isLiteral(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " || $0 == "+" }
        return text.hasPrefix("\"") || text.hasPrefix("#\"")
    }

    private static let functions = Check(
        "no function is longer than \(maxFunctionLines) lines",
        plants: [
            Plant("Shared/Planted.swift", function("func f<T>(_ x: T) throws(Fault) -> [T]"), expects: "62 lines"),
            Plant("Services/Planted.swift", function("struct S { init(x: () -> Int = { 1 })"), expects: "62 lines"),
            Plant(
                "Shared/Planted.swift", "protocol P { func f() -> Int\n init() }\n" + function("func g()"),
                expects: "Planted.swift:3: 62 lines"),
        ]
    ) { tree in
        sources(tree).flatMap { file in
            file.tokens.indices.compactMap { index in
                guard let (first, last) = extent(file.tokens, index), last - first + 1 > maxFunctionLines else {
                    return nil
                }
                return Violation(file.path, first, "\(last - first + 1) lines")
            }
        }
    }

    private static func function(_ head: String) -> String {
        head + " {\n" + String(repeating: "    work()\n", count: maxFunctionLines) + "}\n"
    }

    /// The first and the last line of the function that is declared at `index`; nil where none is, or none with a body.
    private static func extent(_ tokens: [Token], _ index: Int) -> (Int, Int)? {
        guard ["func", "init", "deinit", "subscript"].contains(tokens[index].text) else { return nil }
        if index > 0, tokens[index - 1].text == "." { return nil }
        let others: Set = [
            "func", "var", "let", "init", "static", "case", "struct", "enum", "class", "mutating", "associatedtype",
            "package", "public", "private", "@", "}", ")",
        ]
        var place = index + 1
        while place < tokens.count, tokens[place].text != "{" {
            switch tokens[place].text {
            case "(", "[": place = Brackets.end(of: tokens, from: place)
            case let word where others.contains(word): return nil
            default: break
            }
            place += 1
        }
        let end = Brackets.end(of: tokens, from: place)
        return end < tokens.count ? (tokens[index].line, tokens[end].line) : nil
    }
}
