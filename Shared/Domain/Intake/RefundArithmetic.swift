import Kernel

/// The parts of a refund in minor units; deductions are zero or negative. The sum is the amount.
public struct RefundParts: Hashable, Sendable, Codable {
    public var price: MinorUnits = 0
    public var discount: MinorUnits = 0
    public var tax: MinorUnits = 0
    public var shipping: MinorUnits = 0
    public var fees: MinorUnits = 0
    public var gradeReduction: MinorUnits = 0

    /// Nothing.
    public init() {}

    /// What is to be paid.
    public var amount: MinorUnits { price + discount + tax + shipping + fees + gradeReduction }
}

/// What was agreed about the money of one return line; kept from the decision on, whatever later policies say.
public struct RefundTerms: Hashable, Sendable, Codable {
    /// When money moves; nil when the customer wants no money (exchange, repair).
    public var timing: RefundTiming?
    /// Share of what was paid for an item that is taken as a fee.
    public var feeShare: BasisPoints = .zero
    /// Fee for each item.
    public var feeFixed: MinorUnits = 0
    /// The most that one item's fee can be.
    public var feeCap: MinorUnits?
    /// The whole order comes back, and its outbound shipping is refunded too.
    public var returnsShipping = false

    public init(timing: RefundTiming?) { self.timing = timing }

    /// The fee for an item that `paid` was paid for: never more than that.
    public func fee(paid: MinorUnits) -> MinorUnits {
        let fee = feeShare.of(paid) + min(feeFixed, paid)
        return min(fee, feeCap ?? paid, paid)
    }
}

/// What one item of a line cost the customer.
struct ItemAmounts: Hashable {
    var price: MinorUnits
    var discount: MinorUnits
    var tax: MinorUnits
    var shipping: MinorUnits

    var paid: MinorUnits { price - discount + tax }
}

extension SaleLine {
    /// What was paid for all of the line, outbound shipping included: no refund goes beyond it.
    public var paidInFull: MinorUnits { unitPrice * quantity - discount + tax + shipping }

    /// What was paid for one item: price less its share of the discount, with its share of the tax.
    public func paid(for item: Int64) -> MinorUnits { amounts(of: item).paid }

    /// What was paid for these items, without shipping.
    public func paid(for items: ItemSet) -> MinorUnits {
        stretches(of: items).reduce(0) { $0 + $1.amounts.paid * $1.count }
    }

    /// The shares of these items in the line's outbound shipping.
    public func shipping(for items: ItemSet) -> MinorUnits {
        stretches(of: items).reduce(0) { $0 + $1.amounts.shipping * $1.count }
    }

    /// The refund of these items, without shipping.
    ///
    /// - Parameter reduction: share of what was paid that is kept back for the grade; at most what is left after fees.
    public func refund(of items: ItemSet, terms: RefundTerms, reduction: BasisPoints = .zero) -> RefundParts {
        var parts = RefundParts()
        for (amounts, count) in stretches(of: items) {
            let fee = terms.fee(paid: amounts.paid)
            let kept = min(reduction.of(amounts.paid), amounts.paid - fee)
            parts.price += amounts.price * count
            parts.discount -= amounts.discount * count
            parts.tax += amounts.tax * count
            parts.fees -= fee * count
            parts.gradeReduction -= kept * count
        }
        return parts
    }

    /// Equal shares by largest remainder, ties to the earlier item: the first `total % quantity` items have one more.
    private func share(of total: MinorUnits, _ item: Int64) -> MinorUnits {
        total / quantity + (item < total % quantity ? 1 : 0)
    }

    private func amounts(of item: Int64) -> ItemAmounts {
        ItemAmounts(
            price: unitPrice, discount: share(of: discount, item), tax: share(of: tax, item),
            shipping: share(of: shipping, item))
    }

    /// The items in stretches of equal amounts: they change only where the remainder of a total is used up.
    private func stretches(of items: ItemSet) -> [(amounts: ItemAmounts, count: Int64)] {
        let cuts = [discount % quantity, tax % quantity, shipping % quantity].sorted()
        return items.ranges.flatMap { range in
            let bounds = [range.lowerBound] + cuts.filter { range.lowerBound < $0 && $0 < range.upperBound }
            return zip(bounds, bounds.dropFirst() + [range.upperBound]).map { start, end in
                (amounts(of: start), end - start)
            }
        }
    }
}
