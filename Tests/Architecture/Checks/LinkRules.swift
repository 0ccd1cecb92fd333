/// Pages lead to files that exist.
enum LinkRules {
    static let checks = [links]

    private static let links = Check(
        "every link from a page to a file of the repository leads to one",
        plants: [
            Plant("README.md", "[x](deploy/nothing.md)\n", expects: "deploy/nothing.md"),
            Plant("deploy/planted.md", "[x](../Services/None/README.md#a)\n", expects: "../Services/None/README.md"),
        ]
    ) { tree in
        tree.files(under: "", ending: ".md").flatMap { file in
            file.lines.indices.flatMap { index in
                targets(in: file.lines[index]).filter { !exists($0, from: file.path, tree) }
                    .map { Violation(file.path, index + 1, "leads nowhere: \($0)") }
            }
        }
    }

    private static func targets(in line: Substring) -> [String] {
        line.ranges(of: "](").map { start in
            String(line[start.upperBound...].prefix { $0 != ")" && $0 != "#" && $0 != " " })
        }
        .filter { !$0.isEmpty && !$0.contains("://") }
    }

    private static func exists(_ target: String, from path: String, _ tree: SourceTree) -> Bool {
        var folder = path.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { folder = folder.dropLast() } else { folder.append(String(part)) }
        }
        let place = folder.joined(separator: "/")
        return tree[place] != nil || tree.files.keys.contains { $0.hasPrefix(place + "/") }
    }
}
