import Kernel

/// The money of one step of a return: collects what is promised and taken back, then settles the shipping.
///
/// Shipping follows one rule, whatever the timing: the outbound shipping of an order that comes back whole is promised
/// exactly while every item of it is.
struct Promises {
    let trigger: RefundCause
    let now: Instant
    /// Why a promise that breaks in this step does so.
    var reversal = ReversalCause.neverArrived
    private(set) var consequences: [Consequence] = []
    /// Line and refund indices of the promises made in this step.
    private var fresh: [(line: Int, refund: Int)] = []

    init(_ trigger: RefundCause, at now: Instant) {
        self.trigger = trigger
        self.now = now
    }

    mutating func note(_ consequence: Consequence) { consequences.append(consequence) }

    /// Promises money for those of `items` that have no promise yet.
    mutating func promise(
        _ items: ItemSet, ofLine index: Int, in file: inout ReturnCase, unitID: String? = nil,
        reduction: BasisPoints = .zero
    ) {
        let line = file.lines[index]
        guard let sold = line.sold, sold.terms.timing != nil else { return }
        let unpaid = items.subtracting(line.promised)
        guard !unpaid.isEmpty else { return }
        let parts = sold.line.refund(of: unpaid, terms: sold.terms, reduction: reduction)
        add(unpaid, parts, unitID, to: index, in: &file)
    }

    /// Takes back what is promised for these items.
    mutating func reverse(_ items: ItemSet, ofLine index: Int, in file: inout ReturnCase) {
        guard let sold = file.lines[index].sold else { return }
        for number in file.lines[index].refunds.indices {
            let broken = file.lines[index].refunds[number].items.intersection(items)
            guard !broken.isEmpty else { continue }
            let amount = sold.line.refund(of: broken, terms: sold.terms).amount
            file.lines[index].refunds[number].items.subtract(broken)
            reverse(amount, quantity: broken.count, refund: number, line: index, in: &file)
        }
    }

    /// Settles the shipping and tells what was promised.
    mutating func finish(_ file: inout ReturnCase) -> [Consequence] {
        let orders = Dictionary(grouping: file.lines.indices.filter { file.lines[$0].returnsShipping }) {
            file.lines[$0].request.orderID
        }
        for order in orders.keys.sorted() { settleShipping(of: orders[order] ?? [], in: &file) }
        for entry in fresh {
            let line = file.lines[entry.line]
            consequences.append(.due(lineID: line.request.lineID, line.refunds[entry.refund]))
        }
        return consequences
    }

    private mutating func settleShipping(of lines: [Int], in file: inout ReturnCase) {
        let isComplete = lines.allSatisfy { file.lines[$0].promised.count == file.lines[$0].authorized }
        for index in lines {
            let standing = file.lines[index].refunds.firstIndex(where: \.promisesShipping)
            if isComplete, standing == nil {
                promiseShipping(ofLine: index, in: &file)
            } else if !isComplete, let standing {
                let amount = file.lines[index].refunds[standing].parts.shipping
                file.lines[index].refunds[standing].shippingReversed = true
                reverse(amount, quantity: 0, refund: standing, line: index, in: &file)
            }
        }
    }

    /// Adds the shipping to what this step promises for the line, or promises it alone.
    private mutating func promiseShipping(ofLine index: Int, in file: inout ReturnCase) {
        let shipping = file.lines[index].shippingShare
        guard shipping > 0 else { return }
        if let entry = fresh.last(where: { $0.line == index }) {
            file.lines[index].refunds[entry.refund].parts.shipping = shipping
        } else {
            var parts = RefundParts()
            parts.shipping = shipping
            add(ItemSet(), parts, nil, to: index, in: &file)
        }
    }

    private mutating func add(
        _ items: ItemSet, _ parts: RefundParts, _ unitID: String?, to index: Int, in file: inout ReturnCase
    ) {
        let lineID = file.lines[index].request.lineID
        let number = Int64(file.lines[index].refunds.count + 1)
        file.lines[index].refunds.append(
            Refund(
                refundID: derivedID("f", file.merchant, file.returnID, lineID, String(number)), number: number,
                unitID: unitID, items: items, quantity: items.count, parts: parts, trigger: trigger, decidedAt: now))
        fresh.append((index, Int(number) - 1))
    }

    private mutating func reverse(
        _ amount: MinorUnits, quantity: Int64, refund: Int, line: Int, in file: inout ReturnCase
    ) {
        file.lines[line].refunds[refund].reversed += amount
        note(
            .reversed(
                lineID: file.lines[line].request.lineID, refundID: file.lines[line].refunds[refund].refundID,
                quantity: quantity, amount: amount, cause: reversal))
    }
}

extension ReturnLine {
    /// True when the outbound shipping of its order goes back with it.
    var returnsShipping: Bool { sold?.terms.returnsShipping ?? false }

    /// The share of its items in the outbound shipping.
    var shippingShare: MinorUnits {
        let items = custody.all.reduce(ItemSet()) { $0.union($1) }
        return sold?.line.shipping(for: items) ?? 0
    }
}
