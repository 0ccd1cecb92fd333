/// SQL texts hold no values: values go beside them, as parameters.
enum SQLRules {
    static let checks = [interpolations, origins]

    /// Looked for in literals in capitals, as the house writes SQL.
    private static let words: Set = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "FROM", "WHERE", "VALUES", "LOCK", "GRANT", "REVOKE",
        "CREATE", "ALTER", "DROP", "DECLARE", "FETCH", "NOTIFY", "COPY", "CALL", "SET", "ANY",
    ]

    private static func isSQL(_ literal: Literal) -> Bool {
        literal.text.split { !$0.isLetter }.contains { words.contains(String($0)) }
    }

    private static let interpolations = Check(
        "SQL interpolates constants, quoted identifiers and whole numbers only",
        plants: [
            Plant(
                "Services/Intake/Store/Planted.swift",
                "func f(id: String) -> Statement { Statement(\"a\", \"SELECT 1 FROM t WHERE id = '\\(id)'\") }\n",
                expects: "interpolates id"),
            Plant(
                "Services/Backhaul/Planted.swift",
                "func f(o: Order) { let sql = \"DELETE FROM t WHERE id = \\(o.id)\"; g(sql) }\n",
                expects: "interpolates o . id"),
            Plant(
                "Shared/Postgres/Planted.swift",
                "func f() throws { let name = try c.quoted(identifier: t) }\n"
                    + "func g(name: String) throws { try c.execute(\"DROP TABLE \\(name)\", \"x\") }\n",
                expects: "interpolates name"),
            Plant(
                "Shared/Postgres/Planted.swift",
                "func f(t: String) { let tail = \"'\\(t)'\"; g(\"SELECT \\(tail)\") }\n",
                expects: "interpolates tail"),
            Plant(
                "Shared/Postgres/Planted.swift", "for name in names { g(\"TRUNCATE \\(name)\") }\n",
                expects: "interpolates name"),
            Plant(
                "Shared/Postgres/Planted.swift", "let a = \"SELECT \\(quote(name))\"\n", expects: "interpolates quote"),
        ]
    ) { tree in
        tree.files(under: "Shared/", "Services/", ending: ".swift").flatMap { file in
            let texts = SQLTexts(file, tree)
            return file.literals.filter { !$0.interpolations.isEmpty && isSQL($0) }.flatMap { literal in
                literal.interpolations.filter { !texts.isSafe(file.tokens[$0], at: literal.start) }.map {
                    Violation(file.path, literal.line, "SQL interpolates \(texts.words(in: $0))")
                }
            }
        }
    }

    private static let origins = Check(
        "what is run as SQL was written in this program",
        plants: [
            Plant(
                "Services/Intake/Store/Planted.swift",
                "func f(text: String) -> Statement { Statement(\"a\", text) }\n", expects: "runs text"),
            Plant(
                "Services/Intake/Store/Planted.swift",
                "func f(id: String) -> Statement { Statement(\"a\", \"SELECT 1 WHERE id = '\" + id + \"'\") }\n",
                expects: "runs \" + id"),
            Plant(
                "Shared/Postgres/Planted.swift", "func f() throws { try connection.execute(read(), \"x\") }\n",
                expects: "runs read"),
            Plant(
                "Shared/Postgres/Planted.swift",
                "func f(t: String) throws { let sql = \"SELECT \" + t; try c.execute(sql, \"x\") }\n",
                expects: "runs sql"),
        ]
    ) { tree in
        tree.files(under: "Shared/", "Services/", ending: ".swift").flatMap { file -> [Violation] in
            guard file.text.contains("Statement(") || file.text.contains("execute(") else { return [] }
            let texts = SQLTexts(file, tree)
            return texts.arguments().filter { !texts.isSafeText($0, at: $0.lowerBound) }.map {
                Violation(file.path, file.tokens[$0.lowerBound].line, "runs \(texts.words(in: $0))")
            }
        }
    }
}
