import Contracts
import Kernel
import Testing

/// The list of event types is whole and consistent.
@Suite struct CatalogueTests {
    @Test func everyTypeIsListedOnceAndFoundByItsName() {
        #expect(Set(Catalogue.all.map(\.type)).count == Catalogue.all.count)
        for kind in Catalogue.all { #expect(Catalogue.kind(named: kind.type)?.type == kind.type) }
        #expect(Catalogue.kind(named: "backhaul.order.shipped.v2") == nil)
    }

    /// Types are found in the sources, so that one that nobody lists is noticed.
    @Test func everyTypeOfTheSourcesIsListed() {
        let comments = SourceComments(folders: ["Shared/Contracts/Events"])
        let declared = Set(comments.eventTypes.map { $0.prefix { $0 != "<" } })

        #expect(Set(Catalogue.all.map { "\($0.event)".prefix { $0 != "<" } }) == declared)
        #expect(Set(comments.aliases.keys).isSubset(of: Set(Catalogue.all.map { "\($0.event)" })))
    }

    @Test func everyTopicCarriesAnEventAndNamesAreOfTheForm() throws {
        let form = try Regex(#"^backhaul(\.[a-z]+){2}\.v[1-9]$"#)

        for topic in Topic.allCases { #expect(!Catalogue.kinds(on: topic).isEmpty, "\(topic.name)") }
        for kind in Catalogue.all { #expect(kind.type.wholeMatch(of: form) != nil, "\(kind.type)") }
    }

    @Test(arguments: Catalogue.all.map(\.type)) func checkingGivesTheKeyOfTheRecord(_ type: String) throws {
        let kind = try #require(Catalogue.kind(named: type))
        let bytes = try Sample.bytes(of: kind.event, .full, seed: 5)
        let tree = try JSONTree(parsing: bytes)

        let key = try kind.check(bytes)

        #expect(key.merchant == tree["merchant"]?.string)
        #expect(tree.members.contains { $0.name != "merchant" && $0.value.string == key.id })
        #expect(throws: ContractViolation.self) { try kind.check(Array("{}".utf8)) }
    }
}
