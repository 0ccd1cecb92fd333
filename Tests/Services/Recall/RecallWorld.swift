import Contracts
import Kernel

/// A small random world of two recalls, and what follows from it whatever the order of events.
struct RecallWorld: Sendable {
    let recalls = ["R1", "R2"]
    private var notices: [RecallAmended] = []
    private var ends: [RecallEnded] = []
    private var units: [UnitReceived] = []
    private var closings: [UnitClosed] = []
    private var orders: [OrderShipped] = []

    private static let skus = ["kettle", "toaster"]
    private static let lots: [String?] = ["L1", "L2", "L3", nil]

    init(_ random: inout SeededGenerator) {
        for recall in recalls {
            for day in 1...Int64.random(in: 1...4, using: &random) {
                if Int.random(in: 0..<5, using: &random) == 0 {
                    ends.append(RecallEvents.ended(day, recall: recall))
                } else {
                    let sku = Self.skus.randomElement(using: &random) ?? ""
                    let lots = ["L1", "L2", "L3"].filter { _ in Bool.random(using: &random) }
                    notices.append(RecallEvents.amended(day, sku: sku, lots: lots, recall: recall))
                }
            }
        }
        for number in 0..<12 {
            let sku = Self.skus.randomElement(using: &random) ?? ""
            let lot = Self.lots.randomElement(using: &random) ?? nil
            units.append(RecallEvents.unit("u\(number)", sku: sku, lot: lot))
            if number.isMultiple(of: 4) { closings.append(RecallEvents.closed("u\(number)", as: .dispose)) }
            orders.append(RecallEvents.order("o\(number)", customer: "c\(number % 5)", sku: sku, lot: lot))
        }
    }

    var events: [any ContractEvent] { notices + ends + units + closings + orders }

    func isActive(_ recall: String) -> Bool {
        guard let newest = newestNotice(of: recall) else { return false }
        return !ends.contains { $0.recallId == recall && $0.closedAt >= newest.publishedAt }
    }

    /// Units that must be held, and those that may be: a unit that was removed is held only if it was so before.
    func held(by recall: String) -> (must: Set<String>, may: Set<String>) {
        guard isActive(recall), let scope = newestNotice(of: recall)?.scope else { return ([], []) }
        let inside = units.map(\.arrival).filter { Self.means(scope, $0.sku, $0.lot) }.map(\.unitId)
        return (Set(inside).subtracting(closings.map(\.unitId)), Set(inside))
    }

    /// Orders with a line in scope.
    func sold(in recall: String) -> Set<String> {
        guard let scope = newestNotice(of: recall)?.scope else { return [] }
        return Set(orders.filter { Self.means(scope, $0.lines[0].sku, $0.lines[0].lot) }.map(\.orderId))
    }

    private func newestNotice(of recall: String) -> RecallNotice? {
        notices.map(\.notice).filter { $0.recallId == recall }.max { $0.publishedAt < $1.publishedAt }
    }

    private static func means(_ scope: RecallScope, _ sku: String?, _ lot: String?) -> Bool {
        guard let sku, (scope.skus ?? []).contains(sku) else { return false }
        guard let lots = scope.lots, !lots.isEmpty, let lot else { return true }
        return lots.contains(lot)
    }
}
