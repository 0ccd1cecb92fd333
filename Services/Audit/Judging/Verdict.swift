import AuditDomain
import Worker

/// What the judge says in the end; `--json` prints it as its last line.
package struct Verdict: Codable, Sendable {
    /// The three ways it can end.
    package enum Word: String, Codable, Sendable {
        /// Everything was judged and nothing is broken.
        case clean
        /// At least one law is broken.
        case broken
        /// Nothing is known to be broken, and not everything could be judged.
        case unproven
    }

    package var verdict: Word
    /// Numbers that count as published and were never seen.
    package var lost: Int64
    /// Records that came again although the broker has transactions.
    package var doubled: Int64
    /// Records that came again and are recognised by their number.
    package var repeats: Int64
    /// Numbers that came out of order where they must not.
    package var orderBreaks: Int64
    /// Numbers that came late and are recognised, where the broker has no transactions.
    package var late: Int64
    /// Broken laws in all.
    package var violations: Int64
    /// Broken laws by name, every name.
    package var laws: [String: Int64]
    /// Lanes that have put anything out.
    package var lanes: Int
    /// Distinct events seen, dead letters among them.
    package var events: Int64
    /// Numbers that waited to be published.
    package var waiting: Int64
    /// Units, return lines and refund intents that the laws were asked of.
    package var units: Int
    package var lines: Int
    package var refunds: Int
    /// Whether the broker in use shows every number once.
    package var transactions: Bool
    /// Topics that no longer begin at their first record.
    package var cut: [String]
    /// What could not be judged.
    package var unjudged: [String]
    /// What is broken; the first hundred.
    package var findings: [String]
    /// From the start of the audit to its end.
    package var seconds: Double

    enum CodingKeys: String, CodingKey {
        case verdict, lost, doubled, repeats, late, violations, laws, lanes, events, waiting, units, lines, refunds
        case transactions, cut, unjudged, findings, seconds
        case orderBreaks = "order_breaks"
    }
}

extension Judge {
    /// Judges until it is sure: what a round finds counts when a second one, begun after it, finds the same.
    ///
    /// - Parameters:
    ///   - startedAt: when the audit began, by the monotonic clock, in microseconds.
    ///   - stallSeconds: how long the broker may give nothing while there is more to read.
    /// - Throws: `transient` while database or broker are away, `fatal` when a person is needed, or when the broker
    ///   gave nothing for so long.
    package func judge(startedAt: Int64, stallSeconds: Int, now: () -> Int64) throws(Fault) -> Verdict {
        try readThrough(stallSeconds: stallSeconds)
        var round = try round()
        var findings = round.findings
        var rounds = 1
        // A live system may need a moment to show what is on its way; a broken one shows the same at once.
        while rounds < 3, !(findings.isEmpty && round.unjudged.isEmpty) {
            let wasUnjudged = !round.unjudged.isEmpty
            round = try self.round()
            rounds += 1
            let again = findings.intersection(round.findings)
            let isSettled = again == findings && wasUnjudged == !round.unjudged.isEmpty
            findings = again
            if isSettled { break }
        }
        return verdict(of: round, certain: findings, seconds: Double(now() - startedAt) / 1_000_000)
    }

    private func verdict(of round: Round, certain findings: Set<Finding>, seconds: Double) -> Verdict {
        let ledgers = book.lanes.values
        let repeats = ledgers.reduce(0) { $0 + $1.repeats }
        let late = ledgers.reduce(0) { $0 + $1.late }
        let tooLate = ledgers.reduce(0) { $0 + $1.tooLate }
        let laws = counts(findings)
        let violations = laws.values.reduce(0, +)
        let word: Verdict.Word = violations > 0 ? .broken : round.unjudged.isEmpty ? .clean : .unproven
        let isLost = findings.contains { $0.law == .lost }
        return Verdict(
            verdict: word, lost: isLost ? round.lost : 0, doubled: transactions ? repeats : 0,
            repeats: transactions ? 0 : repeats, orderBreaks: transactions ? late : tooLate, late: late,
            violations: violations, laws: laws, lanes: round.laneCount, events: book.events, waiting: round.waiting,
            units: book.units.count, lines: book.lines.count, refunds: book.refunds.intents.count,
            transactions: transactions, cut: cutPartitions, unjudged: round.unjudged,
            findings: findings.sorted().prefix(100).map(\.description), seconds: seconds)
    }

    private func counts(_ findings: Set<Finding>) -> [String: Int64] {
        var laws = Dictionary(uniqueKeysWithValues: Law.allCases.map { ($0.rawValue, Int64(0)) })
        for finding in findings { laws[finding.law.rawValue, default: 0] += 1 }
        laws[Law.contract.rawValue] = book.contractBreaches
        return laws
    }
}
