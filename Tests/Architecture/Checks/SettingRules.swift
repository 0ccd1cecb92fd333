/// Every key of a worker's configuration is in the runbook.
enum SettingRules {
    static let checks = [documented]

    private static let home = "Shared/Bootstrap/Settings/Setting.swift"

    /// The keys, as the source has them.
    static func keys(of tree: SourceTree) -> [String] {
        let text = tree[home]?.text ?? ""
        return text.split(separator: "\"").map(String.init).filter { part in
            part.count > 4 && part.contains("_") && part.allSatisfy { $0.isUppercase || $0 == "_" }
        } + (text.contains("\"PARTITIONS\"") ? ["PARTITIONS"] : [])
    }

    private static let documented = Check(
        "every setting stands in the runbook's table",
        plants: [
            Plant(
                home, replacing: "package enum WorkerSettings {",
                with:
                    "package enum WorkerSettings {\n    static let a = Setting(\"PLANTED_SECONDS\", .text, default: nil, \"\")",
                expects: "PLANTED_SECONDS is not in it"),
            Plant("deploy/README.md", "", expects: "DATABASE_URL is not in it"),
        ]
    ) { tree in
        let text = tree["deploy/README.md"]?.text ?? ""
        return keys(of: tree).filter { !text.contains("| `\($0)` |") }
            .map { Violation("deploy/README.md", "\($0) is not in it") }
    }
}
