import Kernel

/// How far a return is decided.
///
/// expected -> waiting (requested, a fact is missing) -> authorized, declined or kept; the last three are final.
public enum ReturnStatus: String, Hashable, Sendable, CaseIterable {
    /// Something named it, and it has not been requested yet.
    case expected
    /// Requested and not decided.
    case waiting
    case authorized, declined, kept

    /// True when the decision has been made.
    public var isDecided: Bool { self != .expected && self != .waiting }
}

/// A return: its lines and what is known of its parcels.
public struct ReturnCase: Hashable, Sendable {
    public let merchant: String
    public let returnID: String
    public var status = ReturnStatus.expected
    /// When the customer cancelled it; can come before the request.
    public var cancelledAt: Instant?
    /// The earliest scan of any of its parcels.
    public var firstScanAt: Instant?
    /// Parcels with a scan that are neither received nor lost.
    public var movingParcels: Int64 = 0
    /// Parcels that the carrier lost.
    public var lostParcels: Int64 = 0
    public var lines: [ReturnLine] = []

    public init(merchant: String, returnID: String) {
        self.merchant = merchant
        self.returnID = returnID
    }

    /// True while an authorised item may still come.
    public var isOpen: Bool { lines.contains { !$0.custody.open.isEmpty } }

    /// True when items that arrive are compared with what was authorised.
    public var expectsGoods: Bool { status == .authorized && cancelledAt == nil }
}

/// What a step of a return has led to, for those who are to be told.
public enum Consequence: Hashable, Sendable {
    /// Items of a line are given up.
    case lost(lineID: String, quantity: Int64, cause: LossCause)
    /// Money is promised.
    case due(lineID: String, Refund)
    /// A promise becomes smaller because of a grade.
    case reduced(lineID: String, refundID: String, unitID: String, by: MinorUnits)
    /// A promise is taken back for `quantity` items; 0 items when it is for the outbound shipping alone.
    case reversed(lineID: String, refundID: String, quantity: Int64, amount: MinorUnits, cause: ReversalCause)
}

/// Who says that items are lost.
public enum LossCause: String, Hashable, Sendable { case carrier, overdue }

/// Why a promise is taken back.
public enum ReversalCause: String, Hashable, Sendable {
    case cancelled
    case neverArrived = "never_arrived"
}

/// An item of a return line in our hands, as one unit.
public struct UnitOfLine: Hashable, Sendable {
    /// Our own id of the unit.
    public var unitID: String
    /// Index of the line in the return.
    public var line: Int
    /// Which item of the order line it counts as.
    public var item: Int64

    public init(unitID: String, line: Int, item: Int64) {
        self.unitID = unitID
        self.line = line
        self.item = item
    }
}
