import Kernel

/// Sorts the lines of the file into buckets, and gathers orders and returns from them.
///
/// An order leaves the house a day after its invoice: pieces cancelled until then never leave, so nothing comes back
/// either. The file does not say when goods were sent; a day separates corrections (977 cancellations of the year
/// 2009/10 come within a day, the giant typing mistakes within minutes) from returns (days to months).
struct RetailBook {
    /// How long an order stays in the house after its invoice.
    static let hoursInHouse: Int64 = 24

    private(set) var buckets = Dictionary(uniqueKeysWithValues: RetailBucket.allCases.map { ($0, 0) })
    /// The ids of all orders, by number; nil until the order has left.
    private(set) var orderIDs: [String?] = []
    private var ledger = RetailLedger()
    private var orders = OpenPapers<RetailOrder>()
    private var credits = OpenPapers<RetailCredit>()
    private var invoices: [Int: String] = [:]
    // Hashes instead of the lines: with half a million lines, two different ones share one of 2^64 hashes in fewer
    // than one of a hundred million runs.
    private var seen: Set<Int> = []

    /// Lines read so far.
    private(set) var lineCount = 0

    /// Puts one line into its bucket.
    ///
    /// - Parameter date: what the line's date column says; nil when it cannot be read.
    @discardableResult
    mutating func add(_ fields: [String], _ columns: RetailColumns, at date: Instant?) -> RetailBucket {
        let bucket = sort(fields, columns, at: date)
        buckets[bucket, default: 0] += 1
        lineCount += 1
        return bucket
    }

    /// The next order that has left the house by `now`.
    mutating func nextOrder(at now: Instant) -> RetailOrder? {
        while let order = orders.close(openedUntil: now.moved(back: .hours(Self.hoursInHouse))) {
            invoices[order.number] = nil
            let leaving = order.lines.filter { $0.quantity > 0 }
            guard !leaving.isEmpty else { continue }
            orderIDs[order.number] = order.id
            var shipped = order
            shipped.lines = leaving
            return shipped
        }
        return nil
    }

    /// The next cancellation invoice that is complete by `now`. Ask for orders first: a return names shipped orders.
    mutating func nextCredit(at now: Instant) -> RetailCredit? {
        credits.close(openedUntil: now.moved(back: .hours(Self.hoursInHouse)))
    }

    private mutating func sort(_ fields: [String], _ columns: RetailColumns, at date: Instant?) -> RetailBucket {
        guard let line = RetailLine(fields, columns, at: date) else { return .malformed }
        guard seen.insert(fields.hashValue).inserted else { return .duplicate }
        switch RetailCode(line.code) {
        case .money: return .moneyOnly
        case .service: return .notAProduct
        case .goods: break
        }
        if line.price < 0 { return .moneyOnly }
        if line.isCancellation { return line.quantity < 0 ? cancel(line) : .malformed }
        if line.quantity < 0 { return .stockWriteOff }
        if line.quantity == 0 { return .malformed }
        if line.price == 0, line.customer == nil { return .stockFound }
        sell(line)
        return .orderLine
    }

    private mutating func sell(_ line: RetailLine) {
        if orders[line.invoice] == nil {
            let order = RetailOrder(
                number: orderIDs.count, id: orders.nextID(of: line.invoice), customer: line.customer,
                country: line.country, openedAt: line.date)
            orderIDs.append(nil)
            invoices[order.number] = line.invoice
            orders.open(order, named: line.invoice, at: line.date)
        }
        guard var order = orders[line.invoice] else { return }
        order.lines.append(
            RetailOrderLine(
                number: order.lines.count + 1, code: line.code, description: line.description, price: line.price,
                quantity: line.quantity))
        orders[line.invoice] = order
        guard let customer = line.customer else { return }
        ledger.bought(line.quantity, of: line.code, by: customer, order: order.number, line: order.lines.count)
    }

    private mutating func cancel(_ line: RetailLine) -> RetailBucket {
        let quantity = -line.quantity
        let finding = line.customer.map { ledger.comesBack(quantity, of: line.code, by: $0) } ?? .neverBought
        switch finding {
        case .matched(let match):
            if takeOut(quantity, of: match) { return .cancelledBeforeShipping }
            add(line, match)
            return .returnMatched
        case .tooMany(let match):
            add(line, match)
            return .moreThanBought
        case .neverBought:
            add(line, nil)
            return .blindReturn
        }
    }

    /// Takes pieces out of an order that is still in the house.
    private mutating func takeOut(_ quantity: Int64, of match: RetailLedger.Match) -> Bool {
        guard let invoice = invoices[match.order], var order = orders[invoice] else { return false }
        order.lines[match.line - 1].quantity -= quantity
        orders[invoice] = order
        return true
    }

    private mutating func add(_ line: RetailLine, _ match: RetailLedger.Match?) {
        if credits[line.invoice] == nil {
            let credit = RetailCredit(
                id: credits.nextID(of: line.invoice), customer: line.customer, openedAt: line.date)
            credits.open(credit, named: line.invoice, at: line.date)
        }
        credits[line.invoice]?.lines.append(
            RetailCreditLine(
                code: line.code, description: line.description, price: line.price, quantity: -line.quantity,
                purchase: match))
    }
}
