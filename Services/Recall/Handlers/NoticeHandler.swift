import Contracts
import Kernel
import RecallDomain
import Worker

/// A kind of notice that carries terms.
protocol TermsKind: NoticeKind {
    static var kind: NoticeStage { get }
}

extension PublishedKind: TermsKind { static var kind: NoticeStage { .published } }
extension AmendedKind: TermsKind { static var kind: NoticeStage { .amended } }

/// recall.published and recall.amended: the newest terms hold; a sweep finds what is known already.
struct NoticeHandler<Kind: TermsKind>: EventHandler {
    typealias Event = RecallNoticeEvent<Kind>
    typealias Working = RecallWorking

    func need(_ event: Event, _ keys: inout RecallKeys) { keys.notices.insert(event.key) }

    func decide(
        _ event: Event, _ context: EventContext, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let notice = Notice(
            moment: NoticeMoment(at: event.notice.publishedAt, kind: Kind.kind), terms: event.notice.terms,
            fingerprint: try EventCodec.fingerprint(event))
        try working.take(
            notice, of: event.key, scope: event.notice.scope, content: try EventCodec.encode(event), at: context.now,
            &effects)
    }
}

/// recall.closed: nothing new is matched, and a sweep lets go of all holds.
struct RecallEndedHandler: EventHandler {
    typealias Event = RecallEnded
    typealias Working = RecallWorking

    func need(_ event: RecallEnded, _ keys: inout RecallKeys) { keys.notices.insert(event.key) }

    func decide(
        _ event: RecallEnded, _ context: EventContext, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        let notice = Notice(
            moment: NoticeMoment(at: event.closedAt, kind: .closed), terms: nil,
            fingerprint: try EventCodec.fingerprint(event))
        try working.take(
            notice, of: event.key, scope: nil, content: try EventCodec.encode(event), at: context.now, &effects)
    }
}

extension RecallWorking {
    /// Takes one word on a recall in.
    mutating func take(
        _ notice: Notice, of key: MerchantKey, scope: RecallScope?, content: [UInt8], at now: Instant,
        _ effects: inout Effects
    ) throws(ContractViolation) {
        var record = recalls[key] ?? RecallRecord()
        let outcome: NoticeOutcome
        do { outcome = try record.recall.apply(notice) } catch {
            throw ContractViolation(.conflict, "another notice of this kind and moment has other content")
        }
        guard outcome != .repeated else { return }
        if outcome == .newTerms { record.scope = scope }
        if outcome != .recorded { try announce(record, key, at: now, &effects) }
        relist(record, key)
        changes.recalls.insert(key)
        changes.notices.append(
            NoticeRow(recall: key, moment: notice.moment, fingerprint: notice.fingerprint, content: content))
    }

    private mutating func announce(
        _ record: RecallRecord, _ key: MerchantKey, at now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard let terms = record.recall.terms, let scope = record.scope else { return }
        let scoped = RecallScoped(
            merchant: key.merchant, recallId: key.id, version: record.recall.version, active: record.recall.isActive,
            mock: terms.hold.mock, remedy: terms.hold.remedy, scope: scope, scopedAt: now)
        try effects.publish(scoped, correlation: nil)
        effects.schedule(try SweepTimer.entry(.start(key, version: record.recall.version), at: now))
        try reportProgress(of: key, at: now, &effects)
    }

    /// What comes later in this batch is matched against the recall as it is now.
    private mutating func relist(_ record: RecallRecord, _ key: MerchantKey) {
        for article in recalls[key]?.activeArticles(of: key.merchant) ?? [] {
            recallsByArticle[article]?.remove(key)
        }
        recalls[key] = record
        for article in record.activeArticles(of: key.merchant) {
            recallsByArticle[article, default: []].insert(key)
        }
    }
}
