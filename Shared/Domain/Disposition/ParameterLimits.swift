import Kernel

/// How large the numbers of parameters may be: with these limits no term of an estimate leaves 64 bits, whatever goods
/// the contract allows. A slip of a finger is told when the document is read and does not end a worker at some
/// decision.
enum ParameterLimits {
    /// Minor units of one step, day, tonne or hand-over: ten million of a currency with two decimals.
    static let amount: ClosedRange<Int64> = 0...1_000_000_000
    /// Minor units, or grams of carbon, a kilogram of goods.
    static let perKilogram: ClosedRange<Int64> = 0...1_000_000
    /// Hundredths of a percent of the list price.
    static let priceShare: ClosedRange<Int64> = 0...100_000
    /// Hundredths of a percent of the holding cost a day.
    static let holding: ClosedRange<Int64> = 0...10_000
    /// Hundredths of a percent of the document's currency: at most a hundred thousand for one.
    static let rate: ClosedRange<Int64> = 0...1_000_000_000
}

extension Parameters {
    /// The first number that is out of its range, in words, or nil.
    func numberProblem() -> String? {
        let ofChannels = channels.sorted { $0.key < $1.key }.flatMap { numbers(of: $0.value, "channels: \($0.key)") }
        return (general + ofChannels).first { !$0.range.contains($0.value) }.map {
            "\($0.name): \($0.range.lowerBound) to \($0.range.upperBound)"
        }
    }

    private typealias Number = (name: String, value: Int64, range: ClosedRange<Int64>)

    private var general: [Number] {
        var numbers: [Number] = [
            ("carbonPricePerTonne", carbonPricePerTonne, ParameterLimits.amount),
            ("hazardCompliance", hazardCompliance, ParameterLimits.amount),
            ("holdingBasisPointsPerDay", holdingBasisPointsPerDay.value, ParameterLimits.holding),
            ("productWaitSeconds", productWaitSeconds, 0...31_536_000),
        ]
        for (step, cost) in labour { numbers.append(("labour: \(step)", cost, ParameterLimits.amount)) }
        for (code, rate) in currencies { numbers.append(("currencies: \(code)", rate.value, ParameterLimits.rate)) }
        for (name, terms) in categories {
            numbers.append(("categories: \(name): storagePerDay", terms.storagePerDay, ParameterLimits.amount))
        }
        for (category, dispositions) in prices {
            for share in dispositions.values.flatMap(\.values) {
                numbers.append(("prices: \(category)", share.value, ParameterLimits.priceShare))
            }
        }
        return numbers.sorted { $0.name < $1.name }
    }

    private func numbers(of channel: Channel, _ name: String) -> [Number] {
        [
            ("\(name): feeFixed", channel.feeFixed, ParameterLimits.amount),
            ("\(name): transportFixed", channel.transportFixed, ParameterLimits.amount),
            ("\(name): transportPerKilogram", channel.transportPerKilogram, ParameterLimits.perKilogram),
            ("\(name): compliance", channel.compliance, ParameterLimits.amount),
            ("\(name): scrapPerKilogram", channel.scrapPerKilogram, ParameterLimits.perKilogram),
            ("\(name): carbonGrams", channel.carbonGrams, ParameterLimits.amount),
            ("\(name): carbonGramsPerKilogram", channel.carbonGramsPerKilogram, ParameterLimits.perKilogram),
        ]
    }
}
