import Contracts
import DispositionDomain
import Kernel
import Worker

/// Writing table `unit`. The rows are there and locked; facts that did not change are not sent again.
extension UnitRows {
    private static let storeStatement = Statement(
        "disposition.units.store",
        """
        UPDATE unit u
        SET sku = n.sku, gtin = n.gtin, state = n.state, disposition = n.disposition, decisions = n.decisions,
            currency = n.currency, costs = n.costs, proceeds = n.proceeds, arrival_print = n.arrival_print,
            grade_print = n.grade_print, arrival = coalesce(n.arrival, u.arrival), grade = coalesce(n.grade, u.grade),
            progress = n.progress
        FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::text[], $9::int8[],
            $10::int8[], $11::int8[], $12::int8[], $13::json[], $14::json[], $15::json[]
        ) AS n (
            merchant, unit_id, sku, gtin, state, disposition, decisions, currency, costs, proceeds, arrival_print,
            grade_print, arrival, grade, progress)
        WHERE u.merchant = n.merchant AND u.unit_id = n.unit_id
        """)

    static func store(
        _ changed: [(key: MerchantKey, value: UnitCase)], before: [MerchantKey: UnitCase], into session: any SQLSession
    ) throws(Fault) {
        guard !changed.isEmpty else { return }
        let units = changed.map(\.value)
        let facts = units.map(\.progress)
        var arrivals: [[UInt8]?] = []
        var grades: [[UInt8]?] = []
        var progress: [[UInt8]?] = []
        for (key, unit) in changed {
            arrivals.append(try json(unit.arrival, unlessEqual: before[key]?.arrival))
            grades.append(try json(unit.grade, unlessEqual: before[key]?.grade))
            progress.append(try JSONColumn.encode(unit.progress))
        }
        try session.post(
            storeStatement,
            [
                .texts(units.map(\.merchant)), .texts(units.map(\.unitId)), .texts(units.map { $0.arrival?.sku }),
                .texts(units.map { $0.subject.gtin?.digits }), .texts(units.map(\.phase.rawValue)),
                .texts(facts.map { $0.live?.disposition.rawValue }), .int8s(facts.map(\.decisions)),
                .texts(facts.map { $0.currency?.code }), .int8s(facts.map(\.costs)), .int8s(facts.map(\.proceeds)),
                .int8s(units.map(\.arrivalPrint)), .int8s(units.map(\.gradePrint)), .jsons(arrivals), .jsons(grades),
                .jsons(progress),
            ])
    }

    private static func json<Value: Encodable & Equatable>(
        _ value: Value?, unlessEqual before: Value?
    ) throws(Fault) -> [UInt8]? {
        guard let value, value != before else { return nil }
        return try JSONColumn.encode(value)
    }
}
