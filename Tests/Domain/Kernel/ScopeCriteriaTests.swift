import Kernel
import Testing

@Suite struct ScopeCriteriaTests {
    static let gtin = GTIN(withoutCheckDigit: 501_234_567_890)
    static let day = Instant(year: 2026, month: 3, day: 1)

    @Test func anArticleIsMeantByEitherNumber() {
        let scope = ScopeCriteria(gtins: [Self.gtin], skus: ["S-1"])

        #expect(scope.match(ScopeSubject(gtin: Self.gtin, sku: "other")) == .inside)
        #expect(scope.match(ScopeSubject(sku: "S-1")) == .inside)
        #expect(scope.match(ScopeSubject(sku: "s-1")) == .outside)
        #expect(scope.match(ScopeSubject()) == .outside)
    }

    @Test func aShortGTINMatchesItsFourteenDigits() throws {
        let short = try #require(GTIN("5012345678900"))
        let long = try #require(GTIN("05012345678900"))

        #expect(ScopeCriteria(gtins: [long]).match(ScopeSubject(gtin: short)) == .inside)
    }

    @Test func everyConditionMustHold() {
        let scope = ScopeCriteria(skus: ["S-1"], lots: ["L1"], countries: ["DE"])

        #expect(scope.match(ScopeSubject(sku: "S-1", lot: "L1", country: "DE")) == .inside)
        #expect(scope.match(ScopeSubject(sku: "S-1", lot: "L2", country: "DE")) == .outside)
        #expect(scope.match(ScopeSubject(sku: "S-1", lot: "L1", country: "FR")) == .outside)
    }

    @Test func whatIsNotKnownIsPossibleAndStopsGoodsInHand() {
        let scope = ScopeCriteria(skus: ["S-1"], lots: ["L1"], madeFrom: Self.day, countries: ["DE"])
        let match = scope.match(ScopeSubject(sku: "S-1", country: "DE"))

        #expect(match == .possible(missing: [.lot, .madeAt]))
        #expect(match.stopsGoodsInHand)
        #expect(scope.match(ScopeSubject(sku: "S-1", country: "FR")) == .outside)
    }

    @Test func anEmptyListIsNoCondition() {
        let scope = ScopeCriteria(skus: ["S-1"], lots: [], serialRanges: [], countries: [])

        #expect(scope.match(ScopeSubject(sku: "S-1")) == .inside)
    }

    @Test(arguments: [
        ("A9", true), ("A10", true), ("A99", true), ("A100", true), ("A8", false), ("A101", false), ("B9", true),
        ("B100", false), ("", false),
    ])
    func serialsAreComparedByLengthThenCharacter(_ serial: String, _ inside: Bool) {
        let scope = ScopeCriteria(skus: ["S-1"], serialRanges: [ClosedSerialRange(first: "A9", last: "A100")])

        #expect((scope.match(ScopeSubject(sku: "S-1", serial: serial)) == .inside) == inside)
    }

    @Test func datesAreHalfOpen() {
        let next = Self.day.advanced(by: .days(1))
        let made = ScopeCriteria(skus: ["S-1"], madeFrom: Self.day, madeBefore: next)
        let sold = ScopeCriteria(skus: ["S-1"], soldBefore: next)
        let justBefore = next.advanced(by: TimeSpan(microseconds: -1))

        #expect(made.match(ScopeSubject(sku: "S-1", madeAt: Self.day)) == .inside)
        #expect(made.match(ScopeSubject(sku: "S-1", madeAt: justBefore)) == .inside)
        #expect(made.match(ScopeSubject(sku: "S-1", madeAt: next)) == .outside)
        #expect(sold.match(ScopeSubject(sku: "S-1", soldAt: next)) == .outside)
        #expect(sold.match(ScopeSubject(sku: "S-1", soldAt: justBefore)) == .inside)
    }

    @Test func learningMoreNeverTurnsOutsideIntoInside() {
        var random = SeededGenerator(seed: 7)
        let lots = ["L1", "L2"]
        for _ in 0..<2_000 {
            let scope = ScopeCriteria(
                skus: ["S-1"], lots: Bool.random(using: &random) ? ["L1"] : nil,
                serialRanges: Bool.random(using: &random) ? [ClosedSerialRange(first: "1", last: "5")] : nil,
                soldFrom: Bool.random(using: &random) ? Self.day : nil,
                countries: Bool.random(using: &random) ? ["DE"] : nil)
            let full = ScopeSubject(
                sku: "S-1", lot: lots.randomElement(using: &random),
                serial: String(Int.random(in: 1...9, using: &random)),
                soldAt: Self.day.advanced(by: .days(Int64.random(in: -1...1, using: &random))),
                country: ["DE", "FR"].randomElement(using: &random))
            var partial = full
            if Bool.random(using: &random) { partial.lot = nil }
            if Bool.random(using: &random) { partial.serial = nil }
            if Bool.random(using: &random) { partial.soldAt = nil }
            if Bool.random(using: &random) { partial.country = nil }

            if scope.match(partial) == .outside { #expect(scope.match(full) == .outside) }
            if scope.match(full) == .inside { #expect(scope.match(partial).stopsGoodsInHand) }
        }
    }
}
