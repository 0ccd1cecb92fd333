import Contracts
import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    mutating func loadRecalls(_ keys: RecallKeys, from session: any SQLSession) throws(Fault) {
        let wanted = keys.notices.union(keys.progress).union(keys.sweeps.map(\.recall)).sorted()
        guard !wanted.isEmpty else { return }
        try loadRecalls(wanted, from: session)
        try loadWords(keys.notices.sorted(), from: session)
        try loadCounts(keys.progress.sorted(), from: session)
    }

    private mutating func loadRecalls(_ wanted: [MerchantKey], from session: any SQLSession) throws(Fault) {
        guard !wanted.isEmpty else { return }
        let rows = try session.run(RecallStatements.load, keyParameters(wanted))
        for row in 0..<rows.count {
            let row = RecallRow(rows, row)
            recalls[row.key] = try row.record()
        }
    }

    /// The words that notices of this batch are compared with.
    private mutating func loadWords(_ wanted: [MerchantKey], from session: any SQLSession) throws(Fault) {
        guard !wanted.isEmpty else { return }
        let rows = try session.run(RecallStatements.loadNotices, keyParameters(wanted))
        var words: [MerchantKey: [NoticeMoment: Int64]] = [:]
        for row in 0..<rows.count {
            guard let kind = NoticeStage(rawValue: rows.int(row, 3)) else { continue }
            let moment = NoticeMoment(at: Instant(microseconds: rows.int(row, 2)), kind: kind)
            words[MerchantKey(rows.text(row, 0), rows.text(row, 1)), default: [:]][moment] = rows.int(row, 4)
        }
        for (key, words) in words { recalls[key]?.recall.remember(words) }
    }

    private mutating func loadCounts(_ wanted: [MerchantKey], from session: any SQLSession) throws(Fault) {
        guard !wanted.isEmpty else { return }
        let rows = try session.run(RecallStatements.loadCounts, keyParameters(wanted))
        for row in 0..<rows.count {
            recalls[MerchantKey(rows.text(row, 0), rows.text(row, 1))]?.counts = RecallCounts(
                itemsSold: rows.int(row, 2), customersAffected: rows.int(row, 3), unitsReceived: rows.int(row, 4),
                unitsHeld: rows.int(row, 5), unitsRemoved: rows.int(row, 6))
        }
    }

    /// Active recalls by article; those loaded before with their notices stay as they are.
    mutating func loadActiveRecalls(_ articles: Set<Article>, from session: any SQLSession) throws(Fault) {
        guard !articles.isEmpty else { return }
        let wanted = Array(articles)
        let rows = try session.run(
            RecallStatements.loadArticles, [.texts(wanted.map(\.merchant)), .texts(wanted.map(\.name))])
        var missing: Set<MerchantKey> = []
        for row in 0..<rows.count {
            let article = Article(merchant: rows.text(row, 0), name: rows.text(row, 1))
            let key = MerchantKey(article.merchant, rows.text(row, 2))
            recallsByArticle[article, default: []].insert(key)
            if recalls[key] == nil { missing.insert(key) }
        }
        try loadRecalls(missing.sorted(), from: session)
    }
}

/// Merchants and ids as two arrays for unnest.
func keyParameters(_ keys: [MerchantKey]) -> [SQLValue] {
    [.texts(keys.map(\.merchant)), .texts(keys.map(\.id))]
}

/// Reads one row of `RecallStatements`' columns.
private struct RecallRow {
    private let rows: Rows
    private let row: Int

    init(_ rows: Rows, _ row: Int) {
        self.rows = rows
        self.row = row
    }

    var key: MerchantKey { MerchantKey(rows.text(row, 0), rows.text(row, 1)) }

    func record() throws(Fault) -> RecallRecord {
        var record = RecallRecord()
        if !rows.isNull(row, 8) {
            record.scope = try StoredJSON.decode(RecallScope.self, rows.json(row, 8), column: "recall.scope")
        }
        record.recall = Recall(
            version: rows.int(row, 2), terms: record.scope.flatMap(terms), termsMoment: termsMoment,
            closedMoment: moment(rows.optionalInt(row, 5), .closed))
        return record
    }

    private func terms(_ scope: RecallScope) -> RecallTerms? {
        guard let remedy = RecallRemedy(rawValue: rows.text(row, 7)) else { return nil }
        return RecallTerms(criteria: scope.criteria, hold: HoldTerms(mock: rows.bool(row, 6), remedy: remedy))
    }

    private var termsMoment: NoticeMoment? {
        moment(rows.optionalInt(row, 3), rows.optionalInt(row, 4).flatMap(NoticeStage.init(rawValue:)))
    }

    private func moment(_ at: Int64?, _ kind: NoticeStage?) -> NoticeMoment? {
        guard let at, let kind else { return nil }
        return NoticeMoment(at: Instant(microseconds: at), kind: kind)
    }
}
