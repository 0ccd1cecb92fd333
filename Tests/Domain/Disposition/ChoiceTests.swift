import DispositionDomain
import Kernel
import Testing

@Suite struct ChoiceTests {
    @Test func theBestNetIsChosenWithTheRunnerUpAndTheMargin() {
        let choice = choose(Samples.inputs(grade: Samples.grade(.a, sealed: true)), Samples.parameters)

        #expect(choice.best == .restockNew)
        #expect(choice.expectedNet == 8_990)
        #expect(choice.runnerUp == .restockOpenBox)
        #expect(choice.margin == 530)
        #expect(choice.options.map(\.disposition) == Disposition.decidable)
    }

    @Test func tiesGoToTheEarlierInTheFixedOrder() {
        let parameters = Samples.parameters { parameters in
            for key in parameters.labour.keys { parameters.labour[key] = 0 }
        }
        let inputs = Samples.inputs(product: Samples.product { $0.listPrice = 0 })
        let choice = choose(inputs, parameters)

        #expect(choice.best == .restockOpenBox)
        #expect(choice.margin == 0)
        #expect(choice.runnerUp == .refurbish)
    }

    @Test func keepingApartIsTheLastResortOnly() throws {
        let stopped = choose(Samples.inputs(stops: [Stop(.legal)]), Samples.parameters)
        let free = choose(Samples.inputs(), Samples.parameters)

        #expect(stopped.best == .hold)
        #expect(stopped.runnerUp == nil)
        let hold = try #require(free.options.first { $0.disposition == .hold })
        #expect(hold.exclusions == [.lastResort])
    }

    /// Every unit can go somewhere, whatever is known of it; what is chosen is allowed and the best.
    @Test(arguments: UInt64(1)...8)
    func anyUnitHasAtLeastOneWay(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let inputs = RandomUnits.inputs(&random)
            let choice = choose(inputs, Samples.parameters)
            let nets = choice.options.compactMap(\.estimate?.net)

            #expect(!nets.isEmpty)
            #expect(choice.expectedNet == nets.max())
            #expect(choice.options.allSatisfy { ($0.estimate == nil) != $0.exclusions.isEmpty })
            #expect(choice.options.first { $0.disposition == choice.best }?.exclusions == [])
            if !inputs.stops.isEmpty { #expect(inputs.stops.allSatisfy { $0.permits.contains(choice.best) }) }
            if inputs.stops.contains(where: { $0.kind == .recall }) || inputs.grade.dangerous {
                #expect(!choice.best.endsOnShelf)
                #expect(![.liquidate, .donate, .harvestParts].contains(choice.best))
            }
        }
    }
}

/// Units of every kind, likely and unlikely.
enum RandomUnits {
    static func inputs(_ random: inout SeededGenerator) -> DecisionInputs {
        DecisionInputs(
            arrival: arrival(&random), grade: grade(&random), product: product(&random), stops: stops(&random),
            failed: Disposition.decidable.filter { _ in Int.random(in: 0..<4, using: &random) == 0 },
            currency: Samples.pounds,
            decidedAt: Samples.receivedAt.advanced(by: .days(Int64.random(in: 0...100, using: &random))))
    }

    static func arrival(_ random: inout SeededGenerator) -> ArrivalFacts {
        let finding = ReceiptFinding.allCases.randomElement(using: &random) ?? .matched
        let flags = (0..<4).map { _ in Bool.random(using: &random) }
        return Samples.arrival {
            $0.finding = finding
            if flags[0] { $0.sku = nil }
            if flags[1] { $0.customerId = nil }
            if flags[2] { $0.soldAt = nil }
            if flags[3] { $0.country = "US" }
        }
    }

    static func grade(_ random: inout SeededGenerator) -> GradeFacts {
        Samples.grade(
            Grade.allCases.randomElement(using: &random) ?? .a,
            ProductCategory.allCases.randomElement(using: &random) ?? .other, sealed: Bool.random(using: &random),
            dangerous: Int.random(in: 0..<6, using: &random) == 0,
            fault: PartyAtFault.allCases.randomElement(using: &random) ?? .unknown)
    }

    static func product(_ random: inout SeededGenerator) -> ProductFacts? {
        guard Int.random(in: 0..<5, using: &random) > 0 else { return nil }
        let hazards: [Hazard?] = [nil, nil, Samples.lithium(), Hazard(unNumber: "1263", hazardClass: "3")]
        let hazard = hazards.randomElement(using: &random) ?? nil
        let vendor = Bool.random(using: &random)
        let forbidden = Disposition.decidable.filter { _ in Int.random(in: 0..<8, using: &random) == 0 }
        let price = Int64.random(in: 0...200_000, using: &random)
        return Samples.product {
            $0.listPrice = price
            $0.cost = price / 2
            $0.hazard = hazard
            $0.vendor = vendor ? Samples.vendor() : nil
            $0.forbidden = forbidden
        }
    }

    static func stops(_ random: inout SeededGenerator) -> [Stop] {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return [] }
        return (0..<Int.random(in: 1...2, using: &random)).map { _ in
            let kind = HoldKind.allCases.randomElement(using: &random) ?? .recall
            let remedy = kind == .recall ? RecallRemedy.allCases.randomElement(using: &random) : nil
            return Stop(kind, recallId: nil, remedy: remedy)
        }
    }
}
