/// The domain is pure: what it is given decides what it answers, today and in a test.
enum PurityRules {
    static let checks = [imports, words, randomness]

    private static let folder = "Shared/Domain/"

    private static let imports = Check(
        "a domain imports the kernel and nothing else",
        plants: [
            Plant(folder + "Intake/Planted.swift", "import FoundationEssentials\n", expects: "imports Foundation"),
            Plant(folder + "Recall/Planted.swift", "import struct Foundation.Date\n", expects: "imports Foundation"),
            Plant(folder + "Grading/Planted.swift", "import Contracts\n", expects: "imports Contracts"),
            Plant(folder + "Grading/Planted.swift", "import IntakeDomain\n", expects: "imports IntakeDomain"),
            Plant(folder + "Kernel/Planted.swift", "import Synchronization\n", expects: "imports Synchronization"),
        ]
    ) { tree in
        ImportRules.violations(in: tree.files(under: folder, ending: ".swift")) { file, module in
            module != "Kernel" || file.path.hasPrefix(folder + "Kernel/")
        }
    }

    private static let words = Check(
        "a domain has no concurrency, no clock and no output",
        plants: [
            Plant(folder + "Intake/Planted.swift", "func f() async {}\n", expects: "says async"),
            Plant(folder + "Intake/Planted.swift", "let now = ContinuousClock.now\n", expects: "says ContinuousClock"),
            Plant(folder + "Recall/Planted.swift", "let text = \"\\(Date())\"\n", expects: "says Date"),
            Plant(folder + "Recall/Planted.swift", "func f() { print(1) }\n", expects: "says print"),
        ]
    ) { tree in
        let banned: Set = [
            "async", "await", "actor", "Task", "Date", "UUID", "Mutex", "Atomic", "ContinuousClock", "SuspendingClock",
            "SystemRandomNumberGenerator", "clock_gettime", "time", "getenv", "print",
        ]
        let calls: Set = ["time", "print", "getenv", "clock_gettime"]
        return tree.files(under: folder, ending: ".swift").flatMap { file in
            file.tokens.indices.compactMap { index in
                let word = file.tokens[index].text
                guard banned.contains(word) else { return nil }
                if calls.contains(word), !isCall(file.tokens, index) { return nil }
                return Violation(file.path, file.tokens[index].line, "says \(word)")
            }
        }
    }

    private static let randomness = Check(
        "a domain takes its randomness as an argument",
        plants: [
            Plant(folder + "Intake/Planted.swift", "let n = Int.random(in: 1...2)\n", expects: "random without using"),
            Plant(folder + "Recall/Planted.swift", "let n = [1].shuffled()\n", expects: "shuffled without using"),
        ]
    ) { tree in
        let words: Set = ["random", "randomElement", "shuffled", "shuffle"]
        return tree.files(under: folder, ending: ".swift").flatMap { file in
            file.tokens.indices.compactMap { index in
                guard words.contains(file.tokens[index].text), isCall(file.tokens, index) else { return nil }
                let arguments = Brackets.content(of: file.tokens, from: index + 1)
                guard !arguments.contains(where: { $0.text == "using" }) else { return nil }
                return Violation(file.path, file.tokens[index].line, "\(file.tokens[index].text) without using")
            }
        }
    }

    /// A call of a function of this name: not a member of another value, not a declaration.
    private static func isCall(_ tokens: [Token], _ index: Int) -> Bool {
        guard index + 1 < tokens.count, tokens[index + 1].text == "(" else { return false }
        return index == 0 || tokens[index - 1].text != "func"
    }
}

/// Brackets in a row of tokens.
enum Brackets {
    /// The place of the bracket that closes the one at `start`; the end where none does.
    static func end(of tokens: [Token], from start: Int) -> Int {
        let pairs = ["(": ")", "{": "}", "[": "]"]
        guard start < tokens.count, let closing = pairs[tokens[start].text] else { return start }
        let opening = tokens[start].text
        var depth = 0
        for index in start..<tokens.count {
            if tokens[index].text == opening { depth += 1 }
            if tokens[index].text == closing { depth -= 1 }
            if depth == 0 { return index }
        }
        return tokens.count
    }

    /// What stands between the bracket at `start` and the one that closes it.
    static func content(of tokens: [Token], from start: Int) -> ArraySlice<Token> {
        let end = end(of: tokens, from: start)
        return start + 1 < end ? tokens[(start + 1)..<end] : []
    }
}
