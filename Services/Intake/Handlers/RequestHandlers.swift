import Contracts
import IntakeDomain
import Kernel
import Worker

/// Takes a request over and decides it as soon as its facts are there.
struct ReturnRequestedHandler: EventHandler {
    func need(_ event: ReturnRequested, _ keys: inout IntakeKeys) {
        keys.requested.insert(event.key)
        for line in event.lines {
            keys.asked[MerchantKey(event.merchant, line.orderId), default: []].insert(line.orderLineId)
        }
    }

    func decide(
        _ event: ReturnRequested, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var row = working.returns[event.key] ?? ReturnRow(event.key)
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = row.fingerprint {
            guard known == fingerprint else {
                throw ContractViolation(.conflict, "returnId: requested before, otherwise")
            }
            return
        }
        row.fingerprint = fingerprint
        row.customerID = event.customerId
        row.requestedAt = event.requestedAt
        row.route = event.route
        row.patience = Patience(factsUntil: context.now.advanced(by: IntakeLimits.facts))
        row.file.status = .waiting
        row.file.lines = event.lines.map { ReturnLine(RequestedItems($0)) }
        try working.tryToDecide(event.key, row, isNew: true, context.now, &effects)
    }
}

/// Ends a return that the customer does not want any more; what has arrived stays arrived.
struct ReturnCancelledHandler: EventHandler {
    func need(_ event: ReturnCancelled, _ keys: inout IntakeKeys) {
        keys.returns.insert(event.key)
        keys.deciding.insert(event.key)
    }

    func decide(
        _ event: ReturnCancelled, _ context: EventContext, _ working: inout IntakeWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var row = working.returns[event.key] ?? ReturnRow(event.key)
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = row.cancelFingerprint {
            guard known == fingerprint else {
                throw ContractViolation(.conflict, "returnId: cancelled before, otherwise")
            }
            return
        }
        row.cancelFingerprint = fingerprint
        let (consequences, freed) = row.file.cancelled(at: event.cancelledAt, now: context.now)
        working.returns[event.key] = row
        for entry in freed {
            let order = MerchantKey(event.merchant, entry.orderID)
            working.orders[order]?.taken[entry.orderLineID]?.subtract(entry.items)
        }
        try effects.tell(consequences, of: row.file, context.now)
        if row.file.status.isDecided { effects.cancelTimer(TransitTimer.key(event.key)) }
        try working.tryToDecide(event.key, context.now, &effects)
    }
}

extension RequestedItems {
    init(_ line: RequestedLine) {
        self.init(
            lineID: line.lineId, orderID: line.orderId, orderLineID: line.orderLineId, quantity: line.quantity,
            reason: line.reason, resolution: line.resolution)
    }
}
