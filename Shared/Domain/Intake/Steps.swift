import Kernel

/// What happens to a return after it was decided. Each step changes custody first, then the money that follows from it.
extension ReturnCase {
    /// A parcel was scanned: where the policy pays at the first scan, everything that is on its way is due.
    ///
    /// Earlier scans than the first one known only move its time.
    public mutating func scanned(at moment: Instant, now: Instant) -> [Consequence] {
        firstScanAt = min(firstScanAt ?? moment, moment)
        var promises = Promises(.firstScan, at: now)
        guard status.isDecided else { return [] }
        for index in lines.indices where lines[index].timing == .onFirstScan {
            let custody = lines[index].custody
            promises.promise(custody.open.union(custody.received), ofLine: index, in: &self)
        }
        return promises.finish(&self)
    }

    /// Units arrived that were announced: what is not promised yet is due, unless the policy waits for the grade.
    public mutating func received(_ units: [UnitOfLine], now: Instant) -> [Consequence] {
        var promises = Promises(.receipt, at: now)
        for unit in units {
            let item = ItemSet(unit.item..<unit.item + 1)
            lines[unit.line].custody.receive(item)
            guard lines[unit.line].timing != .onGrade else { continue }
            promises.promise(item, ofLine: unit.line, in: &self, unitID: unit.unitID)
        }
        return promises.finish(&self)
    }

    /// Gives up what the carrier lost, once no other parcel of the return is on its way.
    ///
    /// The customer handed the goods over, so they are refunded all the same. Which items were in a lost parcel is not
    /// known; when the last parcel has come or is lost too, what is still missing was in the lost one.
    public mutating func settleCarrierLoss(now: Instant) -> [Consequence] {
        guard expectsGoods, lostParcels > 0, movingParcels == 0 else { return [] }
        return loseToCarrier(now)
    }

    private mutating func loseToCarrier(_ now: Instant) -> [Consequence] {
        var promises = Promises(.firstScan, at: now)
        for index in lines.indices {
            let open = lines[index].custody.open
            let missing = open.union(lines[index].custody.overdue)
            guard !missing.isEmpty else { continue }
            lines[index].custody.loseByCarrier()
            if !open.isEmpty {
                promises.note(.lost(lineID: lines[index].request.lineID, quantity: open.count, cause: .carrier))
            }
            promises.promise(missing, ofLine: index, in: &self)
        }
        return promises.finish(&self)
    }

    /// The policy's limit is over: what has not arrived is lost, and what was promised for it is taken back.
    ///
    /// Where the carrier lost a parcel of the return, the customer does not pay for it: the rest was lost with it.
    public mutating func overdue(now: Instant) -> [Consequence] {
        if lostParcels > 0 { return loseToCarrier(now) }
        var promises = Promises(.request, at: now)
        for index in lines.indices where !lines[index].custody.open.isEmpty {
            let open = lines[index].custody.open
            lines[index].custody.giveUp()
            promises.note(.lost(lineID: lines[index].request.lineID, quantity: open.count, cause: .overdue))
            promises.reverse(open, ofLine: index, in: &self)
        }
        return promises.finish(&self)
    }

    /// The customer changed their mind: what has not arrived is not expected any more, its promises are taken back.
    ///
    /// What was given up as lost stays lost.
    /// - Returns: what follows, and the items of each order line that are free for another return.
    public mutating func cancelled(at moment: Instant, now: Instant) -> ([Consequence], freed: [FreedItems]) {
        cancelledAt = moment
        var promises = Promises(.request, at: now)
        promises.reversal = .cancelled
        var freed: [FreedItems] = []
        for index in lines.indices where !lines[index].custody.open.isEmpty {
            let line = lines[index]
            lines[index].custody.cancel()
            promises.reverse(line.custody.open, ofLine: index, in: &self)
            freed.append(
                FreedItems(
                    orderID: line.request.orderID, orderLineID: line.request.orderLineID, items: line.custody.open))
        }
        return (promises.finish(&self), freed)
    }

    /// A unit was graded: what is promised for it becomes smaller, or what is due for it is due now.
    ///
    /// - Parameter reduction: share of what was paid that the policy keeps back.
    public mutating func graded(_ unit: UnitOfLine, reduction: BasisPoints, now: Instant) -> [Consequence] {
        let item = ItemSet(unit.item..<unit.item + 1)
        var promises = Promises(.grade, at: now)
        if let refund = lines[unit.line].refunds.firstIndex(where: { $0.items.contains(unit.item) }) {
            reduce(refund, for: unit, reduction, &promises)
        } else if lines[unit.line].custody.received.contains(unit.item) {
            promises.promise(item, ofLine: unit.line, in: &self, unitID: unit.unitID, reduction: reduction)
        }
        return promises.finish(&self)
    }

    private mutating func reduce(
        _ refund: Int, for unit: UnitOfLine, _ reduction: BasisPoints, _ promises: inout Promises
    ) {
        guard let sold = lines[unit.line].sold else { return }
        let item = ItemSet(unit.item..<unit.item + 1)
        let amount = -sold.line.refund(of: item, terms: sold.terms, reduction: reduction).gradeReduction
        guard amount > 0 else { return }
        lines[unit.line].refunds[refund].reduced += amount
        promises.note(
            .reduced(
                lineID: lines[unit.line].request.lineID, refundID: lines[unit.line].refunds[refund].refundID,
                unitID: unit.unitID, by: amount))
    }
}

/// Items of an order line that no return has any more.
public struct FreedItems: Hashable, Sendable {
    public var orderID: String
    public var orderLineID: String
    public var items: ItemSet
}

extension ReturnLine {
    var timing: RefundTiming? { sold?.terms.timing }
}

extension LineCustody {
    mutating func receive(_ items: ItemSet) {
        open.subtract(items)
        overdue.subtract(items)
        lostByCarrier.subtract(items)
        received.formUnion(items)
    }

    mutating func loseByCarrier() {
        lostByCarrier = lostByCarrier.union(open).union(overdue)
        open = ItemSet()
        overdue = ItemSet()
    }

    mutating func giveUp() {
        overdue.formUnion(open)
        open = ItemSet()
    }

    mutating func cancel() {
        cancelled.formUnion(open)
        open = ItemSet()
    }
}
