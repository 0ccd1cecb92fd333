/// Who may import whom, where a target's declared dependencies do not say it.
enum ImportRules {
    static let checks = [libraries, services, judge, shared]

    private static let libraries = Check(
        "only the adapters import C",
        plants: [
            Plant("Shared/Worker/Planted.swift", "import CRdkafka\n", expects: "imports CRdkafka"),
            Plant("Shared/Kafka/Planted.swift", "import CLibpq\n", expects: "imports CLibpq"),
            Plant("Services/Backhaul/Planted.swift", "import CRdkafkaMock\n", expects: "imports CRdkafkaMock"),
        ]
    ) { tree in
        let homes = [
            "CRdkafka": ["Shared/Kafka/"], "CRdkafkaHeaders": ["Shared/Kafka/"], "CLibpq": ["Shared/Postgres/"],
            "CRdkafkaMock": ["deploy/local/devbroker/"],
        ]
        return violations(in: tree.files(under: "Shared/", "Services/", "deploy/", "Tests/", ending: ".swift")) {
            file, module in
            homes[module].map { !$0.contains(where: file.path.hasPrefix) } ?? false
        }
    }

    private static let services = Check(
        "no service imports another, nor another's domain",
        plants: [
            Plant("Services/Intake/Planted.swift", "import GradingService\n", expects: "imports GradingService"),
            Plant("Services/Recall/Store/Planted.swift", "import IntakeDomain\n", expects: "imports IntakeDomain"),
            Plant("Services/Grading/Planted.swift", "import Kafka\n", expects: "imports Kafka"),
            Plant("Services/Grading/Planted.swift", "import Bootstrap\n", expects: "imports Bootstrap"),
        ]
    ) { tree in
        let workers = ServiceRules.workers(of: tree)
        return workers.flatMap { worker in
            let own: Set = ["\(worker)Service", "\(worker)Domain", "Kernel", "Contracts", "Worker"]
            let known: Set = ["FoundationEssentials", "Synchronization"]
            return violations(in: tree.files(under: "Services/\(worker)/", ending: ".swift")) { file, module in
                let isMain = file.path == "Services/\(worker)/\(worker).swift"
                return !own.contains(module) && !known.contains(module) && !(isMain && module == "Bootstrap")
            }
        }
    }

    private static let judge = Check(
        "the judge shares nothing with the judged",
        plants: [
            Plant("Services/Audit/Planted.swift", "import IntakeService\n", expects: "imports IntakeService"),
            Plant("Services/Audit/Planted.swift", "import DispositionDomain\n", expects: "imports DispositionDomain"),
            Plant("Services/Audit/Planted.swift", "import Bootstrap\n", expects: "imports Bootstrap"),
            Plant(
                "Services/Audit/Planted.swift", "let window = SequenceWindow()\n", expects: "says SequenceWindow"),
        ]
    ) { tree in
        let workers = ServiceRules.workers(of: tree)
        let others = Set(workers.flatMap { ["\($0)Service", "\($0)Domain"] }).union(["BackhaulWorld", "Bootstrap"])
        let files = tree.files(under: "Services/Audit/", ending: ".swift")
        // The runtime's values and loops: what is judged.
        let runtime: Set = [
            "WorkerLoop", "RelayLoop", "RelayMachine", "BatchProcessor", "LaneBook", "SequenceWindow", "SegmentCodec",
            "OutgoingDesk", "EventWriter", "PostgresStorage", "PostgresOutboxStorage", "KafkaEventSource",
        ]
        let words = files.flatMap { file in
            file.tokens.filter { runtime.contains($0.text) }.map { Violation(file.path, $0.line, "says \($0.text)") }
        }
        return words
            + violations(in: files) { file, module in
                others.contains(module) && !(file.path == "Services/Audit/Audit.swift" && module == "Bootstrap")
            }
    }

    private static let shared = Check(
        "nothing shared imports a service, the world or the tests' support",
        plants: [
            Plant("Shared/Worker/Planted.swift", "import IntakeService\n", expects: "imports IntakeService"),
            Plant("Shared/Bootstrap/Planted.swift", "import BackhaulWorld\n", expects: "imports BackhaulWorld"),
            Plant("Services/Backhaul/Planted.swift", "import TestSupport\n", expects: "imports TestSupport"),
        ]
    ) { tree in
        let services = Set(ServiceRules.workers(of: tree).map { "\($0)Service" }).union(["BackhaulWorld"])
        let inShared = violations(in: tree.files(under: "Shared/", ending: ".swift")) { services.contains($1) }
        let inProducts = violations(in: tree.files(under: "Shared/", "Services/", "deploy/", ending: ".swift")) {
            ["TestSupport", "Testing", "XCTest"].contains($1)
        }
        return inShared + inProducts
    }

    /// Imports that `isForbidden` says so of.
    static func violations(in files: [SourceFile], isForbidden: (SourceFile, String) -> Bool) -> [Violation] {
        files.flatMap { file in
            file.imports.filter { isForbidden(file, $0.module) }
                .map { Violation(file.path, $0.line, "imports \($0.module)") }
        }
    }
}
