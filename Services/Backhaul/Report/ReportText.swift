import Kernel

/// The report as a person likes to read it.
struct ReportText {
    let report: DemoReport

    func lines() -> [String] {
        headline() + returns() + custody() + value() + money() + recalls() + troubles() + verdict()
    }

    private func headline() -> [String] {
        let pace = "\(decimal(report.returnsPerSecond, 0)) returns a second"
        return [
            "", "Backhaul: \(grouped(report.requested)) returns in \(decimal(report.seconds, 1)) s (\(pace))", rule,
        ]
    }

    private func returns() -> [String] {
        ["Decisions"]
            + table([
                ("requested", grouped(report.requested), ""),
                ("authorised", grouped(report.authorized), share(report.authorized, report.requested)),
                ("declined", grouped(report.declined), share(report.declined, report.requested)),
                ("kept with customer", grouped(report.kept), share(report.kept, report.requested)),
            ])
    }

    private func custody() -> [String] {
        let balance = report.balance
        return ["", "Custody, in items"]
            + table([
                ("authorised lines", grouped(Int(balance.authorized)), ""),
                ("  = received", grouped(Int(balance.received)), ""), ("  + lost", grouped(Int(balance.lost)), ""),
                ("  + kept", grouped(Int(balance.kept)), ""), ("  + cancelled", grouped(Int(balance.cancelled)), ""),
                ("  + open", grouped(Int(balance.open)), ""),
                ("unannounced, received", grouped(Int(balance.unannounced)), ""),
                ("units graded", grouped(report.graded), ""), ("units closed", grouped(report.closed), ""),
                ("units on hold", grouped(report.units.onHold), ""),
                ("failed steps, redecided", grouped(report.units.failedSteps), ""),
            ])
    }

    private func value() -> [String] {
        guard !report.dispositions.isEmpty else { return [] }
        let header = columns("", "units", "proceeds", "costs", "net")
        let rows = report.dispositions.map {
            columns(
                "\($0.disposition) (\($0.currency))", grouped($0.units), major($0.proceeds), major($0.costs),
                major($0.net))
        }
        let shelf = report.medianHoursToShelf.map { ["  median time from receipt to shelf: \(decimal($0, 1)) h"] } ?? []
        return ["", "What became of the goods", header] + rows + shelf
    }

    private func money() -> [String] {
        let net = report.refundedNet.sorted { $0.key < $1.key }.map { ("  net \($0.key)", major($0.value), "") }
        return ["", "Refunds"] + table([("intents", grouped(report.refunds), "")] + net)
    }

    private func recalls() -> [String] {
        let recalls = report.recalls
        guard recalls.recalls > 0 else { return [] }
        let slowest = recalls.slowestHoldMilliseconds.map { "\($0) ms" } ?? "none in hand"
        return ["", "Recalls"]
            + table([
                ("recalls", grouped(recalls.recalls), "\(recalls.exercises) exercises"),
                ("units held", grouped(recalls.unitsHeld), "\(grouped(recalls.holdsReleased)) released"),
                ("order lines to notify", grouped(recalls.customersAffected), ""),
                ("slowest first hold", slowest, "from scope to hold"),
            ])
    }

    private func troubles() -> [String] {
        let letters = report.deadLettersByReason.sorted { $0.key < $1.key }.map {
            ("  \($0.key)", grouped($0.value), "")
        }
        let buckets = report.buckets.sorted { $0.key < $1.key }.map { ("  \($0.key)", grouped($0.value), "") }
        return ["", "Dead letters (expected \(grouped(report.expectedDeadLetters)))"]
            + table([("records", grouped(report.deadLetters), "")] + letters)
            + (buckets.isEmpty ? [] : ["", "Lines of the file"] + table(buckets))
            + ["", "Delivery"]
            + table([
                ("lost", grouped(Int(report.lost)), ""), ("seen twice, recognised", grouped(report.duplicates), ""),
                ("workers killed", grouped(report.kills), ""),
            ])
            + report.peakMemoryBytes.sorted { $0.key < $1.key }.map {
                "  memory of \($0.key): \(grouped($0.value / 1_048_576)) MiB"
            }
    }

    private func verdict() -> [String] {
        if report.interrupted { return [rule, "INTERRUPTED: this is how far it was", ""] }
        let broken = report.breaches.prefix(10).map { "  ! \($0)" }
        let letters = report.deadLetters == report.expectedDeadLetters
        let word =
            report.balanced && letters ? "BALANCED: every item, decision and cent is accounted for" : "NOT BALANCED"
        return [rule] + broken + [word, ""]
    }

    private var rule: String { String(repeating: "-", count: 72) }

    private func table(_ rows: [(String, String, String)]) -> [String] {
        rows.map { "  " + padded($0.0, 26) + leading($0.1, 12) + ($0.2.isEmpty ? "" : "  \($0.2)") }
    }

    private func columns(_ name: String, _ cells: String...) -> String {
        "  " + padded(name, 30) + cells.map { leading($0, 13) }.joined()
    }

    private func share(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "" : "\(decimal(Double(part) * 100 / Double(whole), 1)) %"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }

    /// Minor units as major ones with two decimals.
    private func major(_ amount: MinorUnits) -> String {
        let cents = String(amount.magnitude % 100)
        let sign = amount < 0 ? "-" : ""
        return sign + grouped(Int(amount.magnitude / 100)) + "." + (cents.count < 2 ? "0" : "") + cents
    }

    private func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    private func decimal(_ number: Double, _ places: Int) -> String {
        let scale = places == 0 ? 1.0 : 10.0
        let scaled = Int((number * scale).rounded())
        return places == 0 ? grouped(scaled) : "\(grouped(scaled / 10)).\(scaled % 10)"
    }
}
