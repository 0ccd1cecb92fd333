/// Metrics have one place for their names, and operators find them all in the runbook.
enum MetricRules {
    static let checks = [names, unused, documented]

    private static let home = "Shared/Telemetry/Metrics/MetricNames.swift"

    /// Swift name to metric name.
    static func metrics(of tree: SourceTree) -> [String: String] {
        var metrics: [String: String] = [:]
        for line in tree[home]?.lines ?? [] where line.contains("static let ") {
            let quoted = line.split(separator: "\"")
            let words = line.split(separator: " ")
            guard quoted.count > 1, let place = words.firstIndex(of: "let"), place + 1 < words.count else { continue }
            metrics[String(words[place + 1])] = String(quoted[1])
        }
        return metrics
    }

    private static let names = Check(
        "a metric's name comes from MetricName",
        plants: [
            Plant(
                "Shared/Worker/Planted.swift", "let a = Counter(label: \"backhaul_a_total\")\n",
                expects: "Counter without MetricName"),
            Plant("Services/Intake/Planted.swift", "let a = Gauge(label: name)\n", expects: "Gauge without MetricName"),
            Plant(
                "Services/Intake/Planted.swift", "let a = Counter(label: MetricName.nothing)\n",
                expects: "MetricName.nothing does not exist"),
        ]
    ) { tree in
        let known = metrics(of: tree)
        return tree.files(under: "Shared/", "Services/", ending: ".swift").flatMap { file in
            file.tokens.indices.compactMap { index -> Violation? in
                let rest = file.tokens[index...].prefix(7).map(\.text)
                let words = rest + Array(repeating: "", count: 7 - rest.count)
                guard ["Counter", "Gauge", "Timer", "Recorder", "Meter"].contains(words[0]),
                    words[1...3] == ["(", "label", ":"]
                else { return nil }
                let line = file.tokens[index].line
                if words[4] != "MetricName" { return Violation(file.path, line, "\(words[0]) without MetricName") }
                return known[words[6]] == nil
                    ? Violation(file.path, line, "MetricName.\(words[6]) does not exist") : nil
            }
        }
    }

    private static let unused = Check(
        "every metric name is used",
        plants: [
            Plant(
                home, replacing: "package enum MetricName {",
                with: "package enum MetricName {\n    package static let spare = \"backhaul_spare_total\"",
                expects: "spare is never set")
        ]
    ) { tree in
        let files = tree.files(under: "Shared/", "Services/", ending: ".swift")
        return metrics(of: tree).keys.filter { name in
            !files.contains { !$0.lines(of: ["MetricName", ".", name]).isEmpty }
        }.map { Violation(home, "\($0) is never set") }
    }

    private static let documented = Check(
        "every metric stands in the runbook",
        plants: [
            Plant("deploy/README.md", "", expects: "backhaul_batches_total is not in it")
        ]
    ) { tree in
        let text = tree["deploy/README.md"]?.text ?? ""
        return metrics(of: tree).values.filter { !text.contains("`\($0)`") }
            .map { Violation("deploy/README.md", "\($0) is not in it") }
    }
}
