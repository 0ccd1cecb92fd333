import Kernel

/// A carrier saw a parcel.
public struct ParcelScanned: ContractEvent {
    public static let type = "backhaul.parcel.scanned.v1"
    public static let topic = Topic.scans
    public var key: MerchantKey { MerchantKey(merchant, parcelId) }

    /// The merchant it goes to.
    public var merchant: String
    /// The parcel, unique within the merchant.
    public var parcelId: String
    /// The return that the label was made for, when it is known.
    public var returnId: String?
    /// What happened to it.
    public var status: ParcelStatus
    /// When.
    public var scannedAt: Instant
    /// Who saw it.
    public var carrier: String?

    public init(
        merchant: String, parcelId: String, returnId: String?, status: ParcelStatus, scannedAt: Instant,
        carrier: String?
    ) {
        self.merchant = merchant
        self.parcelId = parcelId
        self.returnId = returnId
        self.status = status
        self.scannedAt = scannedAt
        self.carrier = carrier
    }

    public func violation() -> String? { Limits.idViolation("returnId", returnId) }
}

/// What a carrier reports.
public enum ParcelStatus: String, Hashable, Sendable, Codable, CaseIterable {
    case delivered, lost
    case pickedUp = "picked_up"
    case inTransit = "in_transit"
}

/// A site opened a parcel: what was found in it. Finding is not restocking and not refunding.
public struct ParcelReceived: ContractEvent {
    public static let type = "backhaul.parcel.received.v1"
    public static let topic = Topic.receipts
    public var key: MerchantKey { MerchantKey(merchant, parcelId) }

    /// The merchant it belongs to.
    public var merchant: String
    /// The parcel, unique within the merchant.
    public var parcelId: String
    /// Tells several receipts of one parcel apart; `1` when absent.
    public var receiptId: String?
    /// The return named on the label or the slip, when there is one.
    public var returnId: String?
    /// Where it was opened.
    public var siteId: String
    /// When it was opened.
    public var receivedAt: Instant
    /// What was in it; none for an empty box.
    public var items: [ReceivedItem]

    public init(
        merchant: String, parcelId: String, receiptId: String? = nil, returnId: String?, siteId: String,
        receivedAt: Instant, items: [ReceivedItem]
    ) {
        self.merchant = merchant
        self.parcelId = parcelId
        self.receiptId = receiptId
        self.returnId = returnId
        self.siteId = siteId
        self.receivedAt = receivedAt
        self.items = items
    }

    public func violation() -> String? {
        if items.count > 10_000 { return "items: expected at most 10000" }
        if Set(items.map(\.itemNumber)).count != items.count { return "items.itemNumber: expected each only once" }
        return Limits.idViolation("returnId", returnId)
            ?? Limits.idViolation("receiptId", receiptId, atMost: Limits.lineBytes)
            ?? items.lazy.compactMap { $0.violation() }.first
    }
}

/// One physical item in a parcel.
public struct ReceivedItem: Codable, Sendable, Hashable {
    /// Its number within the receipt.
    public var itemNumber: Int64
    /// The article, when it could be told.
    public var sku: String?
    /// GS1 GTIN, when it could be read.
    public var gtin: GTIN?
    /// Serial number, when it could be read.
    public var serial: String?
    /// Batch or lot, when it could be read.
    public var lot: String?
    /// Measured mass in grams.
    public var massGrams: Int64?
    /// True when the parcel or the item was damaged on the way.
    public var damagedInTransit: Bool?
    /// What the receiver noticed.
    public var note: String?

    public init(
        itemNumber: Int64, sku: String? = nil, gtin: GTIN? = nil, serial: String? = nil, lot: String? = nil,
        massGrams: Int64? = nil, damagedInTransit: Bool? = nil, note: String? = nil
    ) {
        self.itemNumber = itemNumber
        self.sku = sku
        self.gtin = gtin
        self.serial = serial
        self.lot = lot
        self.massGrams = massGrams
        self.damagedInTransit = damagedInTransit
        self.note = note
    }

    func violation() -> String? {
        Limits.violation("items.massGrams", massGrams, 0...100_000_000) ?? Limits.idViolation("items.sku", sku)
    }
}
