import Kernel

/// What grading needs to know of a unit that came in.
public struct Arrival: Codable, Sendable, Hashable {
    /// Where it is.
    public var siteId: String
    /// The article, when it is known.
    public var sku: String?
    /// The return it belongs to, when it is known.
    public var returnId: String?
    /// Why the customer sent it back.
    public var reason: ReturnReason?
    /// The policy that lowers the refund.
    public var policyId: String
    /// True when the carrier reported damage.
    public var damagedInTransit: Bool

    public init(
        siteId: String, sku: String?, returnId: String?, reason: ReturnReason?, policyId: String,
        damagedInTransit: Bool
    ) {
        self.siteId = siteId
        self.sku = sku
        self.returnId = returnId
        self.reason = reason
        self.policyId = policyId
        self.damagedInTransit = damagedInTransit
    }
}

/// What a bench sent.
public struct BenchResult: Codable, Sendable, Hashable {
    /// Who looked, an id.
    public var inspector: String
    /// When.
    public var recordedAt: Instant
    /// In the order of the tree.
    public var answers: [GivenAnswer]
    /// Links to pictures.
    public var photos: [String]?

    public init(inspector: String, recordedAt: Instant, answers: [GivenAnswer], photos: [String]?) {
        self.inspector = inspector
        self.recordedAt = recordedAt
        self.answers = answers
        self.photos = photos
    }
}

/// Which tree a unit is asked. Chosen once; a later version or another category does not change it.
public struct TreeChoice: Sendable, Hashable {
    /// The kind of product, `other` when it could not be found out in time.
    public var category: ProductCategory
    /// The tree and its version.
    public var tree: TreeCatalogue.Key

    public init(category: ProductCategory, tree: TreeCatalogue.Key) {
        self.category = category
        self.tree = tree
    }
}

/// A fact together with the hash of the event that brought it, which tells a repeat from a conflict.
public struct Recorded<Fact: Sendable & Hashable>: Sendable, Hashable {
    public var fact: Fact
    public var fingerprint: Int64

    public init(_ fact: Fact, fingerprint: Int64) {
        self.fact = fact
        self.fingerprint = fingerprint
    }
}

/// A fact of another topic, which may be on its way.
public enum Knowledge<Fact: Sendable>: Sendable {
    case known(Fact)
    /// Not arrived yet.
    case awaited
    /// Given up: its time ran out.
    case absent
}
