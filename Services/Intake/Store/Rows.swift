import Contracts
import IntakeDomain
import Kernel

/// A sale as the order topic told it. Both facts can come first.
package struct OrderRow: Hashable, Sendable {
    /// What was shipped, without delivery and taken items.
    package var shipped: Sale?
    package var fingerprint: Int64?
    package var deliveredAt: Instant?
    package var taken: [String: ItemSet] = [:]

    package init() {}

    /// Everything known of the sale; nil while only its delivery is known.
    package var sale: Sale? {
        var sale = shipped
        sale?.deliveredAt = deliveredAt
        sale?.taken = taken
        return sale
    }
}

/// An article; facts are nil until it was described.
package struct ProductRow: Hashable, Sendable {
    package var facts: ProductFacts?
    package var describedAt: Instant?
    package var fingerprint: Int64?

    package init() {}
}

/// A policy; nil until it was published.
package struct PolicyRow: Hashable, Sendable {
    package var published: PolicyPublished? { didSet { rules = published.map(ReturnPolicy.init) } }
    /// What decisions follow, made once for all of a batch.
    private(set) var rules: ReturnPolicy?
    package var fingerprint: Int64?

    package init() {}
}

/// A parcel as carriers and sites saw it.
package struct ParcelRow: Hashable, Sendable {
    /// Where it is, as far as it matters to its return.
    package enum Place: Sendable { case unknown, moving, lost, received }

    /// The return that a scan named.
    package var returnID: String?
    /// The newest scan.
    package var status: ParcelStatus?
    package var scannedAt: Instant?
    package var receivedAt: Instant?

    package init() {}

    package var place: Place {
        if receivedAt != nil { return .received }
        guard let status else { return .unknown }
        return status == .lost ? .lost : .moving
    }
}

/// What was found in a parcel: kept whole only while it waits for its return.
package struct ReceiptRow: Hashable, Sendable {
    package var returnID: String?
    package var waiting: ParcelReceived?
    package var fingerprint: Int64

    package init(returnID: String?, waiting: ParcelReceived?, fingerprint: Int64) {
        self.returnID = returnID
        self.waiting = waiting
        self.fingerprint = fingerprint
    }
}

/// One physical item in our hands.
package struct UnitRow: Hashable, Sendable {
    package var receipt: ReceiptKey
    package var itemNumber: Int64
    package var returnID: String?
    package var lineID: String?
    /// Which item of the order line it counts as; nil unless it was announced.
    package var item: Int64?
    package var finding: ReceiptFinding
    package var matchedBy: MatchedBy
    package var receivedAt: Instant
    /// What the grade took off; nil until it is graded.
    package var reduction: BasisPoints?
    package var gradeFingerprint: Int64?

    package init(
        receipt: ReceiptKey, itemNumber: Int64, returnID: String?, lineID: String?, item: Int64?,
        finding: ReceiptFinding, matchedBy: MatchedBy, receivedAt: Instant
    ) {
        self.receipt = receipt
        self.itemNumber = itemNumber
        self.returnID = returnID
        self.lineID = lineID
        self.item = item
        self.finding = finding
        self.matchedBy = matchedBy
        self.receivedAt = receivedAt
    }
}

/// A return: what its request said, what was decided, and its lines.
package struct ReturnRow: Hashable, Sendable {
    package var file: ReturnCase
    package var customerID: String?
    package var requestedAt: Instant?
    package var route: ReturnRoute?
    package var patience: Patience?
    package var decidedAt: Instant?
    package var policyID: String?
    package var policyVersion: Int64?
    package var transitLimit: TimeSpan?
    /// Receipts that wait for the decision.
    package var waitingReceipts: [ReceiptKey] = []
    package var fingerprint: Int64?
    package var cancelFingerprint: Int64?

    package init(_ key: MerchantKey) { file = ReturnCase(merchant: key.merchant, returnID: key.id) }

    /// The row without its lines: what stands in `return_request`.
    var header: ReturnRow {
        var header = self
        header.file.lines = []
        return header
    }
}

/// A return that waits for a fact.
package struct Wait: Hashable, Sendable, Comparable {
    /// The facts that a decision can lack.
    package enum Kind: String, Sendable { case order, policy, product }

    package var kind: Kind
    /// Merchant and id of the fact.
    package var fact: MerchantKey
    package var returnID: String

    package init(_ kind: Kind, _ fact: MerchantKey, _ returnID: String) {
        self.kind = kind
        self.fact = fact
        self.returnID = returnID
    }

    package static func < (left: Wait, right: Wait) -> Bool {
        (left.kind.rawValue, left.fact, left.returnID) < (right.kind.rawValue, right.fact, right.returnID)
    }
}
