import IntakeDomain
import Kernel
import Testing

/// The laws of items and money over random lives of a return.
@Suite struct LawTests {
    private struct Life {
        var file: ReturnCase
        let line: SaleLine
        var units: [UnitOfLine] = []
        var graded: Set<String> = []
        var consequences: [Consequence] = []

        mutating func step(_ chance: inout SeededGenerator) {
            let now = Shop.delivered
            switch Int.random(in: 0...6, using: &chance) {
            case 0: consequences += file.scanned(at: now, now: now)
            case 1, 2: receive(&chance)
            case 3: file.lostParcels = Int64.random(in: 0...1, using: &chance)
            case 4: consequences += file.settleCarrierLoss(now: now)
            case 5 where Bool.random(using: &chance): consequences += file.overdue(now: now)
            case 5: consequences += file.cancelled(at: now, now: now).0
            default: grade(&chance)
            }
        }

        private mutating func receive(_ chance: inout SeededGenerator) {
            let found = (0..<Int.random(in: 0...2, using: &chance)).map { _ in FoundItem(sku: line.sku) }
            let arrived = match(found, to: file).compactMap { match in
                match.item.map { UnitOfLine(unitID: "u\(units.count)-\($0)", line: match.line ?? 0, item: $0) }
            }
            units += arrived
            consequences += file.received(arrived, now: Shop.delivered)
        }

        private mutating func grade(_ chance: inout SeededGenerator) {
            guard let unit = units.randomElement(using: &chance), graded.insert(unit.unitID).inserted else { return }
            let reduction = BasisPoints(.random(in: 0...10_000, using: &chance))
            consequences += file.graded(unit, reduction: reduction, now: Shop.delivered)
        }
    }

    private func life(_ chance: inout SeededGenerator) throws -> Life {
        var policy = try Shop.policy(RefundTiming.allCases.randomElement(using: &chance) ?? .onGrade)
        policy.fees = .init(
            share: BasisPoints(.random(in: 0...3_000, using: &chance)), fixed: .random(in: 0...200, using: &chance),
            cap: Bool.random(using: &chance) ? 150 : nil, waived: [])
        if Bool.random(using: &chance) {
            policy.returnless = .init(valueBelow: 900, bringBackCost: nil, hazardousStay: false)
        }
        let quantity = Int64.random(in: 1...5, using: &chance)
        let line = Shop.line(
            quantity: quantity, unitPrice: .random(in: 0...999, using: &chance),
            tax: .random(in: 0...99, using: &chance), shipping: .random(in: 0...99, using: &chance))
        let facts = Shop.facts([try Shop.sale([line])], policy)
        let decided = Shop.decided([Shop.asks(quantity: .random(in: 1...quantity, using: &chance))], facts)
        return Life(file: decided.file, line: line, consequences: decided.first)
    }

    @Test func itemsAndMoneyAreConservedAtEveryStep() throws {
        var chance = SeededGenerator(seed: 31)
        for _ in 0..<1_500 {
            var life = try life(&chance)
            for _ in 0..<12 {
                life.step(&chance)
                let line = life.file.lines[0]
                let sets = line.custody.all

                #expect(line.balance.isBalanced)
                #expect(sets.reduce(ItemSet()) { $0.union($1) }.count == sets.reduce(0) { $0 + $1.count })
                #expect(refundsKeepTheLaw(line.refunds, for: life.line))
            }
        }
    }

    @Test func whatWasToldSumsToWhatStands() throws {
        var chance = SeededGenerator(seed: 32)
        for _ in 0..<1_500 {
            var life = try life(&chance)
            for _ in 0..<12 { life.step(&chance) }

            let refunds = life.file.lines[0].refunds
            #expect(life.consequences.net == refunds.reduce(0) { $0 + $1.net })
            #expect(Set(refunds.map(\.refundID)).count == refunds.count)
            #expect(life.consequences.dues.map(\.refundID) == refunds.map(\.refundID))
        }
    }
}
