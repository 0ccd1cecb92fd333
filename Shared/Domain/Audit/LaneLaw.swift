/// What the database and the broker say of one lane, read at one moment.
public struct LaneStanding: Sendable, Hashable {
    /// The last number that the lane has given (`lane_seq`).
    public var numbered: Int64
    /// How far it counts as published (`relay_hint`); 0 before the first.
    public var hinted: Int64
    /// The relay's position in Kafka, read before the rest; nil where there is none.
    public var positionBefore: Int64?
    /// The same, read after the rest.
    public var positionAfter: Int64?
    /// The numbers that the outbox still holds beyond the hint, one run a row, ascending.
    public var outbox: [ClosedRange<Int64>]

    public init(
        numbered: Int64, hinted: Int64, positionBefore: Int64? = nil, positionAfter: Int64? = nil,
        outbox: [ClosedRange<Int64>] = []
    ) {
        self.numbered = numbered
        self.hinted = hinted
        self.positionBefore = positionBefore
        self.positionAfter = positionAfter
        self.outbox = outbox
    }

    /// Numbers that wait to be published.
    public var waiting: Int64 { max(0, numbered - hinted) }
}

/// The laws of one lane. The standing is to be read first, the topics then to where they ended after that.
public enum LaneLaw {
    /// - Parameters:
    ///   - seenBefore: the highest number that had been seen when the standing was read.
    ///   - transactions: whether the broker in use shows every number once.
    ///   - isCut: whether a topic of the worker no longer begins at its first record.
    public static func findings(
        _ name: LaneName, _ ledger: LaneLedger, _ standing: LaneStanding, seenBefore: Int64, transactions: Bool,
        isCut: Bool = false
    ) -> [Finding] {
        lost(name, ledger, standing, isCut: isCut) + repeated(name, ledger, transactions: transactions)
            + order(name, ledger, transactions: transactions)
            + numbering(name, standing, seenBefore: seenBefore, transactions: transactions) + outbox(name, standing)
    }

    /// How many numbers count as published and were never seen.
    public static func lostCount(_ ledger: LaneLedger, _ standing: LaneStanding, isCut: Bool = false) -> Int64 {
        guard let first = firstJudged(ledger, isCut) else { return 0 }
        return ledger.numbers.missing(from: first, through: standing.hinted)
    }

    private static func firstJudged(_ ledger: LaneLedger, _ isCut: Bool) -> Int64? {
        isCut ? ledger.judgedFrom : 1
    }

    private static func lost(
        _ name: LaneName, _ ledger: LaneLedger, _ standing: LaneStanding, isCut: Bool
    ) -> [Finding] {
        guard let first = firstJudged(ledger, isCut) else { return [] }
        let gaps = ledger.numbers.gaps(from: first, through: standing.hinted)
        let shown = gaps.prefix(shownGaps).map { gap in
            Finding(
                .lost, name.description, found: "\(text(of: gap)) never came",
                expected: "all up to \(standing.hinted), which counts as published", mark: "\(gap.lowerBound)")
        }
        guard gaps.count > shownGaps else { return shown }
        return shown + [
            Finding(
                .lost, name.description, found: "\(gaps.count - shownGaps) more runs of numbers never came",
                expected: "all up to \(standing.hinted), which counts as published", mark: "more")
        ]
    }

    private static let shownGaps = 20

    private static func repeated(_ name: LaneName, _ ledger: LaneLedger, transactions: Bool) -> [Finding] {
        var findings = ledger.altered.map {
            Finding(
                .altered, name.description, found: "number \($0.number) again with other content on \($0.at)",
                expected: "the same bytes under one number", mark: "\($0.number)")
        }
        if transactions, ledger.repeats > 0 {
            findings.append(
                Finding(
                    .doubled, name.description, found: "\(ledger.repeats) records came again",
                    expected: "every number once, since the broker has transactions", mark: "again"))
        }
        return findings
    }

    private static func order(_ name: LaneName, _ ledger: LaneLedger, transactions: Bool) -> [Finding] {
        let breaks = transactions ? ledger.late : ledger.tooLate
        guard breaks > 0, let first = ledger.firstLate else { return [] }
        let found = "\(breaks) numbers out of order, the first is \(first.number) after \(first.after) on \(first.at)"
        return [
            Finding(.order, name.description, found: found, expected: "rising numbers within a partition", mark: "late")
        ]
    }

    private static func numbering(
        _ name: LaneName, _ standing: LaneStanding, seenBefore: Int64, transactions: Bool
    ) -> [Finding] {
        func broken(_ what: String, _ number: Int64, _ expected: String) -> Finding {
            Finding(
                .numbering, name.description, found: "\(what) \(number)", expected: expected,
                mark: "\(what) \(expected.prefix(8))")
        }
        let atMost = "at most \(standing.numbered), the last number given"
        var findings: [Finding] = []
        if standing.hinted > standing.numbered {
            findings.append(broken("hint", standing.hinted, atMost))
        }
        if seenBefore > standing.numbered {
            findings.append(
                broken("number on a topic:", seenBefore, atMost))
        }
        guard transactions else { return findings }
        if let position = standing.positionBefore, position > standing.numbered {
            findings.append(
                broken("position in Kafka", position, atMost))
        }
        if let position = standing.positionAfter, position < standing.hinted {
            findings.append(broken("position in Kafka", position, "at least \(standing.hinted), the hint"))
        }
        return findings
    }

    /// The outbox covers hint + 1 to the last number, each once.
    private static func outbox(_ name: LaneName, _ standing: LaneStanding) -> [Finding] {
        guard standing.hinted <= standing.numbered else { return [] }
        var next = standing.hinted + 1
        for run in standing.outbox.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if run.lowerBound > next { return [missing(name, next...run.lowerBound - 1)] }
            if run.lowerBound < next, next > standing.hinted + 1 {
                return [
                    Finding(
                        .outbox, name.description, found: "a row holds \(text(of: run)) again",
                        expected: "every number in one row", mark: "again \(run.lowerBound)")
                ]
            }
            next = max(next, run.upperBound + 1)
        }
        return next <= standing.numbered ? [missing(name, next...standing.numbered)] : []
    }

    private static func missing(_ name: LaneName, _ numbers: ClosedRange<Int64>) -> Finding {
        Finding(
            .outbox, name.description, found: "no row holds \(text(of: numbers))",
            expected: "a row for every number that is not published", mark: "\(numbers.lowerBound)")
    }

    /// `number 3`, `numbers 7-9`.
    private static func text(of run: ClosedRange<Int64>) -> String {
        run.count == 1 ? "number \(run.lowerBound)" : "numbers \(run.lowerBound)-\(run.upperBound)"
    }
}
