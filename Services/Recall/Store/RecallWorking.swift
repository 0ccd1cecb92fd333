import Contracts
import Kernel
import RecallDomain
import Worker

/// What a batch of the recall service knows and changes.
package struct RecallWorking: WorkingSet {
    package typealias Keys = RecallKeys

    /// Recalls that notices, sweeps and progress ask for, and the active ones that name an article of the batch.
    var recalls: [MerchantKey: RecallRecord] = [:]
    /// Which active recalls name an article; of the articles of the batch only.
    var recallsByArticle: [Article: Set<MerchantKey>] = [:]
    /// Orders that are known, with the fingerprint of their content.
    var orders: [MerchantKey: Int64] = [:]
    var units: [MerchantKey: UnitRecord] = [:]
    var unitMarks: [UnitMarkKey: UnitMark] = [:]
    var saleMarks: [SaleMarkKey: SaleMark] = [:]
    var sweeps: [SweepPlace: SweepChunk] = [:]
    var changes = RecallChanges()

    package init() {}
}

/// A recall with what its events repeat word for word.
struct RecallRecord: Sendable {
    var recall = Recall()
    /// The newest scope as its notice gave it.
    var scope: RecallScope?
    /// As of the load; loaded for progress only.
    var counts = RecallCounts()
}

/// A unit; without facts while only its removal is known.
struct UnitRecord: Sendable {
    var subject = ScopeSubject()
    var removed = false
    /// Of the arrival; nil before it.
    var fingerprint: Int64?
    var returnId: String?

    var facts: UnitFacts? { fingerprint == nil ? nil : UnitFacts(subject: subject, removed: removed) }
}

/// One line of a sale.
struct SaleLine: Sendable {
    var order: MerchantKey
    var lineId: String
    var customerId: String?
    var facts: SaleFacts

    /// Who is to be counted: the customer, or the order when it names none.
    var customer: String { customerId.map { "c/\($0)" } ?? "o/\(order.id)" }
    var articles: [Article] {
        Article.names(of: order.merchant, gtin: facts.subject.gtin, sku: facts.subject.sku)
    }

    func markKey(_ recall: MerchantKey) -> SaleMarkKey {
        SaleMarkKey(recall: recall, orderId: order.id, lineId: lineId)
    }
}

/// A recall's mark on a unit of the same merchant.
struct UnitMarkKey: Hashable, Sendable {
    var recall: MerchantKey
    var unitId: String
}

/// A recall's mark on an order line of the same merchant.
struct SaleMarkKey: Hashable, Sendable {
    var recall: MerchantKey
    var orderId: String
    var lineId: String
}

/// A customer of a recall.
struct CustomerKey: Hashable, Sendable {
    var recall: MerchantKey
    var customer: String
}

/// A notice to be kept.
struct NoticeRow: Sendable {
    var recall: MerchantKey
    var moment: NoticeMoment
    var fingerprint: Int64
    /// JSON.
    var content: [UInt8]
}

/// What is to be written at the end of a batch.
struct RecallChanges: Sendable {
    var notices: [NoticeRow] = []
    var recalls: Set<MerchantKey> = []
    /// Lines of new orders, with the fingerprint of their order.
    var sales: [(line: SaleLine, fingerprint: Int64)] = []
    var units: Set<MerchantKey> = []
    var unitMarks: Set<UnitMarkKey> = []
    var saleMarks: Set<SaleMarkKey> = []
    /// To be added to each recall's counts.
    var counts: [MerchantKey: RecallCounts] = [:]
    /// To be added to each customer's lines in scope.
    var customers: [CustomerKey: Int64] = [:]
    /// Recalls whose progress timer is set.
    var progress: Set<MerchantKey> = []
}
