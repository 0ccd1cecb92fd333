import AuditDomain
import AuditService
import Contracts
import Kernel

/// Makes the report from the figures, the judge's verdict and the sums of the tables.
struct ReportMaker {
    let figures: Figures
    let book: AuditBook
    let verdict: Verdict
    let sums: Balance

    func fill(_ report: inout DemoReport) {
        count(&report)
        report.balance = sums
        report.balance.breachedLines = verdict.laws[Law.conservation.rawValue] ?? 0
        report.balance.overpaidLines = verdict.laws[Law.money.rawValue] ?? 0
        report.lost = verdict.lost
        report.duplicates = Int(verdict.repeats + verdict.doubled)
        report.dispositions = dispositions()
        report.medianHoursToShelf = medianHoursToShelf()
        report.deadLettersByReason = figures.deadLetters.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        report.breaches = breaches()
        report.violations = report.breaches.count
        report.balanced = isBalanced(report)
    }

    private func count(_ report: inout DemoReport) {
        report.authorized = figures.decisions["authorized"] ?? 0
        report.declined = figures.decisions["declined"] ?? 0
        report.kept = figures.decisions["kept"] ?? 0
        let arrived = book.units.values.filter { $0.arrivals > 0 }
        report.received = arrived.count
        report.graded = book.units.values.count { $0.grades > 0 }
        report.closed = closings.count
        report.units = UnitCounts(
            announced: arrived.count { $0.line != nil }, unannounced: arrived.count { $0.line == nil },
            lostItems: figures.lostItems, failedSteps: figures.failedSteps,
            onHold: book.units.values.count { $0.live?.disposition == .hold && !$0.isGone })
        report.refunds = book.refunds.intents.count
        report.refundedNet = book.refunds.netByCurrency
        report.deadLetters = figures.deadLetters.count
        report.recalls = RecallCounts(
            recalls: figures.holds.recallCount, exercises: figures.holds.mockCount,
            unitsHeld: figures.holds.heldCount, holdsReleased: figures.holds.released,
            customersAffected: figures.customersAffected,
            slowestHoldMilliseconds: figures.holds.slowestMilliseconds(arrivals: figures.units))
    }

    /// The end of every unit that has one: a unit whose live decision is to wait has none, unless it is gone.
    private var closings: [UnitClosed] {
        figures.units.compactMap { unit, unitFigures in
            guard let story = book.units[unit], story.live?.disposition != .hold || story.isGone else { return nil }
            return unitFigures.closing
        }
    }

    private func dispositions() -> [DispositionCount] {
        var counts: [String: DispositionCount] = [:]
        for closing in closings {
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
        let hours = closings.filter(\.onShelf)
            .map { Double($0.closedAt.since($0.receivedAt).wholeSeconds) / 3_600 }.sorted()
        return hours.isEmpty ? nil : hours[hours.count / 2]
    }

    private func breaches() -> [String] {
        var breaches = verdict.findings + verdict.unjudged.map { "not judged: \($0)" }
        breaches += book.units.sorted { $0.key < $1.key }
            .flatMap { UnitLaw.unfinished($0.key, $0.value) }.prefix(50).map(\.description)
        if sums.waitingReturns > 0 { breaches.append("\(sums.waitingReturns) returns still wait for a decision") }
        if sums.unitsOnTheirWay > 0 { breaches.append("\(sums.unitsOnTheirWay) units have not reached an end") }
        return breaches
    }

    private func isBalanced(_ report: DemoReport) -> Bool {
        report.balance.holds && report.lost == 0 && report.breaches.isEmpty
            && report.requested == report.authorized + report.declined + report.kept
            && Int64(report.units.announced) == sums.received
            && Int64(report.units.unannounced) == sums.unannounced
    }
}
