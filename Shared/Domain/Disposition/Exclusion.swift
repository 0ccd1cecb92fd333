/// Why an option is not allowed. The raw value stands in the event.
public enum Exclusion: String, Hashable, Sendable, CaseIterable {
    /// A recall, hazmat, fraud or legal hold does not permit it.
    case recallHold = "recall_hold"
    case hazmatHold = "hazmat_hold"
    case fraudHold = "fraud_hold"
    case legalHold = "legal_hold"
    /// A lithium battery that is recalled or dangerous goes to a licensed recycler or to hazardous disposal only.
    case unsafeLithium = "unsafe_lithium"
    /// The bench found it dangerous.
    case dangerous
    /// Dangerous goods are not given away, sold in lots or mailed.
    case hazardClass = "hazard_class"
    /// Ordinary waste does not take dangerous goods or electrical equipment.
    case notOrdinaryWaste = "not_ordinary_waste"
    /// It is not dangerous goods.
    case notHazardous = "not_hazardous"
    /// The law forbids to destroy it.
    case destructionBan = "destruction_ban"
    /// Food and cosmetics that were opened, or are not as new, are not passed on.
    case hygiene
    /// New goods are sealed and of grade A.
    case notAsNew = "not_as_new"
    /// Nobody buys it in this grade.
    case noMarketForGrade = "no_market_for_grade"
    /// The article, and with it the price, is not known.
    case priceUnknown = "price_unknown"
    /// The price is known in another currency only.
    case priceCurrency = "price_currency"
    /// The brand forbids it.
    case brandRule = "brand_rule"
    /// No vendor takes it back.
    case noVendorTerms = "no_vendor_terms"
    /// The vendor's window has ended, or the day of the sale is not known.
    case vendorWindow = "vendor_window"
    /// The vendor takes sealed goods only.
    case vendorTakesSealedOnly = "vendor_takes_sealed_only"
    /// The vendor takes goods with a fault of the maker only.
    case vendorTakesDefectsOnly = "vendor_takes_defects_only"
    /// The return was announced and accepted: the unit is ours.
    case ours
    /// Nobody to send it to.
    case customerUnknown = "customer_unknown"
    /// An article that is not ours, of a customer whom we know: it goes back, it is not used up.
    case belongsToCustomer = "belongs_to_customer"
    /// It was tried on this unit and failed.
    case failedBefore = "failed_before"
    /// Keeping it apart is for units that can go nowhere else.
    case lastResort = "last_resort"
}
