import Contracts
import Kernel
import TestSupport
import Testing

/// Our documents against the schemas that the standards publish. Those stand outside the repository; where they are
/// absent the tests are reported as skipped and prove nothing.
@Suite(.enabled(if: RepositoryFiles.hasStandards, "the standards' own files are not beside the repository"))
struct StandardsTests {
    @Test func theAsyncAPIDocumentIsValid() throws {
        let validator = try validator("asyncapi/schemas/3.0.0.json")

        #expect(try validator.problems(with: GeneratedContract.asyncAPI()) == [])
    }

    @Test func theValidatorFindsADamagedAsyncAPIDocument() throws {
        let validator = try validator("asyncapi/schemas/3.0.0.json")
        let document = try GeneratedContract.asyncAPI()

        for path in [
            "asyncapi", "info", "channels/commerce.orders/address", "operations/intake.send.units.custody/action",
        ] {
            let damaged = Self.replacing(path.split(separator: "/").map(String.init)[...], in: document, by: 17)
            #expect(try !validator.problems(with: damaged).isEmpty, "\(path)")
        }
    }

    @Test func theValidatorAcceptsAsyncAPIsOwnExamples() throws {
        let channel = try #require(RepositoryFiles.readShared("standards/asyncapi/examples/3.0.0/channel.json"))
        let schema = try JSONTree(parsing: try #require(RepositoryFiles.readShared(Self.asyncAPI)))
        let definition = try #require(schema["definitions"]?["http://asyncapi.com/definitions/3.0.0/channel.json"])
        let rooted = definition.with("definitions", schema["definitions"] ?? [:])

        for example in try JSONTree(parsing: channel).elements {
            #expect(try SchemaValidator(rooted).problems(with: example) == [])
        }
    }

    @Test func structuredEventsThatTheSchemaOfCloudEventsAllowsAreRead() throws {
        let validator = try validator("cloudevents_spec/cloudevents/formats/cloudevents.json")

        for sample in StructuredSample.valid {
            #expect(try validator.problems(with: JSONTree(parsing: Array(sample.utf8))) == [])
            #expect(throws: Never.self) { try StructuredSample.read(sample) }
        }
    }

    private static let asyncAPI = "standards/asyncapi/schemas/3.0.0.json"

    private func validator(_ path: String) throws -> SchemaValidator {
        let bytes = try #require(RepositoryFiles.readShared("standards/\(path)"))
        return SchemaValidator(try JSONTree(parsing: bytes))
    }

    private static func replacing(_ steps: ArraySlice<String>, in tree: JSONTree, by value: JSONTree) -> JSONTree {
        guard let step = steps.first else { return value }
        return tree.with(step, replacing(steps.dropFirst(), in: tree[step] ?? [:], by: value))
    }
}
