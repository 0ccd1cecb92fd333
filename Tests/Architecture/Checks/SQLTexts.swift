/// Where the pieces of SQL in one file come from, as far as tokens tell. A name is taken for what it was declared as
/// last before its use.
struct SQLTexts {
    private let file: SourceFile
    private let tree: SourceTree
    /// By the place of their quote.
    private let literals: [Int: Literal]

    init(_ file: SourceFile, _ tree: SourceTree) {
        self.file = file
        self.tree = tree
        literals = Dictionary(file.literals.map { ($0.start, $0) }, uniquingKeysWith: { $1 })
    }

    func words(in range: Range<Int>) -> String { file.tokens[range].map(\.text).joined(separator: " ") }

    /// The arguments that are run as SQL: the second of `Statement(...)`, the first of `execute(...)`.
    func arguments() -> [Range<Int>] {
        let tokens = file.tokens
        return tokens.indices.dropLast().compactMap { index in
            let isDeclared = index > 0 && ["func", "struct", "extension"].contains(tokens[index - 1].text)
            guard tokens[index + 1].text == "(", !isDeclared else { return nil }
            switch tokens[index].text {
            case "execute": return argument(0, of: index + 1)
            case "Statement": return argument(1, of: index + 1)
            default: return nil
            }
        }
    }

    private func argument(_ number: Int, of bracket: Int) -> Range<Int>? {
        let end = Brackets.end(of: file.tokens, from: bracket)
        var starts = [bracket + 1]
        var place = bracket + 1
        while place < end {
            if let literal = literals[place] {
                place = literal.end
                continue
            }
            if ["(", "[", "{"].contains(file.tokens[place].text) { place = Brackets.end(of: file.tokens, from: place) }
            if place < end, file.tokens[place].text == "," { starts.append(place + 1) }
            place += 1
        }
        guard number < starts.count else { return nil }
        let last = number + 1 < starts.count ? starts[number + 1] - 1 : end
        return starts[number] < last ? starts[number]..<last : nil
    }

    /// Literals and names of literals, one or several with `+` between them.
    func isSafeText(_ range: Range<Int>, at place: Int) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            if let literal = literals[start] {
                guard isSafe(literal) else { return false }
                end = literal.end
            } else {
                while end < range.upperBound, file.tokens[end].text != "+" { end += 1 }
                guard isConstant(file.tokens[start..<end], at: place) else { return false }
            }
            guard end == range.upperBound || file.tokens[end].text == "+" else { return false }
            start = end + 1
        }
        return !range.isEmpty
    }

    private func isSafe(_ literal: Literal) -> Bool {
        literal.interpolations.allSatisfy { isSafe(file.tokens[$0], at: literal.start) }
    }

    /// Whether an interpolation can only be text of this program, an identifier in quotes, or a whole number.
    func isSafe(_ expression: ArraySlice<Token>, at place: Int) -> Bool {
        if isConstant(expression, at: place) { return true }
        guard let name = expression.first?.text, expression.count == 1, let index = declaration(of: name, before: place)
        else { return false }
        let after = file.tokens[index...].dropFirst().prefix(8).map(\.text)
        let isQuoted = after.first == "=" && words(after, hold: ["quoted", "(", "identifier"])
        let isNumber = after.starts(with: [":", "Int"]) && [",", ")"].contains(after.dropFirst(2).first)
        return isQuoted || isNumber
    }

    private func words(_ words: [String], hold wanted: [String]) -> Bool {
        words.indices.contains { words[$0...].starts(with: wanted) }
    }

    /// `name`, `Self.name`, `Type.name` of a literal, or the text of a statement or migration, which is looked at
    /// where it is written.
    private func isConstant(_ expression: ArraySlice<Token>, at place: Int) -> Bool {
        let path = expression.map(\.text)
        guard let name = path.last, path.dropLast().indices.allSatisfy({ $0 % 2 == 0 || path[$0] == "." }) else {
            return false
        }
        switch path.count {
        case 1: return declaration(of: name, before: place).map(isLiteral) ?? false
        case 3 where path[1] == "." && path[0] == "Self":
            return constant(name).map(isLiteral) ?? false
        case 3 where path[1] == "." && name == "sql": return true
        case 3 where path[1] == ".":
            return tree.files(under: "Shared/", "Services/", ending: ".swift").contains { other in
                guard ["enum", "struct", "extension"].contains(where: { !other.lines(of: [$0, path[0]]).isEmpty })
                else { return false }
                let texts = SQLTexts(other, tree)
                return texts.constant(name).map(texts.isLiteral) ?? false
            }
        default: return false
        }
    }

    /// The name's last declaration before `place`, by `let`, `var`, `for` or as a parameter; else its constant.
    private func declaration(of name: String, before place: Int) -> Int? {
        let tokens = file.tokens
        let last = tokens.indices.prefix { $0 < place }.last { index in
            guard tokens[index].text == name, index + 1 < tokens.count, index > 0 else { return false }
            return ["let", "var"].contains(tokens[index - 1].text) || [":", "in"].contains(tokens[index + 1].text)
        }
        return last ?? constant(name)
    }

    private func constant(_ name: String) -> Int? {
        let tokens = file.tokens
        return tokens.indices.dropFirst(2).first { index in
            tokens[index].text == name && tokens[index - 1].text == "let" && tokens[index - 2].text == "static"
        }
    }

    /// True where the declaration is `let name = "..."`, perhaps with other literals behind a `+`.
    private func isLiteral(_ index: Int) -> Bool {
        let tokens = file.tokens
        guard index > 0, index + 2 < tokens.count, tokens[index - 1].text == "let", tokens[index + 1].text == "=",
            let literal = literals[index + 2], isSafe(literal)
        else { return false }
        guard literal.end < tokens.count, tokens[literal.end].text == "+" else { return true }
        guard let next = literals[literal.end + 1] else { return false }
        return isSafe(next) && (next.end >= tokens.count || tokens[next.end].text != "+")
    }
}
