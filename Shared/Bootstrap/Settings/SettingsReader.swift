import Configuration
import FoundationEssentials
import Worker

/// Reads keys from the environment, then a file, then flags; what comes later wins.
package struct SettingsReader: Sendable {
    private let reader: ConfigReader
    private let names: Set<String>

    /// - Parameters:
    ///   - arguments: the flags, without the program's name.
    ///   - environment: all variables.
    /// - Throws: `fatal`, naming the key that is unknown or not given a value.
    package init(
        _ settings: [Setting], arguments: [String], environment: [String: String]
    ) throws(Fault) {
        let flags = try Self.flags(arguments, settings)
        let path = flags[WorkerSettings.configFile.name] ?? environment[WorkerSettings.configFile.name] ?? ""
        let file = path.isEmpty ? [:] : try Self.file(path, settings)
        try Self.refuseStrays(in: environment, settings)
        names = Set(environment.keys).union(file.keys).union(flags.keys)
        reader = ConfigReader(
            providers: [flags, file, environment].map { EnvironmentVariablesProvider(environmentVariables: $0) })
    }

    /// The value of a key, checked.
    /// - Throws: `fatal`, naming the key and what was expected.
    package func text(_ setting: Setting) throws(Fault) -> String {
        let given = value(setting.name)
        // A key that must be given is not given by an empty text, such as that of a variable which was never filled in.
        guard let value = (setting.fallback == nil && given == "" ? nil : given) ?? setting.fallback else {
            throw Fault(
                .fatal, "configuration",
                "\(setting.name) is not set: expected \(setting.about) "
                    + "(environment, \(WorkerSettings.configFile.name), or \(setting.flag))"
            )
        }
        try setting.check(value)
        return value
    }

    /// The value of a number, checked against its range.
    package func number(_ setting: Setting) throws(Fault) -> Int {
        let text = try text(setting)
        guard let number = Int(text) else {
            throw Fault(.fatal, "configuration", "\(setting.name) is '\(text)': expected a whole number")
        }
        return number
    }

    /// `KAFKA_<PROPERTY>` keys that are no settings of ours, as properties of librdkafka.
    package func kafkaProperties(_ settings: [Setting]) -> [String: String] {
        let own = Set(settings.map(\.name))
        var properties: [String: String] = [:]
        for name in names where name.hasPrefix("KAFKA_") && !own.contains(name) && !Self.isServiceLink(name) {
            let property = name.dropFirst("KAFKA_".count).lowercased().split(separator: "_").joined(separator: ".")
            properties[property] = value(name)
        }
        return properties
    }

    private func value(_ name: String) -> String? {
        reader.string(forKey: ConfigKey(name.lowercased().split(separator: "_").map(String.init)))
    }

    /// `--name value` and `--name=value`.
    private static func flags(_ arguments: [String], _ settings: [Setting]) throws(Fault) -> [String: String] {
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            // Not shown: it may be a database URL with its password.
            guard argument.hasPrefix("--") else {
                throw unknown("argument \(arguments.count - rest.count), which is no flag,")
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].dropFirst(2).uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
            try refuseUnknown(name, shown: parts[0], settings)
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                throw Fault(.fatal, "configuration", "\(parts[0]) has no value")
            }
            values[name] = value
        }
        return values
    }

    /// KEY=VALUE lines; empty lines and lines that begin with # are passed over.
    private static func file(_ path: String, _ settings: [Setting]) throws(Fault) -> [String: String] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(
                .fatal, "configuration", "\(WorkerSettings.configFile.name) is '\(path)': the file cannot be read")
        }
        var values: [String: String] = [:]
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw Fault(.fatal, "configuration", "\(path), line \(index + 1): expected KEY=VALUE")
            }
            try refuseUnknown(parts[0], shown: "\(path), line \(index + 1): \(parts[0])", settings)
            values[parts[0]] = parts[1]
        }
        return values
    }

    private static func refuseUnknown(_ name: String, shown: String, _ settings: [Setting]) throws(Fault) {
        guard name.hasPrefix("KAFKA_") || settings.contains(where: { $0.name == name }) else { throw unknown(shown) }
    }

    /// A variable that begins like ours and is not ours is a slip of the pen.
    private static func refuseStrays(in environment: [String: String], _ settings: [Setting]) throws(Fault) {
        let beginnings = ["TOPIC_", "DRAIN_", "RELAY_", "OUTBOX_", "BATCH_", "CONSUMER_", "DATABASE_", "CRASH_"]
        for name in environment.keys.sorted()
        where beginnings.contains(where: name.hasPrefix) && !isServiceLink(name) {
            try refuseUnknown(name, shown: "environment variable \(name)", settings)
        }
    }

    private static func unknown(_ what: String) -> Fault {
        Fault(.fatal, "configuration", "\(what) is not known: --help lists every key")
    }

    /// Kubernetes sets these for every Service of the namespace (`kafka`, `kafka-bootstrap`, `database`): no settings.
    ///
    /// - Source: Kubernetes, "Accessing the Service", environment variables.
    private static func isServiceLink(_ name: String) -> Bool {
        ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT"].contains(where: name.hasSuffix)
            || ["_SERVICE_PORT_", "_PORT_"].contains { name.contains($0) }
    }
}
