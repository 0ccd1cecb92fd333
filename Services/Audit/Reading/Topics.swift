import Contracts

/// Who is judged and what is read, all of it from the contract: the judge knows no worker's code.
package enum Topics {
    static let deadLetterEnding = ".dlq"

    /// The workers that are judged: everyone who writes a topic, but the judge.
    package static let services = Set(Topic.allCases.compactMap(\.writer)).subtracting([AuditName.service]).sorted()

    /// Topics that a worker reads: bad records of them have a dead-letter topic.
    package static let inputs = Topic.allCases.filter { topic in
        Catalogue.kinds(on: topic).contains { !$0.readers.isEmpty }
    }

    /// The output topics of all workers and all dead-letter topics.
    package static let judged =
        Topic.allCases.filter { $0.writer.map(services.contains) ?? false }.map(\.name) + inputs.map(\.deadLetterName)

    /// The workers that may have written to a topic or to a dead-letter topic.
    static func writers(of topic: String) -> [String] {
        guard topic.hasSuffix(deadLetterEnding) else { return Topic(rawValue: topic)?.writer.map { [$0] } ?? [] }
        let input = Topic(rawValue: String(topic.dropLast(deadLetterEnding.count)))
        return input.map { Catalogue.kinds(on: $0).flatMap(\.readers) } ?? []
    }
}

/// The judge's own name.
package enum AuditName {
    /// Executable, role and writer of `audit.violations`.
    package static let service = "audit"
}
