import Contracts
import Kernel

/// Makes the report from what the topics and the databases tell.
struct ReportMaker {
    let ledger: Ledger
    let balance: Balance
    /// The last number of each lane, from the database.
    let lastNumbers: [String: Int64]

    func fill(_ report: inout DemoReport) {
        count(&report)
        report.balance = balance
        report.lost = lastNumbers.reduce(0) { $0 + (ledger.lanes[$1.key] ?? NumberSet()).missing(upTo: $1.value) }
        report.dispositions = dispositions()
        report.medianHoursToShelf = medianHoursToShelf()
        report.deadLettersByReason = ledger.deadLetters.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        report.breaches = breaches()
        report.violations = report.breaches.count
        report.balanced = isBalanced(report)
    }

    private func count(_ report: inout DemoReport) {
        report.authorized = ledger.decisions["authorized"] ?? 0
        report.declined = ledger.decisions["declined"] ?? 0
        report.kept = ledger.decisions["kept"] ?? 0
        let units = ledger.units.values
        report.received = units.count { $0.arrived }
        report.graded = units.count { $0.grade != nil }
        report.closed = units.count { $0.closing != nil }
        report.units = UnitCounts(
            announced: units.count { $0.arrived && $0.announced },
            unannounced: units.count { $0.arrived && !$0.announced },
            lostItems: ledger.lostItems, failedSteps: ledger.failedSteps,
            onHold: units.count { $0.closing == nil && $0.live?.disposition == .hold })
        report.refunds = ledger.refunds.count
        report.refundedNet = ledger.refunds.netByCurrency
        report.duplicates = ledger.duplicates
        report.deadLetters = ledger.deadLetters.count
        report.recalls = RecallCounts(
            recalls: ledger.holds.recallCount, exercises: ledger.holds.mockCount, unitsHeld: ledger.holds.heldCount,
            holdsReleased: ledger.holds.released, customersAffected: ledger.customersAffected,
            slowestHoldMilliseconds: ledger.holds.slowestMilliseconds(arrivals: ledger.units))
    }

    private func dispositions() -> [DispositionCount] {
        var counts: [String: DispositionCount] = [:]
        for case let closing? in ledger.units.values.map(\.closing) {
            let name = closing.disposition.rawValue
            let key = "\(name) \(closing.currency)"
            var entry =
                counts[key]
                ?? DispositionCount(disposition: name, units: 0, currency: closing.currency.code, proceeds: 0, costs: 0)
            entry.units += 1
            entry.proceeds += closing.proceeds
            entry.costs += closing.costs
            counts[key] = entry
        }
        return counts.values.sorted { ($0.disposition, $0.currency) < ($1.disposition, $1.currency) }
    }

    private func medianHoursToShelf() -> Double? {
        let hours = ledger.units.values.compactMap(\.closing).filter(\.onShelf)
            .map { Double($0.closedAt.since($0.receivedAt).wholeSeconds) / 3_600 }.sorted()
        return hours.isEmpty ? nil : hours[hours.count / 2]
    }

    private func breaches() -> [String] {
        var breaches = ledger.violations + ledger.refunds.breaches
        breaches += ledger.units.sorted { $0.key < $1.key }.compactMap { $0.value.breach($0.key) }.prefix(50)
        if balance.breachedLines > 0 { breaches.append("\(balance.breachedLines) return lines do not add up") }
        if balance.overpaidLines > 0 {
            breaches.append("\(balance.overpaidLines) order lines are refunded beyond what was paid")
        }
        if balance.waitingReturns > 0 { breaches.append("\(balance.waitingReturns) returns still wait for a decision") }
        if balance.unitsOnTheirWay > 0 { breaches.append("\(balance.unitsOnTheirWay) units have not reached an end") }
        return breaches
    }

    private func isBalanced(_ report: DemoReport) -> Bool {
        balance.holds && report.lost == 0 && report.breaches.isEmpty
            && report.requested == report.authorized + report.declined + report.kept
            && Int64(report.units.announced) == balance.received
            && Int64(report.units.unannounced) == balance.unannounced
    }
}
