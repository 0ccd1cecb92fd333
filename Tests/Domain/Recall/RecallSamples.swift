import Kernel
import RecallDomain

/// Small makers of words, units and sales for the tables of these tests.
enum Sample {
    static func terms(
        lots: Set<String>? = nil, serials: (String, String)? = nil, countries: Set<String>? = nil,
        mock: Bool = false, remedy: RecallRemedy = .refund
    ) -> RecallTerms {
        RecallTerms(
            criteria: ScopeCriteria(
                skus: ["kettle"], lots: lots,
                serialRanges: serials.map { [ClosedSerialRange(first: $0.0, last: $0.1)] },
                countries: countries),
            hold: HoldTerms(mock: mock, remedy: remedy))
    }

    static func notice(_ day: Int64, _ kind: NoticeStage, _ terms: RecallTerms?, content: Int64? = nil) -> Notice {
        Notice(
            moment: NoticeMoment(at: Instant.epoch.advanced(by: .days(day)), kind: kind), terms: terms,
            fingerprint: content ?? day * 10 + kind.rawValue)
    }

    static func recall(_ notices: Notice...) throws -> Recall {
        var recall = Recall()
        for notice in notices { _ = try recall.apply(notice) }
        return recall
    }

    static func unit(lot: String? = nil, country: String? = "DE", sku: String? = "kettle", removed: Bool = false)
        -> UnitFacts
    {
        UnitFacts(subject: ScopeSubject(sku: sku, lot: lot, country: country), removed: removed)
    }

    static func sale(
        lot: String? = nil, serials: [String] = [], quantity: Int64 = 1, country: String? = "DE"
    ) -> SaleFacts {
        SaleFacts(
            subject: ScopeSubject(sku: "kettle", lot: lot, country: country), serials: serials, quantity: quantity)
    }
}
