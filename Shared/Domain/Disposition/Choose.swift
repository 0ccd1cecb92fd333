import Kernel

/// One option with its terms, or why it is excluded.
public struct WeighedOption: Hashable, Sendable {
    /// The option.
    public var disposition: Disposition
    /// Nil when excluded.
    public var estimate: Estimate?
    /// Why it is not allowed; empty when it is.
    public var exclusions: [Exclusion]
}

/// The outcome of weighing all options.
public struct Choice: Hashable, Sendable {
    /// The outcome.
    public var best: Disposition
    /// Expected net recovery of the best, in minor units.
    public var expectedNet: MinorUnits
    /// The second best allowed option.
    public var runnerUp: Disposition?
    /// How much better the best is than the runner-up.
    public var margin: MinorUnits?
    /// Every option, in the fixed order.
    public var options: [WeighedOption]
}

/// Weighs every option and picks the one that is expected to bring most; ties go to the earlier in the fixed order.
///
/// Total: when everything else is excluded the unit is kept apart.
public func choose(_ inputs: DecisionInputs, _ parameters: Parameters) -> Choice {
    var options = Disposition.decidable.map { disposition in
        let reasons = exclusions(of: disposition, inputs, parameters)
        let steps = steps(for: disposition, inputs)
        return WeighedOption(
            disposition: disposition,
            estimate: reasons.isEmpty ? estimate(disposition, steps: steps, inputs, parameters) : nil,
            exclusions: reasons)
    }
    let others = options.contains { $0.estimate != nil && $0.disposition != .hold }
    if others, let index = options.firstIndex(where: { $0.disposition == .hold }) {
        options[index].estimate = nil
        options[index].exclusions = [.lastResort]
    }
    let ranked = options.filter { $0.estimate != nil }.enumerated()
        .sorted { (-net($0.element), $0.offset) < (-net($1.element), $1.offset) }.map(\.element)
    let best = ranked.first
    let second = ranked.dropFirst().first
    return Choice(
        best: best?.disposition ?? .hold, expectedNet: best.map(net) ?? 0, runnerUp: second?.disposition,
        margin: best.flatMap { best in second.map { net(best) - net($0) } }, options: options)
}

private func net(_ option: WeighedOption) -> MinorUnits { option.estimate?.net ?? 0 }
