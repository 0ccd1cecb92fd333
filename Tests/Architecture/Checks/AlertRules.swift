/// Alerts speak of metrics that exist and of sections of the runbook that exist.
enum AlertRules {
    static let checks = [metrics, runbook]

    private static let path = "deploy/alerts.yaml"

    private static let metrics = Check(
        "every alert names an existing metric",
        plants: [
            Plant(path, "expr: backhaul_nothing_total > 0\n", expects: "backhaul_nothing_total does not exist"),
            Plant(path, "expr: rate(backhaul_batches_total_sum[1m])\n", expects: "backhaul_batches_total_sum does not"),
        ]
    ) { tree in
        let known = Set(MetricRules.metrics(of: tree).values)
        let parts = known.filter { $0.hasSuffix("_seconds") }
            .flatMap { name in ["_bucket", "_sum", "_count"].map { name + $0 } }
        let lines = tree[path]?.lines ?? []
        return lines.indices.flatMap { index in
            lines[index].split { !$0.isLetter && !$0.isNumber && $0 != "_" }
                .filter { $0.hasPrefix("backhaul_") && !known.contains(String($0)) && !parts.contains(String($0)) }
                .map { Violation(path, index + 1, "\($0) does not exist") }
        }
    }

    private static let runbook = Check(
        "every alert names a section of the runbook",
        plants: [
            Plant(path, "  - alert: A\n    expr: 1\n", expects: "alert without a runbook section"),
            Plant(path, "  - alert: A\n    runbook: deploy/README.md#nowhere\n", expects: "nowhere is no section"),
        ]
    ) { tree in
        let sections = Set((tree["deploy/README.md"]?.lines ?? []).filter { $0.hasPrefix("#") }.map(anchor))
        let lines = tree[path]?.lines ?? []
        let named = lines.indices.filter { lines[$0].contains("deploy/README.md#") }
        let wrong = named.compactMap { index -> Violation? in
            let section = lines[index].split(separator: "#").last.map { $0.filter { $0 != "\"" } } ?? ""
            return sections.contains(section)
                ? nil : Violation(path, index + 1, "\(section) is no section of the runbook")
        }
        let alerts = lines.filter { $0.contains("- alert:") }.count
        return wrong + (alerts == named.count ? [] : [Violation(path, "alert without a runbook section")])
    }

    /// The anchor that a heading gets: small letters, spaces as dashes, signs left out.
    private static func anchor(_ heading: Substring) -> String {
        let title = heading.drop { $0 == "#" || $0 == " " }.lowercased()
        return String(title.compactMap { $0 == " " ? "-" : ($0.isLetter || $0.isNumber || $0 == "-" ? $0 : nil) })
    }
}
