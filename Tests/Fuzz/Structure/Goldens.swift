import Contracts
import FoundationEssentials
import TestSupport

/// The golden samples of every event type.
struct Goldens: Sendable {
    struct Sample: Sendable {
        let kind: EventKind
        let bytes: [UInt8]
        let tree: JSONNode
    }

    let all: [Sample]
    private let byType: [String: [Sample]]

    /// - Throws: `Unusable` when a type has no sample.
    init() throws {
        var samples: [Sample] = []
        for kind in Catalogue.all {
            for name in ["full", "minimal"] {
                let path = "Tests/Golden/\(kind.type).\(name).json"
                guard let bytes = RepositoryFiles.read(path) else { throw Unusable("\(path) cannot be read") }
                samples.append(Sample(kind: kind, bytes: bytes, tree: JSONScanner.tree(of: bytes)))
            }
        }
        all = samples
        byType = Dictionary(grouping: samples) { $0.kind.type }
    }

    /// The full and the minimal sample of a type.
    func of(_ kind: EventKind) -> [Sample] { byType[kind.type] ?? [] }
}

/// The fuzzer itself cannot go on.
struct Unusable: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What an input broke.
struct Objection: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
