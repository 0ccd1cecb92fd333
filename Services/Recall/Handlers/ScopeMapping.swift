import Contracts
import Kernel
import RecallDomain

extension RecallScope {
    /// The scope as the matching rule takes it.
    var criteria: ScopeCriteria {
        ScopeCriteria(
            gtins: gtins.map { Set($0) }, skus: skus.map { Set($0) }, lots: lots.map { Set($0) },
            serialRanges: serialRanges?.map { ClosedSerialRange(first: $0.first, last: $0.last) }, madeFrom: madeFrom,
            madeBefore: madeBefore, soldFrom: soldFrom, soldBefore: soldBefore, countries: countries.map { Set($0) })
    }
}

extension RecallNotice {
    /// The goods and what is to be done with them.
    var terms: RecallTerms {
        RecallTerms(criteria: scope.criteria, hold: HoldTerms(mock: mock ?? false, remedy: remedy))
    }
}

extension UnitArrival {
    /// What the matching rule asks of a unit.
    var subject: ScopeSubject {
        ScopeSubject(
            gtin: gtin, sku: sku, lot: lot, serial: serial, madeAt: madeAt, soldAt: soldAt, country: country)
    }
}

extension OrderLine {
    /// What the matching rule asks of a sale.
    func facts(of order: OrderShipped) -> SaleFacts {
        SaleFacts(
            subject: ScopeSubject(
                gtin: gtin, sku: sku, lot: lot, madeAt: madeAt, soldAt: order.orderedAt, country: order.country),
            serials: serials ?? [], quantity: quantity)
    }
}
