/// What kind of thing a product is; decides windows, question trees, decay and law.
public enum ProductCategory: String, Hashable, Sendable, Codable, CaseIterable {
    case apparel, shoes, electronics, home, toys, beauty, sports, books, other
    case foodAndDrink = "food_and_drink"
}

/// Where the sale was made.
public enum SalesChannel: String, Hashable, Sendable, Codable, CaseIterable {
    case online, store, marketplace
}

/// Why the customer sends something back.
public enum ReturnReason: String, Hashable, Sendable, Codable, CaseIterable {
    case defective, unwanted, style, colour, other
    case damagedInTransit = "damaged_in_transit"
    case notAsDescribed = "not_as_described"
    case wrongItem = "wrong_item"
    case sizeTooSmall = "size_too_small"
    case sizeTooLarge = "size_too_large"
    case missingParts = "missing_parts"
    case arrivedLate = "arrived_late"
    case recalled
}

/// What the customer asks for.
public enum Resolution: String, Hashable, Sendable, Codable, CaseIterable {
    case refund, exchange, repair
    case storeCredit = "store_credit"
}

/// How goods come back.
public enum ReturnRoute: String, Hashable, Sendable, Codable, CaseIterable {
    case mail, store, collection
    case dropOff = "drop_off"
}

/// When money moves: decided by the policy.
public enum RefundTiming: String, Hashable, Sendable, Codable, CaseIterable {
    case onRequest = "on_request"
    case onFirstScan = "on_first_scan"
    case onReceipt = "on_receipt"
    case onGrade = "on_grade"
}

/// The condition of a unit as a whole, best first. S is scrap.
public enum Grade: String, Hashable, Sendable, Codable, CaseIterable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"
    case s = "S"
}

/// How far an electronic device works.
///
/// - Source: SERI R2v3, REC v1.2, function categories (F6 is the best).
public enum FunctionGrade: String, Hashable, Sendable, Codable, CaseIterable {
    case f1 = "F1"
    case f2 = "F2"
    case f3 = "F3"
    case f4 = "F4"
    case f5 = "F5"
    case f6 = "F6"
}

/// How an electronic device looks.
///
/// - Source: SERI R2v3, REC v1.2, cosmetic categories (C0 is not categorised, C9 new in an opened box).
public enum CosmeticGrade: String, Hashable, Sendable, Codable, CaseIterable {
    case c0 = "C0"
    case c1 = "C1"
    case c2 = "C2"
    case c3 = "C3"
    case c4 = "C4"
    case c5 = "C5"
    case c6 = "C6"
    case c7 = "C7"
    case c8 = "C8"
    case c9 = "C9"
}

/// Who caused the state that a unit is in.
public enum PartyAtFault: String, Hashable, Sendable, Codable, CaseIterable {
    case customer, carrier, merchant, manufacturer, warehouse, unknown
}

/// What a unit becomes.
public enum Disposition: String, Hashable, Sendable, Codable, CaseIterable {
    case restockNew = "restock_new"
    case restockOpenBox = "restock_open_box"
    case refurbish, repair
    case returnToVendor = "return_to_vendor"
    case marketplaceResale = "marketplace_resale"
    case liquidate, donate
    case harvestParts = "harvest_parts"
    case recycle, dispose
    case disposeHazardous = "dispose_hazardous"
    case returnToCustomer = "return_to_customer"
    case keepWithCustomer = "keep_with_customer"
    case hold

    /// True when the unit ends where a customer can buy it from us.
    public var endsOnShelf: Bool {
        switch self {
        case .restockNew, .restockOpenBox, .refurbish, .repair, .marketplaceResale: true
        default: false
        }
    }
}

/// One step of work at a site.
public enum WorkStep: String, Hashable, Sendable, Codable, CaseIterable {
    case repair, refurbish, test, clean, repack, relabel, restock, list, sanitise, disassemble, transport
    case shipToVendor = "ship_to_vendor"
    case shipToBuyer = "ship_to_buyer"
    case shipToCustomer = "ship_to_customer"
    case handOverDonation = "hand_over_donation"
    case handOverRecycler = "hand_over_recycler"
    case handOverDisposal = "hand_over_disposal"
    case handOverHazardous = "hand_over_hazardous"
    /// Takes a unit that is already on a shelf back off it, and sets it apart.
    case pullFromShelf = "pull_from_shelf"
    /// Sets a unit apart where nobody can pick it.
    case quarantine
}

/// Why a unit must not move on.
public enum HoldKind: String, Hashable, Sendable, Codable, CaseIterable {
    case recall, hazmat, fraud, legal
}

/// How the items of a receipt were recognised, strongest first.
public enum MatchedBy: String, Hashable, Sendable, Codable, CaseIterable {
    case serial, lot, gtin, sku, none
}

/// What a received item is compared with what was announced.
public enum ReceiptFinding: String, Hashable, Sendable, Codable, CaseIterable {
    /// It was announced.
    case matched
    /// The product was announced, but fewer of it.
    case over
    /// The parcel announces a return, and this product is not in it.
    case wrongItem = "wrong_item"
    /// Nothing announced the parcel (a blind return).
    case unannounced
}

/// What became of one requested return line.
public enum LineOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    case authorized, declined, kept
}

/// What a recall asks to be done with what comes back.
public enum RecallRemedy: String, Hashable, Sendable, Codable, CaseIterable {
    case refund, replace, repair, destroy
    case returnToVendor = "return_to_vendor"
}

/// How dangerous dangerous goods are in transport.
///
/// - Source: UN Model Regulations, classes and divisions as text such as `3`, `2.1`, `9`.
public struct Hazard: Hashable, Sendable, Codable {
    /// Four digits, such as `3480` (lithium ion batteries).
    public var unNumber: String
    /// Class or division, such as `9`.
    public var hazardClass: String
    /// I, II or III where the entry has one.
    public var packingGroup: String?

    public init(unNumber: String, hazardClass: String, packingGroup: String? = nil) {
        self.unNumber = unNumber
        self.hazardClass = hazardClass
        self.packingGroup = packingGroup
    }

    /// Lithium batteries, alone, with or in equipment.
    ///
    /// - Source: UN 3090, 3091 (metal), 3480, 3481 (ion), 3536 (in cargo units), 3551, 3552 are sodium ion and not
    ///   meant.
    public var isLithium: Bool { ["3090", "3091", "3480", "3481", "3536"].contains(unNumber) }
}
