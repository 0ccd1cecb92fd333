import Kernel

/// Who bought what, and how much of it has not come back yet.
///
/// A purchase takes sixteen bytes, so that a year of half a million lines fits beside everything else.
struct RetailLedger {
    /// A purchase found for pieces that come back.
    struct Match: Hashable {
        let order: Int
        let line: Int
    }

    /// What the ledger says to pieces that come back.
    enum Finding: Hashable {
        /// The latest purchase that has enough left.
        case matched(Match)
        /// The latest purchase of it; no single one has enough left.
        case tooMany(Match)
        case neverBought
    }

    private struct Purchase {
        let order: Int32
        let line: Int32
        var left: Int32
        /// The customer's purchase of the same product before this one; -1 when there is none.
        let earlier: Int32
    }

    private struct Key: Hashable {
        let customer: String
        let code: String
    }

    private var purchases: [Purchase] = []
    private var latest: [Key: Int32] = [:]

    mutating func bought(_ quantity: Int64, of code: String, by customer: String, order: Int, line: Int) {
        let key = Key(customer: customer, code: code)
        purchases.append(
            Purchase(
                order: Int32(order), line: Int32(line), left: Int32(clamping: quantity), earlier: latest[key] ?? -1))
        latest[key] = Int32(purchases.count - 1)
    }

    /// Takes `quantity` off the latest purchase that has so much left.
    mutating func comesBack(_ quantity: Int64, of code: String, by customer: String) -> Finding {
        guard let newest = latest[Key(customer: customer, code: code)] else { return .neverBought }
        var index = newest
        while index >= 0 {
            let purchase = purchases[Int(index)]
            if Int64(purchase.left) >= quantity {
                purchases[Int(index)].left -= Int32(quantity)
                return .matched(Match(order: Int(purchase.order), line: Int(purchase.line)))
            }
            index = purchase.earlier
        }
        let purchase = purchases[Int(newest)]
        return .tooMany(Match(order: Int(purchase.order), line: Int(purchase.line)))
    }
}
