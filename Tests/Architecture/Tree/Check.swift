import Testing

/// A place that breaks a rule.
struct Violation: Hashable, Comparable, CustomStringConvertible, Sendable {
    let path: String
    /// From 1 on; nil where the rule is about the whole file or about one that is missing.
    let line: Int?
    let what: String

    init(_ path: String, _ line: Int?, _ what: String) {
        self.path = path
        self.line = line
        self.what = what
    }

    init(_ path: String, _ what: String) { self.init(path, nil, what) }

    var description: String { path + (line.map { ":\($0)" } ?? "") + ": " + what }

    static func < (left: Violation, right: Violation) -> Bool {
        (left.path, left.line ?? 0, left.what) < (right.path, right.line ?? 0, right.what)
    }
}

/// A rule over the texts of the repository, with violations that it must catch.
struct Check: Sendable, CustomTestStringConvertible {
    /// The rule in a sentence.
    let rule: String
    let find: @Sendable (SourceTree) -> [Violation]
    let plants: [Plant]

    var testDescription: String { rule }

    init(_ rule: String, plants: [Plant], find: @escaping @Sendable (SourceTree) -> [Violation]) {
        self.rule = rule
        self.plants = plants
        self.find = find
    }
}

/// A text that breaks a rule, written over a copy of the repository.
struct Plant: Sendable {
    let path: String
    /// Nil: the file is taken out.
    let text: String?
    /// What the violation's description must contain.
    let expected: String

    init(_ path: String, _ text: String?, expects expected: String) {
        self.path = path
        self.text = text
        self.expected = expected
    }

    /// The text that stands there with a part of it changed. Where the part is not found nothing is planted, and the
    /// test says so.
    init(_ path: String, replacing old: String, with new: String, expects expected: String) {
        let text = SourceTree.repository[path]?.text ?? ""
        self.init(path, text.replacing(old, with: new), expects: expected)
    }
}
