/// Migrations run in the order of their names, forward only.
enum MigrationRules {
    static let checks = [order, registration]

    private static func folders(_ tree: SourceTree) -> [String: [SourceFile]] {
        Dictionary(grouping: tree.files(under: "Services/", "Shared/", ending: ".sql")) { file in
            String(file.path.dropLast(file.name.count))
        }
    }

    private static let order = Check(
        "migrations are numbered from 1 without a gap and named for what they do",
        plants: [
            Plant("Services/Intake/Migrations/M0009_late.sql", "", expects: "expected M0003_"),
            Plant("Services/Intake/Migrations/M0001_Also.sql", "", expects: "small letters"),
            Plant("Services/Intake/Migrations/0001_first.sql", "", expects: "expected M0001_"),
            Plant("Services/Intake/Migrations/M0003_x.sql", "BEGIN;\nCOMMIT;\n", expects: "holds BEGIN or COMMIT"),
        ]
    ) { tree in
        folders(tree).values.flatMap { files in
            files.sorted { $0.name < $1.name }.enumerated().flatMap { index, file in
                violations(file, number: index + 1)
            }
        }
    }

    private static func violations(_ file: SourceFile, number: Int) -> [Violation] {
        let digits = String(number)
        let start = "M" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
        var found: [Violation] = []
        if !file.name.hasPrefix(start) { found.append(Violation(file.path, "expected \(start)<what>.sql")) }
        let rest = file.name.dropFirst(start.count).dropLast(".sql".count)
        if rest.isEmpty || !rest.allSatisfy({ $0.isLowercase || $0.isNumber || $0 == "_" }) {
            found.append(Violation(file.path, "expected small letters, digits and _ after the number"))
        }
        let steps = ["BEGIN;", "COMMIT;", "ROLLBACK;"]
        if file.lines.contains(where: { line in steps.contains(where: line.uppercased().hasPrefix) }) {
            found.append(Violation(file.path, "holds BEGIN or COMMIT: a migration is one transaction already"))
        }
        return found
    }

    private static let registration = Check(
        "every migration of a service stands in its definition, in order",
        plants: [
            Plant("Services/Recall/Migrations/M0099_forgotten.sql", "", expects: "M0099_forgotten is not")
        ]
    ) { tree in
        ServiceRules.workers(of: tree).flatMap { worker -> [Violation] in
            let path = "Services/\(worker)/\(worker)Service.swift"
            let text = tree.files(under: "Services/\(worker)/", ending: ".swift").map(\.text).joined()
            let names = (folders(tree)["Services/\(worker)/Migrations/"] ?? []).map { String($0.name.dropLast(4)) }
                .sorted()
            let places = names.map { text.firstRange(of: "PackageResources.\($0)_sql")?.lowerBound }
            let missing = zip(names, places).filter { $0.1 == nil }.map { Violation(path, "\($0.0) is not in it") }
            let found = places.compactMap(\.self)
            return missing + (found == found.sorted() ? [] : [Violation(path, "migrations are out of order")])
        }
    }
}
