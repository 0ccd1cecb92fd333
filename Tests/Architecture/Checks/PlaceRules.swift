/// The repository speaks of no machine that it was made on.
enum PlaceRules {
    static let checks = [paths, hosts]

    private static let folders = ["work", "root", "home", "opt/swift", "Users", "mnt"].map { "/" + $0 + "/" }

    private static let paths = Check(
        "no file names a folder of one machine",
        plants: [
            Plant("deploy/planted.sh", "cd \(folders[0])main\n", expects: "names \(folders[0])"),
            Plant("README.md", "see \(folders[3])tools\n", expects: "names \(folders[3])"),
        ]
    ) { tree in
        tree.files(under: "").flatMap { file in
            folders.filter { file.text.contains($0) }.flatMap { folder in
                file.lines.indices.filter { isAbsolute(folder, in: file.lines[$0]) }
                    .map { Violation(file.path, $0 + 1, "names \(folder)") }
            }
        }
    }

    /// True where the folder begins a path: after nothing, a space, a quote or a sign.
    private static func isAbsolute(_ folder: String, in line: Substring) -> Bool {
        line.ranges(of: folder).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && !"._-$}".contains(before)
        }
    }

    /// Hosts that anyone can reach, or that stand for the reader's own.
    private static let known: Set<String> = [
        "github.com", "json-schema.org", "asyncapi.com", "www.asyncapi.com", "www.swift.org", "swift.org",
        "cloudevents.io", "schema.org", "localhost", "127.0.0.1", "ref.gs1.org", "www.gs1.org", "prometheus.io",
    ]

    private static let hosts = Check(
        "every address is one that anyone can reach",
        plants: [
            Plant(
                "deploy/planted.yaml", "url: https://registry.example.internal/x\n",
                expects: "registry.example.internal"),
            Plant("README.md", "see http://10.1.2.3:8080\n", expects: "10.1.2.3"),
        ]
    ) { tree in
        tree.files(under: "").filter { $0.path != "Tests/Architecture/Checks/PlaceRules.swift" }.flatMap { file in
            file.lines.indices.flatMap { index in
                hosts(in: file.lines[index]).filter { !isKnown($0) }
                    .map { Violation(file.path, index + 1, "address of \($0)") }
            }
        }
    }

    /// Hosts under the names that are kept for examples stand for anyone's.
    private static func isKnown(_ host: String) -> Bool {
        known.contains(host) || host.hasSuffix(".example") || host.hasSuffix("example.com")
            || host.hasSuffix("example.org") || host.isEmpty
    }

    private static func hosts(in line: Substring) -> [String] {
        guard line.contains("://") else { return [] }
        return line.ranges(of: "http").compactMap { start in
            let rest = line[start.lowerBound...]
            guard let scheme = ["http://", "https://"].first(where: rest.hasPrefix) else { return nil }
            return String(rest.dropFirst(scheme.count).prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" })
        }
    }
}
