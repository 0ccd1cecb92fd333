import Contracts
import Kernel
import RecallDomain
import Worker

extension RecallWorking {
    /// Recalls, their notices and the articles that they name.
    func storeRecalls(into session: any SQLSession) throws(Fault) {
        try storeNotices(into: session)
        let keys = changes.recalls.sorted()
        guard !keys.isEmpty else { return }
        let records = keys.map { recalls[$0] ?? RecallRecord() }
        let states = records.map(\.recall)
        let scopes = try records.map { (record) throws(Fault) in
            try record.scope.map { (scope) throws(Fault) in try StoredJSON.encode(scope, column: "recall.scope") }
        }
        try session.post(
            RecallStatements.store,
            keyParameters(keys) + [
                .int8s(states.map(\.version)), .bools(states.map(\.isActive)),
                .int8s(states.map { $0.termsMoment?.at.microseconds }),
                .int8s(states.map { $0.termsMoment?.kind.rawValue }),
                .int8s(states.map { $0.closedMoment?.at.microseconds }),
                .texts(states.map { $0.terms.map { String($0.hold.mock) } }),
                .texts(states.map { $0.terms?.hold.remedy.rawValue }), .jsons(scopes),
            ])
        try storeArticles(of: keys, into: session)
    }

    private func storeNotices(into session: any SQLSession) throws(Fault) {
        let notices = changes.notices
        guard !notices.isEmpty else { return }
        try session.post(
            RecallStatements.storeNotices,
            keyParameters(notices.map(\.recall)) + [
                .int8s(notices.map(\.moment.at.microseconds)), .int8s(notices.map(\.moment.kind.rawValue)),
                .int8s(notices.map(\.fingerprint)), .jsons(notices.map(\.content)),
            ])
    }

    /// Only active recalls have their articles listed: what is over is not looked up any more.
    private func storeArticles(of keys: [MerchantKey], into session: any SQLSession) throws(Fault) {
        try session.post(RecallStatements.clearArticles, keyParameters(keys))
        let entries = keys.flatMap { key in recalls[key]?.activeArticles(of: key.merchant).map { (key, $0) } ?? [] }
        guard !entries.isEmpty else { return }
        try session.post(
            RecallStatements.storeArticles, keyParameters(entries.map(\.0)) + [.texts(entries.map(\.1.name))])
    }
}

extension RecallRecord {
    /// The articles in scope; none when the recall is not active.
    func activeArticles(of merchant: String) -> Set<Article> {
        guard recall.isActive, let scope else { return [] }
        return Set(
            (scope.gtins ?? []).map { .gtin($0, of: merchant) } + (scope.skus ?? []).map { .sku($0, of: merchant) })
    }
}
