import Contracts
import Kernel

/// Money promised, lowered and taken back, by intent.
struct RefundTally: Sendable {
    private struct Intent: Sendable {
        var currency: String
        var amount: MinorUnits = 0
        var lowered: MinorUnits = 0
        var dueCount = 0
    }

    private var intents: [String: Intent] = [:]

    mutating func take(_ due: RefundDue) {
        var intent = intents[due.refundId] ?? Intent(currency: due.currency.code)
        intent.amount += due.amount
        intent.dueCount += 1
        intents[due.refundId] = intent
    }

    mutating func take(_ reduced: RefundReduced) {
        intents[reduced.refundId, default: Intent(currency: reduced.currency.code)].lowered += reduced.reducedBy
    }

    mutating func take(_ reversed: RefundReversed) {
        intents[reversed.refundId, default: Intent(currency: reversed.currency.code)].lowered += reversed.amount
    }

    /// Intents published.
    var count: Int { intents.count }

    /// What customers get in the end, by currency, in minor units.
    var netByCurrency: [String: MinorUnits] {
        intents.values.reduce(into: [:]) { $0[$1.currency, default: 0] += $1.amount - $1.lowered }
    }

    /// Intents that are due twice, lowered without being due, or lowered below zero.
    var breaches: [String] {
        intents.sorted { $0.key < $1.key }.compactMap { id, intent in
            if intent.dueCount != 1 { return "refund \(id) is due \(intent.dueCount) times" }
            return intent.lowered > intent.amount ? "refund \(id) is lowered by more than it is" : nil
        }
    }
}
