import IntakeDomain
import Kernel
import Testing

@Suite struct RefundArithmeticTests {
    /// Every item has the share that the largest remainder method gives it.
    @Test func sharesAreThoseOfTheLargestRemainder() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let quantity = Int64.random(in: 1...9, using: &generator)
            let price = MinorUnits.random(in: 0...500, using: &generator)
            let discount = MinorUnits.random(in: 0...price * quantity, using: &generator)
            let tax = MinorUnits.random(in: 0...300, using: &generator)
            let line = Shop.line(quantity: quantity, unitPrice: price, discount: discount, tax: tax)
            let ones = [Int64](repeating: 1, count: Int(quantity))

            let paid = (0..<quantity).map { line.paid(for: $0) }

            let expected = zip(apportion(discount, by: ones), apportion(tax, by: ones)).map { price - $0 + $1 }
            #expect(paid == expected)
        }
    }

    @Test func partsOfAnyPartitionSumToTheWholeLine() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<500 {
            let quantity = Int64.random(in: 1...40, using: &generator)
            let line = Shop.line(
                quantity: quantity, unitPrice: 999, discount: .random(in: 0...999, using: &generator),
                tax: .random(in: 0...999, using: &generator), shipping: .random(in: 0...999, using: &generator))
            let cut = Int64.random(in: 0...quantity, using: &generator)
            let terms = RefundTerms(timing: .onReceipt)
            let first = ItemSet(0..<cut)
            let rest = line.items.subtracting(first)

            let amounts = [first, rest].map { line.refund(of: $0, terms: terms).amount + line.shipping(for: $0) }

            #expect(amounts.reduce(0, +) == line.paidInFull)
        }
    }

    @Test(
        arguments: [
            // share, fixed, cap, paid -> fee
            (0, 0, nil, 1_000, 0), (1_000, 0, nil, 1_000, 100), (0, 250, nil, 1_000, 250),
            (1_000, 250, nil, 1_000, 350),
            (1_000, 250, 300, 1_000, 300), (10_000, 500, nil, 1_000, 1_000), (0, 250, nil, 100, 100),
            (5, 0, nil, 1_000, 1),
        ] as [(Int64, MinorUnits, MinorUnits?, MinorUnits, MinorUnits)])
    func aFeeIsAShareAndAFixedPartWithinCapAndPrice(
        share: Int64, fixed: MinorUnits, cap: MinorUnits?, paid: MinorUnits, fee: MinorUnits
    ) {
        var terms = RefundTerms(timing: .onReceipt)
        terms.feeShare = BasisPoints(share)
        terms.feeFixed = fixed
        terms.feeCap = cap

        #expect(terms.fee(paid: paid) == fee)
    }

    @Test func aReductionNeverTakesMoreThanTheFeesLeft() {
        var terms = RefundTerms(timing: .onGrade)
        terms.feeFixed = 300
        let line = Shop.line(quantity: 1, unitPrice: 1_000, tax: 200)

        let half = line.refund(of: line.items, terms: terms, reduction: BasisPoints(5_000))
        let whole = line.refund(of: line.items, terms: terms, reduction: .whole)

        #expect(half.gradeReduction == -600)
        #expect(half.amount == 300)
        #expect(whole.amount == 0)
    }

    @Test func aLineOfManyItemsCostsNoMoreThanOneOfFew() {
        let line = Shop.line(quantity: 1_000_000, unitPrice: 3, discount: 7, tax: 500_001)

        let refund = line.refund(of: line.items, terms: RefundTerms(timing: .onReceipt))

        #expect(refund.amount == line.paidInFull)
    }
}
