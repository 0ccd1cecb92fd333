import Contracts
import Kernel
import TestSupport
import Testing

/// Bytes that were written once and stay readable for as long as their event type exists.
///
/// A golden file is never rewritten: `UPDATE_CONTRACTS=1` adds those that are missing, and a type that no longer
/// keeps one has broken its contract and needs a new version.
@Suite(.serialized) struct GoldenTests {
    @Test func goldenFilesThatAreMissingAreAddedOnlyOnRequest() throws {
        for kind in Catalogue.all {
            for (name, extent) in [("full", ProbeValues.Extent.full), ("minimal", .minimal)] {
                let path = Golden.path(kind, name)
                if RepositoryFiles.read(path) == nil, RepositoryFiles.updatesContracts {
                    try RepositoryFiles.write(try Sample.bytes(of: kind.event, extent, seed: 1), to: path)
                }
                #expect(RepositoryFiles.read(path) != nil, "\(path) is missing")
            }
        }
    }

    @Test(arguments: Golden.files) func goldenBytesAreReadAndWrittenUnchanged(_ file: GoldenFile) throws {
        let written = try Sample.rewritten(file.bytes, as: file.kind.event)

        #expect(String(decoding: written, as: UTF8.self) == String(decoding: file.bytes, as: UTF8.self))
    }

    @Test(arguments: Golden.files) func membersThatANewerWriterAddsAreIgnored(_ file: GoldenFile) throws {
        let newer = Self.withUnknownMembers(try JSONTree(parsing: file.bytes))

        let read = try Sample.rewritten(Array(newer.compact.utf8), as: file.kind.event)

        #expect(read == file.bytes)
    }

    @Test(arguments: Golden.files) func goldenBytesKeepTheJSONSchema(_ file: GoldenFile) throws {
        let schema = try #require(try GeneratedContract.schemas()[file.kind.type])

        #expect(try SchemaValidator(schema).problems(with: JSONTree(parsing: file.bytes)) == [])
    }

    @Test(arguments: Catalogue.all.map(\.type)) func theGoldenFilesOfATypeShowEveryMember(_ type: String) throws {
        let schema = try #require(try GeneratedContract.schemas()[type])
        let trees = try Golden.files.filter { $0.kind.type == type }.map { try JSONTree(parsing: $0.bytes) }

        let shown = Set(
            (schema["properties"]?.members ?? []).map(\.name).filter { name in
                trees.contains { $0[name] != nil }
            })

        #expect(shown == Set((schema["properties"]?.members ?? []).map(\.name)))
    }

    private static func withUnknownMembers(_ tree: JSONTree) -> JSONTree {
        switch tree {
        case .object(let members):
            let extended = members.map { JSONTree.Member(name: $0.name, value: withUnknownMembers($0.value)) }
            return JSONTree.object(extended).with(
                "fromTheFuture", ["position": [.number(52.520_008_123_456_7), .null]])
        case .list(let elements): return .list(elements.map(withUnknownMembers))
        default: return tree
        }
    }
}

/// One golden file.
struct GoldenFile: Sendable, CustomTestStringConvertible {
    let kind: EventKind
    let name: String
    let bytes: [UInt8]

    var testDescription: String { "\(kind.type).\(name)" }
}

enum Golden {
    static let files: [GoldenFile] = Catalogue.all.flatMap { kind in
        ["full", "minimal"].compactMap { name in
            RepositoryFiles.read(path(kind, name)).map { GoldenFile(kind: kind, name: name, bytes: $0) }
        }
    }

    static func path(_ kind: EventKind, _ name: String) -> String { "Tests/Golden/\(kind.type).\(name).json" }
}

/// Events of any type, made from a seed.
enum Sample {
    static func bytes<Event: ContractEvent>(
        of type: Event.Type, _ extent: ProbeValues.Extent, seed: UInt64
    ) throws -> [UInt8] {
        try EventCodec.encode(try event(of: type, extent, seed: seed))
    }

    static func event<Event: ContractEvent>(
        of type: Event.Type, _ extent: ProbeValues.Extent, seed: UInt64
    ) throws -> Event {
        try ProbeDecoder.probe(type, ProbeValues(extent, seed: seed)).0
    }

    /// The bytes read as an event of the type and written again.
    static func rewritten<Event: ContractEvent>(
        _ bytes: [UInt8], as type: Event.Type
    ) throws(ContractViolation) -> [UInt8] {
        try EventCodec.encode(try EventCodec.decode(type, from: bytes))
    }
}
