/// How far a recall is. Also used for differences, which may be negative.
public struct RecallCounts: Hashable, Sendable {
    /// Items sold that are in scope.
    public var itemsSold: Int64
    /// Customers who bought some; an order without a customer counts as one.
    public var customersAffected: Int64
    /// Units in scope that came into our hands.
    public var unitsReceived: Int64
    /// Units on hold that are still there.
    public var unitsHeld: Int64
    /// Units in scope that were destroyed, recycled, taken apart or sent back to the maker.
    public var unitsRemoved: Int64

    public init(
        itemsSold: Int64 = 0, customersAffected: Int64 = 0, unitsReceived: Int64 = 0, unitsHeld: Int64 = 0,
        unitsRemoved: Int64 = 0
    ) {
        self.itemsSold = itemsSold
        self.customersAffected = customersAffected
        self.unitsReceived = unitsReceived
        self.unitsHeld = unitsHeld
        self.unitsRemoved = unitsRemoved
    }

    /// Both counts together.
    public static func + (left: RecallCounts, right: RecallCounts) -> RecallCounts {
        RecallCounts(
            itemsSold: left.itemsSold + right.itemsSold,
            customersAffected: left.customersAffected + right.customersAffected,
            unitsReceived: left.unitsReceived + right.unitsReceived, unitsHeld: left.unitsHeld + right.unitsHeld,
            unitsRemoved: left.unitsRemoved + right.unitsRemoved)
    }

    /// These counts without the others.
    public static func - (left: RecallCounts, right: RecallCounts) -> RecallCounts {
        RecallCounts(
            itemsSold: left.itemsSold - right.itemsSold,
            customersAffected: left.customersAffected - right.customersAffected,
            unitsReceived: left.unitsReceived - right.unitsReceived, unitsHeld: left.unitsHeld - right.unitsHeld,
            unitsRemoved: left.unitsRemoved - right.unitsRemoved)
    }
}
