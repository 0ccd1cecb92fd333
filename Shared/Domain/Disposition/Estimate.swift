import Kernel

/// What one allowed option is expected to bring, term by term. Minor units; costs are positive.
public struct Estimate: Hashable, Sendable {
    /// What one could get today.
    public var price: MinorUnits
    /// How likely it is to work out.
    public var probability: BasisPoints
    /// What is left of the price after the wait.
    public var decay: BasisPoints
    /// Days until the money is there.
    public var waitDays: Int64
    /// Fees of the channel.
    public var fees: MinorUnits
    /// Labour of all steps.
    public var labour: MinorUnits
    /// Transport of all steps.
    public var transport: MinorUnits
    /// Storage and bound capital over the wait.
    public var holding: MinorUnits
    /// Paperwork and treatment that the law asks for.
    public var compliance: MinorUnits
    /// Carbon times its price.
    public var carbon: MinorUnits

    /// probability x price after decay.
    public var gross: MinorUnits { decay.of(probability.of(price)) }
    /// Gross minus all costs.
    public var net: MinorUnits { gross - fees - labour - transport - holding - compliance - carbon }
}

/// The arithmetic of one option.
func estimate(
    _ disposition: Disposition, steps: [WorkStep], _ inputs: DecisionInputs, _ parameters: Parameters
) -> Estimate {
    guard let channel = parameters.channels[disposition.rawValue] else { return .nothing }
    let money = { parameters.amount($0, in: inputs.currency) }
    let mass = inputs.product?.massGrams ?? 0
    let terms = parameters.categories[inputs.grade.category.rawValue]
    var result = Estimate.nothing
    result.price = price(disposition, inputs, parameters)
    result.probability = channel.probability
    result.waitDays = channel.waitDays
    result.decay = remaining(after: channel.waitDays, weekly: terms?.weeklyDecay ?? .zero)
    result.fees = money(channel.feeFixed) + channel.feeShare.of(result.gross)
    result.labour = money(steps.reduce(0) { $0 + (parameters.labour[$1.rawValue] ?? 0) })
    result.transport = money(channel.transportFixed + scaled(channel.transportPerKilogram, mass, per: 1_000))
    result.holding = holding(days: channel.waitDays, storage: money(terms?.storagePerDay ?? 0), inputs, parameters)
    result.compliance = money(channel.compliance + (inputs.product?.hazard == nil ? 0 : parameters.hazardCompliance))
    let grams = channel.carbonGrams + scaled(channel.carbonGramsPerKilogram, mass, per: 1_000)
    result.carbon = money(scaled(parameters.carbonPricePerTonne, grams, per: 1_000_000))
    return result
}

/// Storage, and capital bound in goods of a known price.
private func holding(
    days: Int64, storage: MinorUnits, _ inputs: DecisionInputs, _ parameters: Parameters
) -> MinorUnits {
    let known = inputs.product.flatMap { $0.currency == inputs.currency ? $0.listPrice : nil } ?? 0
    return days * storage + BasisPoints(parameters.holdingBasisPointsPerDay.value * days).of(known)
}

extension Estimate {
    static let nothing = Estimate(
        price: 0, probability: .zero, decay: .whole, waitDays: 0, fees: 0, labour: 0, transport: 0, holding: 0,
        compliance: 0, carbon: 0)
}
