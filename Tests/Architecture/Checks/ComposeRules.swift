/// The container files: they cannot be run everywhere, so that they agree with the rest is checked by reading them.
enum ComposeRules {
    static let checks = [services, images, settings, containers]

    private static let path = "docker-compose.yml"
    private static let dockerfile = "deploy/Dockerfile"

    /// One line `key: value` with the keys that it stands under.
    struct Entry {
        let keys: [String]
        let value: String
        let line: Int

        /// The service or the block of shared settings that it belongs to.
        var owner: String { keys.first == "services" && keys.count > 1 ? keys[1] : keys[0] }
    }

    /// The lines of a YAML file in block style.
    static func entries(of file: SourceFile?) -> [Entry] {
        var above: [(column: Int, key: String)] = []
        return (file?.lines ?? []).enumerated().compactMap { index, line in
            let column = line.prefix { $0 == " " }.count
            let text = line.dropFirst(column)
            guard !text.isEmpty, !text.hasPrefix("#"), let colon = text.firstRange(of: ":") else { return nil }
            above.removeAll { $0.column >= column }
            above.append((column, String(text[..<colon.lowerBound])))
            let value = text[colon.upperBound...].drop { $0 == " " }
            return Entry(keys: above.map(\.key), value: value.filter { $0 != "\"" }, line: index + 1)
        }
    }

    private static let services = Check(
        "docker-compose.yml starts the broker, the database, both steps and every worker",
        plants: [
            Plant(path, replacing: "  grading:\n", with: "  graded:\n", expects: "no service grading"),
            Plant(path, replacing: "[\"topics\", \"create\"]", with: "[\"topics\"]", expects: "topics does not run"),
            Plant(path, replacing: "SERVICE: recall", with: "SERVICE: intake", expects: "recall is not built"),
        ]
    ) { tree in
        let entries = entries(of: tree[path])
        let workers = ServiceRules.workers(of: tree).map { $0.lowercased() } + ["audit"]
        let present = Set(entries.filter { $0.keys.count == 2 && $0.keys[0] == "services" }.map { $0.keys[1] })
        let missing = (["kafka", "postgres", "migrate", "topics"] + workers).filter { !present.contains($0) }
        func lacks(_ service: String, _ key: String, _ value: String) -> Bool {
            present.contains(service)
                && !entries.contains { $0.keys == ["services", service, key] && $0.value.contains(value) }
        }
        return missing.map { Violation(path, "no service \($0)") }
            + [("migrate", "[migrate]"), ("topics", "[topics, create]")]
            .filter { lacks($0.0, "command", $0.1) }.map { Violation(path, "\($0.0) does not run \($0.1)") }
            + workers.filter { lacks($0, "build", "SERVICE: \($0) ") }.map { Violation(path, "\($0) is not built") }
    }

    private static let images = Check(
        "images are pinned to a version",
        plants: [
            Plant(path, replacing: "postgres:17.6", with: "postgres:latest", expects: "postgres:latest"),
            Plant(path, replacing: "apache/kafka:4.1.0", with: "apache/kafka", expects: "apache/kafka"),
            Plant(dockerfile, "FROM debian\n", expects: "FROM debian"),
        ]
    ) { tree in
        let built = entries(of: tree[path]).filter { $0.keys.last == "image" && !$0.value.hasPrefix("backhaul-") }
        let bases = (tree[dockerfile]?.lines ?? []).enumerated().filter { $0.element.hasPrefix("FROM ") }
        return built.filter { !isPinned($0.value) }.map { Violation(path, $0.line, $0.value) }
            + bases.filter { !isPinned($0.element) }.map { Violation(dockerfile, $0.offset + 1, String($0.element)) }
    }

    /// True where a colon is followed by a digit.
    private static func isPinned(_ image: some StringProtocol) -> Bool {
        image.split(separator: ":").dropFirst().contains { $0.first?.isNumber ?? false }
    }

    private static let settings = Check(
        "docker-compose.yml sets keys that exist",
        plants: [
            Plant(path, replacing: "DRAIN_LIMIT_SECONDS:", with: "DRAIN_LIMIT:", expects: "DRAIN_LIMIT is no setting"),
            Plant(path, replacing: "    LOG_FORMAT:", with: "    LOGFORMAT:", expects: "LOGFORMAT is no setting"),
        ]
    ) { tree in
        let known = Set(SettingRules.keys(of: tree))
        return entries(of: tree[path]).filter { entry in
            guard let key = entry.keys.last, !["kafka", "postgres"].contains(entry.owner) else { return false }
            let isVariable = key.allSatisfy { $0.isUppercase || $0 == "_" }
            return isVariable && key != "SERVICE" && !key.hasPrefix("KAFKA_") && !known.contains(key)
        }.map { Violation(path, $0.line, "\($0.keys.last ?? "") is no setting") }
    }

    private static let containers = Check(
        "containers may do no more than they must, and get the time to end by themselves",
        plants: [
            Plant(path, replacing: "stop_grace_period: 35s", with: "stop_grace_period: 25s", expects: "grace period"),
            Plant(path, replacing: "read_only: true", with: "read_only: false", expects: "not read_only"),
            Plant(path, replacing: "no-new-privileges:true", with: "seccomp=unconfined", expects: "new privileges"),
            Plant(dockerfile, "FROM debian:13\n", expects: "runs as root"),
            Plant(dockerfile, "FROM debian:13\nUSER 1\n", expects: "STOPSIGNAL"),
        ]
    ) { tree in
        let entries = entries(of: tree[path])
        func number(_ key: String) -> Int? {
            entries.first { $0.keys.last == key }.flatMap { Int($0.value.filter(\.isNumber)) }
        }
        let text = tree[path]?.text ?? ""
        let image = tree[dockerfile]?.text ?? ""
        let rules: [(Bool, String, String)] = [
            (
                number("stop_grace_period") ?? 0 > number("DRAIN_LIMIT_SECONDS") ?? 0, path,
                "the grace period is too short"
            ),
            (text.contains("read_only: true"), path, "containers are not read_only"),
            (text.contains("no-new-privileges:true"), path, "containers may get new privileges"),
            (image.contains("\nUSER "), dockerfile, "the image runs as root"),
            (image.contains("\nSTOPSIGNAL SIGTERM"), dockerfile, "the image has no STOPSIGNAL SIGTERM"),
        ]
        return rules.filter { !$0.0 }.map { Violation($0.1, $0.2) }
    }
}
