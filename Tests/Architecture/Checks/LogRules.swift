/// Log lines hold ids and codes: no payloads and no secrets.
enum LogRules {
    static let checks = [payloads]

    private static let levels: Set = [
        "trace", "debug", "info", "notice", "warning", "error", "critical", "log",
    ]
    private static let payloadMembers: Set = [
        "data", "value", "payload", "headers", "body", "records", "databaseURL", "url", "password",
    ]

    private static let payloads = Check(
        "no log call writes a payload or a secret",
        plants: [
            Plant(
                "Shared/Worker/Planted.swift", "func f() { logger.info(\"got \\(event.data)\") }\n",
                expects: "logs .data"),
            Plant(
                "Services/Intake/Planted.swift",
                "func f() { log.warning(\n    \"bad\", metadata: [\"record\": \"\\(record.value)\"]) }\n",
                expects: "logs .value"),
            Plant(
                "Shared/Kafka/Planted.swift",
                "func f() { logger.error(\"no\", metadata: [\"u\": \"\\(s.databaseURL)\"]) }\n",
                expects: "logs .databaseURL"),
        ]
    ) { tree in
        tree.files(under: "Shared/", "Services/", ending: ".swift").flatMap { file in
            file.tokens.indices.flatMap { index -> [Violation] in
                let words = file.tokens[index...].prefix(4).map(\.text)
                guard words.count == 4, ["logger", "log"].contains(words[0]), words[1] == ".",
                    levels.contains(words[2]),
                    words[3] == "("
                else { return [] }
                return payload(in: Brackets.content(of: file.tokens, from: index + 3)).map {
                    Violation(file.path, file.tokens[index].line, "logs .\($0)")
                }
            }
        }
    }

    /// Members that hold payloads, except where only their size is taken.
    private static func payload(in call: ArraySlice<Token>) -> [String] {
        call.indices.dropFirst().compactMap { index in
            let word = call[index].text
            guard payloadMembers.contains(word), call[index - 1].text == "." else { return nil }
            let rest = call[(index + 1)...].prefix(2).map(\.text)
            return rest == [".", "count"] ? nil : word
        }
    }
}
