import Contracts
import IntakeDomain
import IntakeService
import Kernel
import Testing

/// What intake's rows write themselves is what `Codable` writes and reads.
@Suite struct IntakeWrittenRowsTests {
    @Test func custodyIsWrittenAsItIsRead() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            var custody = LineCustody()
            custody.open = Self.items(&generator)
            custody.received = Self.items(&generator)
            custody.overdue = Self.items(&generator)
            custody.lostByCarrier = Self.items(&generator)
            custody.kept = Self.items(&generator)
            custody.cancelled = Self.items(&generator)
            try Self.expectSame(custody)
        }
    }

    @Test func aSoldLineIsWrittenAsItIsRead() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<200 {
            var terms = RefundTerms(timing: RefundTiming.allCases.randomElement(using: &generator))
            terms.feeShare = BasisPoints(.random(in: 0...10_000, using: &generator))
            terms.feeFixed = .random(in: 0...500, using: &generator)
            terms.feeCap = Bool.random(using: &generator) ? .random(in: 0...500, using: &generator) : nil
            terms.returnsShipping = .random(using: &generator)
            try Self.expectSame(try Self.sold(terms, &generator))
        }
    }

    private static func expectSame(_ value: some Codable & Equatable & JSONWritable) throws {
        #expect(
            String(decoding: value.writtenJSON, as: UTF8.self)
                == String(decoding: try EventCodec.encode(value), as: UTF8.self))
        #expect(try JSONCoder.decode(type(of: value), from: value.writtenJSON) == value)
    }

    private static func items(_ generator: inout SeededGenerator) -> ItemSet {
        var items = ItemSet()
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let first = Int64.random(in: 0...100, using: &generator)
            items.formUnion(ItemSet(first..<first + .random(in: 1...20, using: &generator)))
        }
        return items
    }

    private static func sold(_ terms: RefundTerms, _ generator: inout SeededGenerator) throws -> SoldLine {
        func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &generator) ? value : nil }
        let line = SaleLine(
            lineID: "l\"1\n", sku: "Sträuße \\ 7", gtin: maybe(GTIN(withoutCheckDigit: 1_234)),
            serials: maybe(["A", "\u{1}"]) ?? [], lot: maybe("L/1"), madeAt: maybe(Instant(microseconds: 1)),
            quantity: .random(in: 1...9, using: &generator), unitPrice: .random(in: 0...99_999, using: &generator),
            discount: .random(in: 0...99, using: &generator), tax: .random(in: 0...99, using: &generator),
            shipping: .random(in: 0...99, using: &generator), finalSale: .random(using: &generator))
        let currency = try #require(Currency("GBP"))
        let sale = Sale(
            orderID: "o", customerID: maybe("c-1"), currency: currency, channel: .online, country: "GB",
            orderedAt: Instant(microseconds: .random(in: 0...9_999_999_999, using: &generator)), policyID: "p",
            deliveredAt: nil, lines: [line])
        return SoldLine(line: line, of: sale, policyID: "p", terms: terms)
    }
}
