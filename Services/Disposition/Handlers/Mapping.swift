import Contracts
import DispositionDomain
import Kernel

/// From the words of the topics to those of the domain.
extension ArrivalFacts {
    init(_ arrival: UnitArrival) {
        self.init(siteId: arrival.siteId, receivedAt: arrival.receivedAt, finding: arrival.finding)
        returnId = arrival.returnId
        customerId = arrival.customerId
        sku = arrival.sku
        gtin = arrival.gtin
        serial = arrival.serial
        lot = arrival.lot
        madeAt = arrival.madeAt
        country = arrival.country
        soldAt = arrival.soldAt
        currency = arrival.currency
    }
}

extension GradeFacts {
    init(_ event: UnitGraded) {
        self.init(
            category: event.category, grade: event.grade, fault: event.fault, sealed: event.sealed,
            dangerous: event.dangerous, gradedAt: event.gradedAt)
    }
}

extension ProductFacts {
    init(_ event: ProductDescribed) {
        self.init(
            gtin: event.gtin, currency: event.currency, cost: event.cost, listPrice: event.listPrice,
            massGrams: event.massGrams, hazard: event.hazard, weeeCategory: event.weeeCategory,
            vendor: event.vendor.map(VendorFacts.init), forbidden: event.forbiddenDispositions ?? [])
    }
}

extension VendorFacts {
    init(_ terms: VendorTerms) {
        self.init(
            vendorId: terms.vendorId, returnWindowDays: terms.returnWindowDays, credit: terms.creditBasisPoints,
            restockingFee: terms.restockingFeeBasisPoints ?? .zero, acceptsOpened: terms.acceptsOpened,
            defectiveOnly: terms.defectiveOnly ?? false)
    }
}

extension ScopeCriteria {
    init(_ scope: RecallScope) {
        self.init(
            gtins: scope.gtins.map { Set($0) }, skus: scope.skus.map { Set($0) }, lots: scope.lots.map { Set($0) },
            serialRanges: scope.serialRanges?.map { ClosedSerialRange(first: $0.first, last: $0.last) },
            madeFrom: scope.madeFrom, madeBefore: scope.madeBefore, soldFrom: scope.soldFrom,
            soldBefore: scope.soldBefore, countries: scope.countries.map { Set($0) })
    }
}

extension ContractViolation {
    init(_ refusal: DispositionRefusal) {
        switch refusal {
        case .conflict(let what): self.init(.conflict, "\(what): told before with other content")
        case .notOrdered: self.init(.rule, "workOrderId: this work was not ordered")
        case .currency: self.init(.rule, "currency: expected the currency of the unit's decision")
        }
    }
}
