/// One text of the repository.
struct SourceFile: Sendable {
    let path: String
    let text: String
    /// The lines as they are written; the first is `lines[0]`.
    let lines: [Substring]
    /// The words and signs of a Swift file, without comments and the insides of string literals; none for other files.
    let tokens: [Token]
    /// What the string literals of a Swift file say; none for other files.
    let literals: [Literal]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let tokenizer = path.hasSuffix(".swift") ? Tokenizer(text) : nil
        tokens = tokenizer?.tokens ?? []
        literals = tokenizer?.literals ?? []
    }

    /// The file's own name.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The modules that a Swift file imports, with the lines of the imports.
    var imports: [(module: String, line: Int)] {
        tokens.indices.compactMap { index in
            guard tokens[index].text == "import", index + 1 < tokens.count else { return nil }
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "typealias", "var", "let"]
            let next = kinds.contains(tokens[index + 1].text) ? index + 2 : index + 1
            return next < tokens.count ? (tokens[next].text, tokens[index].line) : nil
        }
    }

    /// The lines, from 1 on, where `words` follow one another.
    func lines(of words: [String]) -> [Int] {
        guard let first = words.first else { return [] }
        return tokens.indices.compactMap { index in
            guard tokens[index].text == first, index + words.count <= tokens.count else { return nil }
            let matches = words.indices.allSatisfy { tokens[index + $0].text == words[$0] }
            return matches ? tokens[index].line : nil
        }
    }
}

/// A string literal of a Swift file.
struct Literal: Sendable {
    /// The place of its quote among the tokens.
    let start: Int
    /// One past the last token of its interpolations.
    var end = 0
    /// From 1 on.
    let line: Int
    /// As it is written, without what is interpolated.
    var text = ""
    /// The tokens of each interpolation.
    var interpolations: [Range<Int>] = []

    init(start: Int, line: Int) {
        self.start = start
        self.line = line
    }
}

/// A word (identifier, number) or one sign of a Swift file.
struct Token: Sendable {
    let text: String
    /// From 1 on.
    let line: Int
}
