/// The goods that a recall is about. All conditions that are given must hold; an absent or empty list is
/// no condition.
///
/// Kept here because two domains ask the same question and must never answer it differently.
public struct ScopeCriteria: Hashable, Sendable {
    /// Articles by GS1 GTIN.
    public var gtins: Set<GTIN>?
    /// Articles by the merchant's own number, exact. An article is meant when its gtin *or* its sku is listed.
    public var skus: Set<String>?
    /// Batches or lots, exact.
    public var lots: Set<String>?
    /// Serial numbers, both ends included.
    public var serialRanges: [ClosedSerialRange]?
    /// Made at or after.
    public var madeFrom: Instant?
    /// Made before.
    public var madeBefore: Instant?
    /// Sold at or after.
    public var soldFrom: Instant?
    /// Sold before.
    public var soldBefore: Instant?
    /// Sold to these countries (ISO 3166-1 alpha-2).
    public var countries: Set<String>?

    public init(
        gtins: Set<GTIN>? = nil, skus: Set<String>? = nil, lots: Set<String>? = nil,
        serialRanges: [ClosedSerialRange]? = nil, madeFrom: Instant? = nil, madeBefore: Instant? = nil,
        soldFrom: Instant? = nil, soldBefore: Instant? = nil, countries: Set<String>? = nil
    ) {
        self.gtins = gtins
        self.skus = skus
        self.lots = lots
        self.serialRanges = serialRanges
        self.madeFrom = madeFrom
        self.madeBefore = madeBefore
        self.soldFrom = soldFrom
        self.soldBefore = soldBefore
        self.countries = countries
    }
}

/// Serial numbers from `first` to `last`, both included, by length and then by character, so that `A9` is before `A10`.
public struct ClosedSerialRange: Hashable, Sendable {
    /// The first serial number.
    public var first: String
    /// The last serial number.
    public var last: String

    public init(first: String, last: String) {
        self.first = first
        self.last = last
    }

    /// True when `serial` is one of the range.
    public func contains(_ serial: String) -> Bool {
        !Self.precedes(serial, first) && !Self.precedes(last, serial)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8, right.utf8)
        return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }
}

/// What is known of one item (or of one sale) for matching it against recalls. Nil is "not known".
public struct ScopeSubject: Hashable, Sendable {
    /// The article by GS1 GTIN, when it is known.
    public var gtin: GTIN?
    /// The article by the merchant's number, when it is known.
    public var sku: String?
    /// Batch or lot, when it is known.
    public var lot: String?
    /// Serial number, when it is known.
    public var serial: String?
    /// When it was made, if that is known.
    public var madeAt: Instant?
    /// When the customer bought it, if that is known.
    public var soldAt: Instant?
    /// ISO 3166-1 alpha-2 code of the country it was sold to, if known.
    public var country: String?

    public init(
        gtin: GTIN? = nil, sku: String? = nil, lot: String? = nil, serial: String? = nil, madeAt: Instant? = nil,
        soldAt: Instant? = nil, country: String? = nil
    ) {
        self.gtin = gtin
        self.sku = sku
        self.lot = lot
        self.serial = serial
        self.madeAt = madeAt
        self.soldAt = soldAt
        self.country = country
    }
}

/// An attribute that a scope asks for.
public enum ScopeAttribute: String, Hashable, Sendable, CaseIterable {
    case article, lot, serial, country
    case madeAt = "made_at"
    case soldAt = "sold_at"
}

/// Whether an item is inside a recall's scope.
public enum ScopeMatch: Hashable, Sendable {
    /// Every condition holds.
    case inside
    /// At least one condition does not hold.
    case outside
    /// No condition is broken, but these attributes are not known. Goods in hand count as inside then.
    case possible(missing: Set<ScopeAttribute>)

    /// For goods in hand: what is not known to be safe is stopped.
    public var stopsGoodsInHand: Bool { self != .outside }
}

extension ScopeCriteria {
    /// Matches one item.
    ///
    /// The article is found by gtin or by sku, whichever is listed; it is a condition like the others, and an item of
    /// which neither listed kind of number is known is not drawn in by that alone: it is `outside`, because otherwise
    /// every item without an identifier would be inside every recall.
    public func match(_ subject: ScopeSubject) -> ScopeMatch {
        guard namesArticle(of: subject) else { return .outside }
        var missing: Set<ScopeAttribute> = []
        for (attribute, holds) in conditions(on: subject) {
            switch holds {
            case .some(false): return .outside
            case .some(true): continue
            case .none: missing.insert(attribute)
            }
        }
        return missing.isEmpty ? .inside : .possible(missing: missing)
    }

    private func namesArticle(of subject: ScopeSubject) -> Bool {
        let byNumber = subject.gtin.map { gtins?.contains($0) ?? false } ?? false
        let bySku = subject.sku.map { skus?.contains($0) ?? false } ?? false
        let anyArticle = (gtins ?? []).isEmpty && (skus ?? []).isEmpty
        return byNumber || bySku || anyArticle
    }

    /// One entry a condition that is given: true, false, or nil when the attribute is not known.
    private func conditions(on subject: ScopeSubject) -> [(ScopeAttribute, Bool?)] {
        var found: [(ScopeAttribute, Bool?)] = []
        if let lots, !lots.isEmpty { found.append((.lot, subject.lot.map(lots.contains))) }
        if let serialRanges, !serialRanges.isEmpty {
            found.append((.serial, subject.serial.map { serial in serialRanges.contains { $0.contains(serial) } }))
        }
        if madeFrom != nil || madeBefore != nil {
            found.append((.madeAt, subject.madeAt.map { within($0, madeFrom, madeBefore) }))
        }
        if soldFrom != nil || soldBefore != nil {
            found.append((.soldAt, subject.soldAt.map { within($0, soldFrom, soldBefore) }))
        }
        if let countries, !countries.isEmpty { found.append((.country, subject.country.map(countries.contains))) }
        return found
    }

    /// Half-open: the start belongs to it, the end does not.
    private func within(_ moment: Instant, _ from: Instant?, _ before: Instant?) -> Bool {
        (from.map { moment >= $0 } ?? true) && (before.map { moment < $0 } ?? true)
    }
}
