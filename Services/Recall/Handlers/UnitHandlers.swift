import Contracts
import Kernel
import RecallDomain
import Worker

/// unit.received and unit.mismatched: the unit is kept, and held at once when an active recall means it.
struct UnitArrivedHandler<Kind: CustodyKind>: EventHandler {
    typealias Event = UnitArrived<Kind>
    typealias Working = RecallWorking

    func need(_ event: Event, _ keys: inout RecallKeys) {
        keys.units.insert(event.key)
        let arrival = event.arrival
        keys.articles.formUnion(Article.names(of: arrival.merchant, gtin: arrival.gtin, sku: arrival.sku))
    }

    func decide(
        _ event: Event, _ context: EventContext, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        var unit = working.units[event.key] ?? UnitRecord()
        let fingerprint = try EventCodec.fingerprint(event)
        if let known = unit.fingerprint {
            guard known == fingerprint else {
                throw ContractViolation(.conflict, "unitId: arrived before with other content")
            }
            return
        }
        unit.fingerprint = fingerprint
        unit.subject = event.arrival.subject
        unit.returnId = event.arrival.returnId
        try working.update(event.key, to: unit, at: context.now, &effects)
    }
}

/// unit.closed: a unit that is gone counts as removed; one that ended on a shelf stays as it is, held or not.
struct UnitClosedHandler: EventHandler {
    typealias Event = UnitClosed
    typealias Working = RecallWorking

    func need(_ event: UnitClosed, _ keys: inout RecallKeys) {
        if event.disposition.removesUnit { keys.units.insert(event.key) }
    }

    func decide(
        _ event: UnitClosed, _ context: EventContext, _ working: inout RecallWorking, _ effects: inout Effects
    ) throws(ContractViolation) {
        guard event.disposition.removesUnit else { return }
        var unit = working.units[event.key] ?? UnitRecord()
        guard !unit.removed else { return }
        unit.removed = true
        try working.update(event.key, to: unit, at: context.now, &effects)
    }
}

extension RecallWorking {
    /// Keeps what is known of a unit now and weighs it against the active recalls of its article.
    fileprivate mutating func update(
        _ key: MerchantKey, to unit: UnitRecord, at now: Instant, _ effects: inout Effects
    ) throws(ContractViolation) {
        units[key] = unit
        changes.units.insert(key)
        let articles = Article.names(of: key.merchant, gtin: unit.subject.gtin, sku: unit.subject.sku)
        for recall in recalls(naming: articles) {
            try weigh(unit: key, against: recall, at: now, &effects)
        }
    }
}

extension Disposition {
    /// True when nobody can get the unit any more: it was destroyed, taken apart or went back to its maker.
    var removesUnit: Bool {
        switch self {
        case .dispose, .disposeHazardous, .recycle, .returnToVendor, .harvestParts: true
        default: false
        }
    }
}
