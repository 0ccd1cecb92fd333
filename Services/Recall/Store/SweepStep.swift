import Contracts
import Kernel
import Worker

/// Asks for the next rows of one phase of one sweep.
struct SweepStep {
    let place: SweepPlace
    let scope: RecallScope?
    /// Most rows wanted.
    let limit: Int
    let session: any SQLSession

    func marks() throws(Fault) -> Rows {
        try session.run(
            SweepStatements.marks,
            [.text(place.merchant), .text(place.recallId), .text(place.unitId), .int8(Int64(limit))])
    }

    func unitsOfMarks(_ ids: [String]) throws(Fault) -> Rows {
        try unlessEmpty(ids, SweepStatements.unitsOfMarks, [.text(place.merchant)])
    }

    func units() throws(Fault) -> Rows {
        try session.run(
            SweepStatements.units,
            [.text(place.merchant), .text(place.unitId), .int8(Int64(limit))] + articles)
    }

    func marksOfUnits(_ ids: [String]) throws(Fault) -> Rows {
        try unlessEmpty(ids, SweepStatements.marksOfUnits, [.text(place.merchant), .text(place.recallId)])
    }

    func told() throws(Fault) -> Rows {
        try session.run(
            SweepStatements.told,
            [
                .text(place.merchant), .text(place.recallId), .text(place.orderId), .text(place.lineId),
                .int8(Int64(limit)),
            ])
    }

    func salesOfTold(_ orders: Set<String>) throws(Fault) -> Rows {
        try unlessEmpty(Array(orders), SweepStatements.salesOfTold, [.text(place.merchant)])
    }

    func sales() throws(Fault) -> Rows {
        try session.run(
            SweepStatements.sales,
            [.text(place.merchant), .text(place.orderId), .text(place.lineId), .int8(Int64(limit))] + articles)
    }

    func marksOfSales(_ orders: Set<String>) throws(Fault) -> Rows {
        try unlessEmpty(
            Array(orders), SweepStatements.marksOfSales, [.text(place.merchant), .text(place.recallId)])
    }

    private var articles: [SQLValue] { [.texts((scope?.gtins ?? []).map(\.digits)), .texts(scope?.skus ?? [])] }

    private func unlessEmpty(
        _ ids: [String], _ statement: Statement, _ parameters: [SQLValue]
    ) throws(Fault) -> Rows {
        ids.isEmpty ? .none : try session.run(statement, parameters + [.texts(ids)])
    }
}
