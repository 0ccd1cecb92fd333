import AuditDomain

/// A verdict in words.
package enum AuditText {
    /// A line for each broken law and for each thing that could not be judged; with a summary, counts and the verdict.
    package static func lines(of verdict: Verdict, withSummary: Bool) -> [String] {
        var lines = verdict.findings.map { "! \($0)" }
        let untold = verdict.violations - Int64(verdict.findings.count)
        if untold > 0 { lines.append("! and \(untold) more") }
        lines += verdict.unjudged.map { "? not judged: \($0)" }
        lines += verdict.cut.map { "? not judged before its start: \($0)" }
        return withSummary ? lines + summary(verdict) : lines
    }

    private static func summary(_ verdict: Verdict) -> [String] {
        let broker = verdict.transactions ? "with transactions" : "without transactions"
        return [
            "\(verdict.events) events of \(verdict.lanes) lanes, on a broker \(broker)",
            "\(verdict.units) units, \(verdict.lines) return lines, \(verdict.refunds) refund intents",
            "lost \(verdict.lost), doubled \(verdict.doubled), recognised repeats \(verdict.repeats), "
                + "out of order \(verdict.orderBreaks), waiting to be published \(verdict.waiting)",
            "\(verdict.verdict.rawValue): \(verdict.violations) broken laws",
        ]
    }
}
