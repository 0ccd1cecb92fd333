import Contracts
import Kernel

/// Makes the events of orders and returns of a real year.
struct RetailEvents {
    static let merchant = "retail"
    private static let site = "GB-RETAIL-1"
    /// Items in one parcel at most: large returns come as many parcels.
    static let itemsPerParcel = 200

    let currency: Currency
    let seed: UInt64
    private(set) var prices: [String: ArticlePrice] = [:]

    init(seed: UInt64, currency: Currency) {
        self.seed = seed
        self.currency = currency
    }

    /// A wholesaler's terms: whatever was bought there may come back, and the money moves on receipt.
    func policy(at time: Instant, transitLimitSeconds: Int64) throws(ContractViolation) -> WorldEvent {
        let policy = PolicyPublished(
            merchant: Self.merchant, policyId: "default", version: 1, publishedAt: time, currency: currency,
            returnPolicyCategory: .unlimited, merchantReturnDays: 3_650, refundTiming: .onReceipt,
            refundsOutboundShipping: false, transitLimitSeconds: transitLimitSeconds)
        return try Sender.platform.event(policy, id: "retail-default-1", at: time)
    }

    /// Products that are new with this order, the order, and its delivery.
    ///
    /// The file says when goods were invoiced, not when they left or arrived: both are put a day later.
    mutating func events(of order: RetailOrder) throws(ContractViolation) -> [WorldEvent] {
        let leftAt = order.openedAt.advanced(by: .hours(RetailBook.hoursInHouse))
        var events: [WorldEvent] = []
        for line in order.lines {
            events += try description(of: line.code, line.description, line.price, at: order.openedAt)
        }
        let shipped = OrderShipped(
            merchant: Self.merchant, orderId: order.id, customerId: order.customer, currency: currency,
            channel: .online, country: RetailWords.country(order.country), orderedAt: order.openedAt,
            shippedAt: leftAt, policyId: nil,
            lines: order.lines.map {
                OrderLine(lineId: String($0.number), sku: $0.code, quantity: $0.quantity, unitPrice: $0.price)
            })
        events.append(try Sender.platform.event(shipped, id: "retail-\(order.id)-shipped", at: leftAt))
        let delivered = OrderDelivered(merchant: Self.merchant, orderId: order.id, deliveredAt: leftAt)
        events.append(try Sender.platform.event(delivered, id: "retail-\(order.id)-delivered", at: leftAt))
        return events
    }

    /// The request for what was bought, and the parcels with all that comes back.
    ///
    /// - Parameter orderIDs: ids of the orders that have left, by number. A purchase that was cancelled in the house as
    ///   a whole has none: its pieces come as an unannounced parcel.
    mutating func events(of credit: RetailCredit, orderIDs: [String?]) throws(ContractViolation) -> [WorldEvent] {
        var events: [WorldEvent] = []
        for line in credit.lines {
            events += try description(of: line.code, line.description, line.price, at: credit.openedAt)
        }
        let announced = credit.lines.enumerated().compactMap { index, line -> RequestedLine? in
            guard let purchase = line.purchase, let orderID = orderIDs[purchase.order] else { return nil }
            return requestedLine(index, line, orderID: orderID, orderLine: purchase.line, credit.id)
        }
        let isAnnounced = { (line: RetailCreditLine) in line.purchase.map { orderIDs[$0.order] != nil } ?? false }
        if !announced.isEmpty {
            let request = ReturnRequested(
                merchant: Self.merchant, returnId: credit.id, customerId: credit.customer,
                requestedAt: credit.openedAt, route: .mail, lines: announced)
            events.append(
                try Sender.platform.event(
                    request, id: "retail-\(credit.id)-requested", at: credit.openedAt, correlation: credit.id))
        }
        events += try parcels(credit, credit.lines.filter(isAnnounced), returnID: credit.id, prefix: "p")
        events += try parcels(credit, credit.lines.filter { !isAnnounced($0) }, returnID: nil, prefix: "b")
        return events
    }

    private func requestedLine(
        _ index: Int, _ line: RetailCreditLine, orderID: String, orderLine: Int, _ creditID: String
    ) -> RequestedLine {
        // The file has no reasons: they are drawn from the calibrated mix.
        var chance = Chance(seed: seed, "reason", creditID, String(index))
        return RequestedLine(
            lineId: String(index + 1), orderId: orderID, orderLineId: String(orderLine), quantity: line.quantity,
            reason: chance.pick(Calibration.reasons(RetailWords.category(line.description))), resolution: .refund)
    }

    private func parcels(
        _ credit: RetailCredit, _ lines: [RetailCreditLine], returnID: String?, prefix: String
    ) throws(ContractViolation) -> [WorldEvent] {
        let skus = lines.flatMap { Array(repeating: $0.code, count: Int($0.quantity)) }
        let sentAt = credit.openedAt.advanced(by: .days(1))
        var events: [WorldEvent] = []
        for (number, first) in stride(from: 0, to: skus.count, by: Self.itemsPerParcel).enumerated() {
            let parcelID = "\(prefix)-\(credit.id)-\(number + 1)"
            let items = skus[first..<min(first + Self.itemsPerParcel, skus.count)].enumerated().map {
                ReceivedItem(itemNumber: Int64($0.offset + 1), sku: $0.element)
            }
            if let returnID {
                let scanned = ParcelScanned(
                    merchant: Self.merchant, parcelId: parcelID, returnId: returnID, status: .pickedUp,
                    scannedAt: sentAt, carrier: "royal-mail")
                events.append(
                    try Sender.carrier.event(
                        scanned, id: "retail-\(parcelID)-picked", at: sentAt, correlation: returnID))
            }
            let received = ParcelReceived(
                merchant: Self.merchant, parcelId: parcelID, returnId: returnID, siteId: Self.site,
                receivedAt: credit.openedAt.advanced(by: .days(3)), items: items)
            events.append(
                try Sender.site.event(
                    received, id: "retail-\(parcelID)-received", at: received.receivedAt, correlation: returnID,
                    items: items.count))
        }
        return events
    }

    /// The product, when it is new, or when its first price was nothing and now there is one.
    private mutating func description(
        of code: String, _ text: String, _ price: MinorUnits, at time: Instant
    ) throws(ContractViolation) -> [WorldEvent] {
        if let known = prices[code], known.listPrice > 0 || price == 0 { return [] }
        let round = prices[code] == nil ? 1 : 2
        let article = ArticlePrice(
            currency: currency, cost: price / 2, listPrice: price, category: RetailWords.category(text))
        prices[code] = article
        // Cost and mass are not in the file: half the price, and 300 grams.
        let product = ProductDescribed(
            merchant: Self.merchant, sku: code, gtin: nil, name: text.isEmpty ? code : text,
            category: article.category, describedAt: time, currency: currency, cost: article.cost, listPrice: price,
            massGrams: 300)
        return [try Sender.platform.event(product, id: "retail-\(code)-described-\(round)", at: time)]
    }
}
