import AuditDomain
import Contracts
import Kernel
import Worker

/// What one look at everything found, and what could not be judged.
package struct Round: Sendable {
    /// What looks broken in the lanes and in the envelopes of records. A live system moves while it is looked at: only
    /// what a second round finds again counts.
    package internal(set) var lanes: Set<Finding> = []
    /// What looks broken in the stories of units, lines and refunds, and between topics and tables.
    package internal(set) var stories: Set<Finding> = []
    /// What could not be judged, a line each.
    package internal(set) var unjudged: [String] = []
    /// Numbers that count as published and were never seen.
    package internal(set) var lost: Int64 = 0
    /// Numbers that wait to be published.
    package internal(set) var waiting: Int64 = 0
    /// Lanes that have put anything out, by topics or database.
    package internal(set) var laneCount = 0

    /// All that looks broken.
    package var findings: Set<Finding> { lanes.union(stories) }
}

extension Judge {
    /// Looks at the lanes once and, when `comparing`, at the stories on the topics and at the tables.
    ///
    /// - Throws: `transient` while database or broker are away, `fatal` when a person is needed.
    package func round(comparing: Bool = true) throws(Fault) -> Round {
        var round = Round()
        let look = try lanes()
        if !look.isRead { round.unjudged.append("the topics were not read to their end in time") }
        if comparing {
            let comparison = try compare()
            round.unjudged += comparison.behind.sorted { $0.key < $1.key }.map {
                "\($0.key): \($0.value) numbers are given and on no topic yet"
            }
            round.stories = Set(storyFindings() + comparison.findings)
        }
        round.lanes = Set(laneFindings(look) + book.contract)
        count(look, into: &round)
        excuseCompacted(look, in: &round)
        return round
    }

    /// A compacted topic keeps the newest scope of a recall only: as many numbers of its writer's lanes are gone, and
    /// not lost. What was replaced within the last hour is not compacted away yet.
    private func excuseCompacted(_ look: LaneLook, in round: inout Round) {
        let writers = Set(Topic.allCases.filter { $0.isCompacted && $0.writer != nil }.compactMap(\.writer))
        let records = look.records.filter { writers.contains($0.name.service) }
        let gone = records.reduce(0) { $0 + lostCount($1) }
        guard gone > 0, gone <= book.replacedScopes(before: now.advanced(by: .hours(-1))) else { return }
        let names = Set(records.map(\.name.description))
        round.lanes = round.lanes.filter { $0.law != .lost || !names.contains($0.subject) }
        round.lost -= gone
    }

    private func lostCount(_ record: LaneRecord) -> Int64 {
        LaneLaw.lostCount(
            book.lanes[record.name] ?? LaneLedger(), record.standing, isCut: isCut(record.name.service))
    }

    /// Whether a topic of the worker no longer begins at its first record.
    private func isCut(_ service: String) -> Bool {
        feed.cut.keys.contains { lane in Topics.writers(of: lane.topic).contains(service) }
    }

    private func laneFindings(_ look: LaneLook) -> [Finding] {
        var unknown = book.lanes
        var findings: [Finding] = []
        for record in look.records {
            let ledger = unknown.removeValue(forKey: record.name) ?? LaneLedger()
            findings += LaneLaw.findings(
                record.name, ledger, record.standing, seenBefore: look.seenBefore[record.name] ?? 0,
                transactions: transactions, isCut: isCut(record.name.service))
        }
        return findings
            + unknown.keys.filter { look.seenBefore[$0] != nil }.map {
                Finding(
                    .numbering, $0.description, found: "events of a lane that the database does not have",
                    expected: "its row")
            }
    }

    private func storyFindings() -> [Finding] {
        let isCut = !feed.cut.isEmpty
        var findings: [Finding] = []
        for (unit, story) in book.units {
            findings += UnitLaw.contradictions(unit, story) + UnitLaw.omissions(unit, story, isCut: isCut)
        }
        for (line, story) in book.lines { findings += LineLaw.contradictions(line, story) }
        for (id, intent) in book.refunds.intents { findings += RefundLaw.findings(id, intent, isCut: isCut) }
        return findings
    }

    private func count(_ look: LaneLook, into round: inout Round) {
        for record in look.records {
            round.lost += lostCount(record)
            round.waiting += record.standing.waiting
        }
        round.laneCount = Set(look.records.filter { $0.standing.numbered > 0 }.map(\.name)).union(book.lanes.keys).count
    }
}
