import Kernel

extension Disposition {
    /// True when the option is worth nothing without a known list price.
    var needsListPrice: Bool {
        switch self {
        case .restockNew, .restockOpenBox, .refurbish, .repair, .marketplaceResale, .liquidate, .harvestParts: true
        default: false
        }
    }
}

/// Why there is no price for an option; empty when there is one or none is needed.
func priceExclusions(
    _ disposition: Disposition, _ inputs: DecisionInputs, _ parameters: Parameters
) -> [Exclusion] {
    if disposition == .returnToVendor {
        return inputs.product.map { $0.currency == inputs.currency ? [] : [.priceCurrency] } ?? []
    }
    guard disposition.needsListPrice else { return [] }
    guard let product = inputs.product else { return [.priceUnknown] }
    var found: [Exclusion] = product.currency == inputs.currency ? [] : [.priceCurrency]
    if parameters.priceShare(disposition, inputs.grade.grade, inputs.grade.category) == nil {
        found.append(.noMarketForGrade)
    }
    return found
}

/// What one could get today, in minor units of the decision's currency.
func price(_ disposition: Disposition, _ inputs: DecisionInputs, _ parameters: Parameters) -> MinorUnits {
    guard let product = inputs.product else { return 0 }
    if disposition == .returnToVendor {
        guard let terms = product.vendor else { return 0 }
        let credit = terms.credit.of(product.cost)
        return credit - terms.restockingFee.of(credit)
    }
    if disposition == .recycle {
        let perKilogram = parameters.channels[disposition.rawValue]?.scrapPerKilogram ?? 0
        return parameters.amount(scaled(perKilogram, product.massGrams, per: 1_000), in: inputs.currency)
    }
    guard disposition.needsListPrice else { return 0 }
    return parameters.priceShare(disposition, inputs.grade.grade, inputs.grade.category)?.of(product.listPrice) ?? 0
}

/// `rate` for each `unit` of `quantity`, rounded half up; none negative. Saturates instead of overflowing.
func scaled(_ rate: Int64, _ quantity: Int64, per unit: Int64) -> Int64 {
    let (product, overflow) = rate.multipliedReportingOverflow(by: quantity)
    return overflow || product > .max - unit ? .max / unit : (product + unit / 2) / unit
}

/// What is left of a price after `days`, when a week takes `weekly` of it; compounded daily, in whole billionths.
func remaining(after days: Int64, weekly: BasisPoints) -> BasisPoints {
    var billionths: Int64 = 1_000_000_000
    for _ in 0..<max(0, days) { billionths = billionths * (70_000 - weekly.value) / 70_000 }
    return BasisPoints((billionths + 50_000) / 100_000)
}
