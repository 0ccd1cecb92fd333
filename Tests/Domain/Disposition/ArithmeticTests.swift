import DispositionDomain
import Kernel
import Testing

@Suite struct ArithmeticTests {
    @Test func everyTermOfAnOptionCanBeCheckedByHand() throws {
        let parameters = Samples.parameters { parameters in
            var channel = Parameters.Channel(probability: BasisPoints(8_000), waitDays: 14)
            channel.feeShare = BasisPoints(1_500)
            channel.feeFixed = 30
            channel.transportFixed = 100
            channel.transportPerKilogram = 60
            channel.compliance = 25
            channel.carbonGrams = 500
            channel.carbonGramsPerKilogram = 250
            parameters.channels["marketplace_resale"] = channel
            parameters.prices["default"]?["marketplace_resale"]?["B"] = BasisPoints(5_800)
            parameters.categories["home"] = .init(weeklyDecay: BasisPoints(700), storagePerDay: 2)
            parameters.holdingBasisPointsPerDay = BasisPoints(3)
            parameters.carbonPricePerTonne = 8_500
        }
        let choice = choose(Samples.inputs(grade: Samples.grade(.b)), parameters)
        let terms = try #require(choice.options.first { $0.disposition == .marketplaceResale }?.estimate)

        #expect(terms.price == 5_800)
        // (1 - 0.01) ^ 14 = 0.8687...
        #expect(terms.decay == BasisPoints(8_687))
        // 0.8687 x (0.8 x 5,800)
        #expect(terms.gross == 4_031)
        #expect(terms.fees == 30 + 605)
        #expect(terms.labour == 3 * 10)
        #expect(terms.transport == 100 + 120)
        #expect(terms.holding == 14 * 2 + 42)
        #expect(terms.compliance == 25)
        // 1,000 g at 85.00 a tonne
        #expect(terms.carbon == 9)
        #expect(terms.net == 4_031 - 635 - 30 - 220 - 70 - 25 - 9)
    }

    @Test func theVendorsCreditIsOfTheCost() throws {
        let product = Samples.product { $0.vendor = Samples.vendor { $0.credit = BasisPoints(9_000) } }
        let choice = choose(Samples.inputs(product: product), Samples.parameters)
        let terms = try #require(choice.options.first { $0.disposition == .returnToVendor }?.estimate)

        #expect(terms.price == 3_600 - 360)
    }

    @Test func amountsOfTheParametersAreTakenIntoTheUnitsCurrency() throws {
        var inputs = Samples.inputs(product: Samples.product { $0.currency = Samples.euros })
        inputs.currency = Samples.euros
        let choice = choose(inputs, Samples.parameters)
        let terms = try #require(choice.options.first { $0.disposition == .restockOpenBox }?.estimate)

        #expect(terms.labour == 48)
        #expect(terms.price == 8_500)
    }

    @Test func aYearOfDecayNeverBringsThePriceBelowNothing() throws {
        for weekly in stride(from: Int64(0), through: 10_000, by: 500) {
            var before = BasisPoints.whole
            for days in [Int64(0), 1, 7, 30, 365, 730] {
                let parameters = Samples.parameters {
                    $0.categories["home"] = .init(weeklyDecay: BasisPoints(weekly), storagePerDay: 0)
                    $0.channels["restock_open_box"]?.waitDays = days
                }
                let choice = choose(Samples.inputs(), parameters)
                let terms = try #require(choice.options.first { $0.disposition == .restockOpenBox }?.estimate)
                #expect(terms.decay >= .zero && terms.decay <= before)
                before = terms.decay
            }
        }
    }
}
