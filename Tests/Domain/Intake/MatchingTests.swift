import IntakeDomain
import Kernel
import Testing

@Suite struct MatchingTests {
    private let gtin = GTIN(withoutCheckDigit: 400_000_000_001)
    private let otherGTIN = GTIN(withoutCheckDigit: 400_000_000_002)

    private func file() throws -> ReturnCase {
        var boots = Shop.line("1", sku: "BOOT", quantity: 2)
        boots.gtin = gtin
        boots.serials = ["S1", "S2"]
        var hats = Shop.line("2", sku: "HAT", quantity: 3)
        hats.lot = "L7"
        let facts = Shop.facts([try Shop.sale([boots, hats])], try Shop.policy())
        return Shop.decided(
            [Shop.asks("boots", line: "1", quantity: 2), Shop.asks("hats", line: "2", quantity: 1)], facts
        ).file
    }

    @Test func theStrongestIdentifierDecides() throws {
        let file = try file()

        let matches = match(
            [
                FoundItem(sku: "HAT"), FoundItem(gtin: gtin, serial: "S2"), FoundItem(gtin: gtin),
            ], to: file)

        #expect(matches.map(\.finding) == [.matched, .matched, .matched])
        #expect(matches.map(\.matchedBy) == [.sku, .serial, .gtin])
        #expect(matches.map(\.line) == [1, 0, 0])
        #expect(Set(matches.dropFirst().compactMap(\.item)) == [0, 1])
    }

    @Test func aLotTellsAnItemWithoutAnArticleNumber() throws {
        #expect(match([FoundItem(lot: "L7")], to: try file())[0].matchedBy == .lot)
    }

    @Test func moreThanAnnouncedIsOver() throws {
        let matches = match([FoundItem(sku: "HAT"), FoundItem(sku: "HAT")], to: try file())

        #expect(matches.map(\.finding) == [.matched, .over])
        #expect(matches[1].line == 1 && matches[1].item == nil)
    }

    @Test(arguments: [
        FoundItem(sku: "GLOVE"), FoundItem(), FoundItem(sku: "BOOT", serial: "STOLEN"), FoundItem(serial: "S9"),
    ])
    func aStrangersItemIsWrong(item: FoundItem) throws {
        #expect(match([item], to: try file()) == [Match(finding: .wrongItem)])
    }

    @Test func anotherGTINIsAnotherArticle() throws {
        #expect(match([FoundItem(sku: "BOOT", gtin: otherGTIN)], to: try file())[0].finding == .wrongItem)
    }

    @Test func itemsOfAReturnThatIsNotExpectedAreUnannounced() throws {
        var cancelled = try file()
        _ = cancelled.cancelled(at: Shop.delivered, now: Shop.delivered)

        let matches = match([FoundItem(sku: "HAT"), FoundItem(sku: "GLOVE")], to: cancelled)

        #expect(matches.map(\.finding) == [.unannounced, .unannounced])
        #expect(matches.map(\.line) == [1, nil])
        #expect(match([FoundItem(sku: "HAT")], to: ReturnCase(merchant: "m", returnID: "R")) == [.unannounced])
    }

    @Test func whatWasGivenUpIsFoundAgainAfterWhatIsStillExpected() throws {
        var file = try file()
        _ = file.overdue(now: Shop.delivered)

        let matches = match([FoundItem(sku: "HAT"), FoundItem(serial: "S1")], to: file)

        #expect(matches.map(\.finding) == [.matched, .matched])
    }

    /// Whatever is in a box, no announced item is given away twice, and none is withheld from an item of its article.
    @Test func everyAnnouncedItemIsGivenOnceAndNoneIsWithheld() throws {
        var generator = SeededGenerator(seed: 21)
        let file = try file()
        for _ in 0..<500 {
            let found = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                FoundItem(sku: ["BOOT", "HAT", "GLOVE"].randomElement(using: &generator))
            }

            let matches = match(found, to: file)

            let given = matches.filter { $0.finding == .matched }.map { [$0.line.map(Int64.init), $0.item] }
            #expect(Set(given).count == given.count)
            for (line, announced) in [(sku: "BOOT", 2), (sku: "HAT", 1)].enumerated() {
                let there = found.filter { $0.sku == announced.0 }.count
                #expect(matches.filter { $0.finding == .matched && $0.line == line }.count == min(there, announced.1))
            }
        }
    }
}
