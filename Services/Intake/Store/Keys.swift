import IntakeDomain
import Kernel
import Worker

/// What names a receipt: the parcel and its number among the parcel's receipts.
package struct ReceiptKey: Hashable, Sendable, Comparable, Codable {
    package var merchant: String
    package var parcelID: String
    package var receiptID: String

    package init(_ merchant: String, _ parcelID: String, _ receiptID: String) {
        self.merchant = merchant
        self.parcelID = parcelID
        self.receiptID = receiptID
    }

    /// The parcel.
    package var parcel: MerchantKey { MerchantKey(merchant, parcelID) }

    package static func < (left: ReceiptKey, right: ReceiptKey) -> Bool {
        (left.merchant, left.parcelID, left.receiptID) < (right.merchant, right.parcelID, right.receiptID)
    }
}

/// What the events of a batch will look at. The store adds what follows from it: the return of a parcel, the orders of
/// a return, their policies and articles.
package struct IntakeKeys: LoadKeys {
    /// Orders that an event of this batch tells something about.
    package var orders: Set<MerchantKey> = []
    /// Sales that events of this batch tell of: a request of the same batch needs their policies and articles too.
    package var sold: [MerchantKey: Sale] = [:]
    /// Policies that an event tells something about.
    package var policies: Set<MerchantKey> = []
    /// Articles that an event tells something about.
    package var products: Set<MerchantKey> = []
    /// Articles to look at if they are known.
    package var glances: Set<MerchantKey> = []
    /// Order lines that a request of this batch asks for, by order.
    package var asked: [MerchantKey: Set<String>] = [:]
    /// Returns that a request of this batch tells of.
    package var requested: Set<MerchantKey> = []
    /// Returns that are looked at for another reason.
    package var returns: Set<MerchantKey> = []
    /// Those of `returns` that may be decided or give items back to their orders.
    package var deciding: Set<MerchantKey> = []
    package var parcels: Set<MerchantKey> = []
    package var receipts: Set<ReceiptKey> = []
    package var units: Set<MerchantKey> = []

    package init() {}
}
