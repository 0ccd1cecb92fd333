import Contracts
import Kernel
import TestSupport
import Testing

/// The committed schemas are those of the Swift types. `UPDATE_CONTRACTS=1` writes them anew.
@Suite(.serialized) struct ContractSchemaTests {
    @Test func everyCommittedSchemaIsThatOfItsSwiftType() throws {
        for (type, schema) in try GeneratedContract.schemas() {
            try expectCommitted(schema.jsonText, at: "deploy/schemas/\(type).json")
        }
    }

    @Test func noSchemaIsLeftOverFromATypeThatIsGone() {
        let committed = Set(RepositoryFiles.names(in: "deploy/schemas"))

        #expect(committed == Set(Catalogue.all.map(\.schemaFile)))
    }

    @Test func everyTypeAndMemberIsDescribed() throws {
        var writer = GeneratedContract.writer()
        for kind in Catalogue.all { _ = try writer.schema(of: kind) }

        #expect(writer.undescribed.isEmpty)
    }

    @Test func theAsyncAPIDocumentIsThatOfTheCatalogue() throws {
        try expectCommitted(GeneratedContract.asyncAPI().yamlText, at: "deploy/asyncapi.yaml")
    }

    private func expectCommitted(_ text: String, at path: String) throws {
        if RepositoryFiles.updatesContracts { try RepositoryFiles.write(Array(text.utf8), to: path) }
        let isEqual = RepositoryFiles.read(path) == Array(text.utf8)
        #expect(isEqual, "\(path) differs from the Swift types; UPDATE_CONTRACTS=1 writes it anew")
    }
}

/// What the Swift types make.
enum GeneratedContract {
    static func writer() -> SchemaWriter {
        SchemaWriter(comments: SourceComments(folders: ["Shared/Domain/Kernel", "Shared/Contracts/Events"]))
    }

    /// The JSON Schemas by event type; made once, because every test wants them.
    static func schemas() throws -> [String: JSONTree] { try made.get() }

    static func asyncAPI() throws -> JSONTree { AsyncAPIDocument(schemas: try schemas()).tree }

    private static let made = Result {
        var writer = GeneratedContract.writer()
        return Dictionary(uniqueKeysWithValues: try Catalogue.all.map { ($0.type, try writer.schema(of: $0)) })
    }
}
