import Kernel

/// An order that is still in the house: lines are being added, cancelled pieces are being taken out.
struct RetailOrder {
    /// Its place among all orders, from 0.
    let number: Int
    /// The invoice number; with a suffix when the invoice got more lines after it had left.
    let id: String
    let customer: String?
    let country: String
    let openedAt: Instant
    var lines: [RetailOrderLine] = []
}

/// One line of an order in the house.
struct RetailOrderLine {
    /// Its place in the order, from 1.
    let number: Int
    let code: String
    let description: String
    let price: MinorUnits
    /// Pieces that will leave; 0 when all were cancelled.
    var quantity: Int64
}

/// A cancellation invoice whose goods come back.
struct RetailCredit {
    /// The invoice number, beginning with C; with a suffix as for orders.
    let id: String
    let customer: String?
    let openedAt: Instant
    var lines: [RetailCreditLine] = []
}

/// Pieces of one product that come back.
struct RetailCreditLine {
    let code: String
    let description: String
    let price: MinorUnits
    let quantity: Int64
    /// The purchase that they are asked back for; nil for goods that nobody bought.
    let purchase: RetailLedger.Match?
}

/// Papers that stay open for a day after their first line, in the order of opening.
struct OpenPapers<Paper> {
    private var papers: [String: Paper] = [:]
    private var order: [(name: String, openedAt: Instant)] = []
    private var head = 0
    private var timesClosed: [String: Int] = [:]

    subscript(name: String) -> Paper? {
        get { papers[name] }
        set { papers[name] = newValue }
    }

    /// The id of the next paper of that name: the name itself, then `name-2`, `name-3`.
    func nextID(of name: String) -> String { timesClosed[name].map { "\(name)-\($0 + 1)" } ?? name }

    mutating func open(_ paper: Paper, named name: String, at time: Instant) {
        papers[name] = paper
        order.append((name, time))
    }

    /// Closes and hands out the oldest paper that was opened at `latest` or before.
    mutating func close(openedUntil latest: Instant) -> Paper? {
        guard head < order.count, order[head].openedAt <= latest else { return nil }
        let name = order[head].name
        head += 1
        if head > 1_000 {
            order.removeFirst(head)
            head = 0
        }
        timesClosed[name, default: 0] += 1
        return papers.removeValue(forKey: name)
    }
}
