import Kernel

/// A customer wants to send something back.
public struct ReturnRequested: ContractEvent {
    public static let type = "backhaul.return.requested.v1"
    public static let topic = Topic.requests
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant that sold.
    public var merchant: String
    /// The return (RMA) number, unique within the merchant.
    public var returnId: String
    /// An id, never a name or an address.
    public var customerId: String?
    /// When the customer asked.
    public var requestedAt: Instant
    /// How the goods are to come back.
    public var route: ReturnRoute
    /// What is to come back, at least one line; lines may be of several orders.
    public var lines: [RequestedLine]

    public init(
        merchant: String, returnId: String, customerId: String?, requestedAt: Instant, route: ReturnRoute,
        lines: [RequestedLine]
    ) {
        self.merchant = merchant
        self.returnId = returnId
        self.customerId = customerId
        self.requestedAt = requestedAt
        self.route = route
        self.lines = lines
    }

    public func violation() -> String? {
        if lines.isEmpty { return "lines: expected at least one" }
        // Each line is told of with all its checks in one decision, which must fit into one record.
        if lines.count > 1_000 { return "lines: expected at most 1000" }
        if Set(lines.map(\.lineId)).count != lines.count { return "lines.lineId: expected each only once" }
        if !lines.allSatisfy({ (1...1_000_000).contains($0.quantity) }) {
            return "lines.quantity: expected 1 to 1000000"
        }
        return Limits.idViolation("customerId", customerId) ?? lines.lazy.compactMap { $0.violation() }.first
    }
}

/// One line of a request.
public struct RequestedLine: Codable, Sendable, Hashable {
    /// Unique within the return.
    public var lineId: String
    /// The order it was bought in.
    public var orderId: String
    /// The line of that order.
    public var orderLineId: String
    /// Items, at least 1.
    public var quantity: Int64
    /// Why.
    public var reason: ReturnReason
    /// What the customer asks for.
    public var resolution: Resolution

    public init(
        lineId: String, orderId: String, orderLineId: String, quantity: Int64, reason: ReturnReason,
        resolution: Resolution
    ) {
        self.lineId = lineId
        self.orderId = orderId
        self.orderLineId = orderLineId
        self.quantity = quantity
        self.reason = reason
        self.resolution = resolution
    }

    func violation() -> String? {
        Limits.idViolation("lines.lineId", lineId, atMost: Limits.lineBytes)
            ?? Limits.idViolation("lines.orderId", orderId)
            ?? Limits.idViolation("lines.orderLineId", orderLineId, atMost: Limits.lineBytes)
    }
}

/// The customer changed their mind: what has not arrived yet is not expected any more.
public struct ReturnCancelled: ContractEvent {
    public static let type = "backhaul.return.cancelled.v1"
    public static let topic = Topic.requests
    public var key: MerchantKey { MerchantKey(merchant, returnId) }

    /// The merchant that sold.
    public var merchant: String
    /// The return (RMA) number.
    public var returnId: String
    /// When it was cancelled.
    public var cancelledAt: Instant

    public init(merchant: String, returnId: String, cancelledAt: Instant) {
        self.merchant = merchant
        self.returnId = returnId
        self.cancelledAt = cancelledAt
    }
}
