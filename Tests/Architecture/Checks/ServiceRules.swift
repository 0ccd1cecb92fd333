/// A service is whole: everything that style and operation ask of one is there.
enum ServiceRules {
    static let checks = [complete, mains, judge]

    /// Folders of `Services/` that are no service of the runtime: the operators' tool, and the judge.
    private static let apart: Set = ["Backhaul", "Audit"]

    /// The workers: every folder of `Services/` but those apart.
    static func workers(of tree: SourceTree) -> [String] {
        tree.names(in: "Services/").filter { name in
            !apart.contains(name) && tree.files.keys.contains { $0.hasPrefix("Services/\(name)/") }
        }
    }

    private static let complete = Check(
        "every service is complete",
        plants: [
            Plant("Services/Planted/Handlers/Planted.swift", "", expects: "Planted has no README.md"),
            Plant("Services/Planted/README.md", "", expects: "Planted has no PlantedService.swift"),
            Plant("Services/Planted/README.md", "", expects: "Planted has no service(\"Planted\") in Package.swift"),
            Plant("Services/Planted/README.md", "", expects: "Planted has no Tests/Services/Planted"),
            Plant("Services/Planted/README.md", "", expects: "Planted has no planted in docker-compose.yml"),
            Plant("Services/Planted/README.md", "", expects: "no PlantedService.definition in the operators' tool"),
            Plant("Services/Intake/README.md", nil, expects: "Intake has no README.md"),
        ]
    ) { tree in
        workers(of: tree).flatMap { worker in
            missing(worker, tree).map { Violation("Services/\(worker)", "\(worker) has no \($0)") }
        }
    }

    private static let judge = Check(
        "the judge is whole: page, program, container, tests of its laws",
        plants: [
            Plant("Services/Audit/README.md", nil, expects: "no Services/Audit/README.md"),
            Plant("docker-compose.yml", replacing: "\n  audit:", with: "\n  auditor:", expects: "no audit in docker"),
            Plant("Services/Audit/Audit.swift", "enum Audit {}\n", expects: "no @main"),
        ]
    ) { tree in
        let files = ["Services/Audit/README.md", "Services/Audit/Audit.swift"].filter { tree[$0] == nil }
        let folders = ["Tests/Domain/Audit/", "Shared/Domain/Audit/"]
            .filter { tree.files(under: $0, ending: ".swift").isEmpty }
        let isContained = tree["docker-compose.yml"]?.text.contains("\n  audit:") ?? false
        let isProduct = tree["Package.swift"]?.text.contains("name: \"audit\"") ?? false
        let isMain = !(tree["Services/Audit/Audit.swift"]?.lines(of: ["@", "main"]).isEmpty ?? true)
        return (files + folders).map { Violation("Services/Audit", "no \($0)") }
            + (isContained ? [] : [Violation("docker-compose.yml", "no audit in docker-compose.yml")])
            + (isProduct ? [] : [Violation("Package.swift", "no product audit")])
            + (isMain ? [] : [Violation("Services/Audit/Audit.swift", "no @main")])
    }

    private static func missing(_ worker: String, _ tree: SourceTree) -> [String] {
        let own = "Services/\(worker)/"
        func isMissing(_ folder: String, _ ending: String) -> Bool {
            tree.files(under: folder + "/", ending: ending).isEmpty
        }
        func lacks(_ path: String, _ text: String) -> Bool { !(tree[path]?.text.contains(text) ?? false) }
        let files = ["README.md", "\(worker).swift", "\(worker)Service.swift"].filter { tree[own + $0] == nil }
        let folders = ["Handlers", "Store"].filter { isMissing(own + $0, ".swift") }
        let tests = ["Tests/Services/\(worker)", "Tests/Domain/\(worker)", "Shared/Domain/\(worker)"]
            .filter { isMissing($0, ".swift") }
        let elsewhere = [
            ("migrations", isMissing(own + "Migrations", ".sql")),
            ("service(\"\(worker)\") in Package.swift", lacks("Package.swift", "service(\"\(worker)\")")),
            ("product in Package.swift", lacks("Package.swift", "name: \"\(worker.lowercased())\"")),
            (
                "\(worker.lowercased()) in docker-compose.yml",
                lacks("docker-compose.yml", "\n  \(worker.lowercased()):")
            ),
            (
                "\(worker)Service.definition in the operators' tool",
                lacks("Services/Backhaul/Commands/WorkerCatalogue.swift", "\(worker)Service.definition")
            ),
        ].filter(\.1).map(\.0)
        return files + folders + tests + elsewhere
    }

    private static let mains = Check(
        "a service's main is under 60 lines and says @main",
        plants: [
            Plant("Services/Intake/Intake.swift", "enum Intake {}\n", expects: "no @main"),
            Plant("Services/Intake/Intake.swift", "@main" + String(repeating: "\n", count: 60), expects: "60 lines"),
        ]
    ) { tree in
        workers(of: tree).compactMap { tree["Services/\($0)/\($0).swift"] }.flatMap { file in
            (file.lines.count > 60 ? [Violation(file.path, "60 lines or more")] : [])
                + (file.lines(of: ["@", "main"]).isEmpty ? [Violation(file.path, "no @main")] : [])
        }
    }
}
