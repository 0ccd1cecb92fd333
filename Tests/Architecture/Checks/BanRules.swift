/// Words that no program of ours says.
enum BanRules {
    static let checks = [crashes, unfinished]

    private static let crashes = Check(
        "nothing ends the process in passing",
        plants: [
            Plant("Shared/Planted.swift", "let a = try! f()\n", expects: "try!"),
            Plant("Services/Planted.swift", "let a = b as! C\n", expects: "as!"),
            Plant("Services/Planted.swift", "func f() -> Never { fatalError(\"x\") }\n", expects: "fatalError("),
            Plant("Shared/Planted.swift", "func f() { preconditionFailure() }\n", expects: "preconditionFailure("),
        ]
    ) { tree in
        let banned = [["try!"], ["as!"], ["fatalError", "("], ["preconditionFailure", "("]]
        return tree.files(under: "Shared/", "Services/", "deploy/", ending: ".swift").flatMap { file in
            banned.flatMap { words in
                file.lines(of: words).map { Violation(file.path, $0, words.joined()) }
            }
        }
    }

    /// Put together here so that this file does not hold them.
    private static let marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"]

    private static let unfinished = Check(
        "nothing is marked as unfinished",
        plants: [
            Plant("Shared/Planted.swift", "// \(marks[0]): later\n", expects: marks[0]),
            Plant("deploy/planted.md", "\(marks[1]) this\n", expects: marks[1]),
        ]
    ) { tree in
        tree.files(under: "").flatMap { file in
            marks.filter { file.text.contains($0) }.flatMap { mark in
                file.lines.indices.filter { file.lines[$0].contains(mark) }
                    .map { Violation(file.path, $0 + 1, mark) }
            }
        }
    }
}
