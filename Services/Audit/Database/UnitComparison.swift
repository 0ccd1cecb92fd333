import AuditDomain
import Kernel
import Postgres
import Worker

/// What the workers behind intake made of each unit against what the topics told.
struct UnitComparison {
    let book: AuditBook
    let connection: TableReader
    let moment: LaneMoment
    let isCut: Bool

    /// The live disposition of every unit.
    func dispositions() throws(Fault) -> [Finding] {
        var told = Set(book.units.lazy.filter { $0.value.live != nil }.map(\.key))
        var found: [Finding] = []
        try connection.scan(Statement("audit.disposition.units", Self.dispositionQuery)) { rows, row in
            let unit = rows.text(row, 0)
            told.remove(unit)
            found += differences(unit, state: rows.text(row, 1), rows.optionalText(row, 2), decisions: rows.int(row, 3))
        }
        return found
            + told.sorted().map {
                Finding(
                    .disposition, $0, found: "decisions on a unit that the database does not have", expected: "its row")
            }
    }

    private func differences(_ unit: String, state: String, _ disposition: String?, decisions: Int64) -> [Finding] {
        let story = book.units[unit]
        let live = story?.live
        if isCut, live?.number ?? 0 < decisions { return [] }
        guard live?.number ?? 0 == decisions else {
            return [
                Finding(
                    .disposition, unit, found: "\(decisions) decisions in the database",
                    expected: "\(live?.number ?? 0), as on the topics")
            ]
        }
        guard disposition != live?.disposition.rawValue else { return [] }
        // A cancelled hand-over that was carried out all the same: the unit is gone by that earlier decision.
        let endsSo = state == "gone" && story?.closings.contains { $0.disposition.rawValue == disposition } == true
        if endsSo { return [] }
        return [
            Finding(
                .disposition, unit, found: "\(disposition ?? "nothing") in the database",
                expected: "\(live?.disposition.rawValue ?? "nothing"), the live disposition on the topics")
        ]
    }

    /// Arrivals that a worker has read and does not know.
    func effects(on service: String) throws(Fault) -> [Finding] {
        guard let mark = Self.arrivalColumns[service] else { return [] }
        let schema = try connection.quoted(identifier: service)
        let column = try connection.quoted(identifier: mark)
        let quarantined = book.quarantined[service] ?? []
        var read = Set(
            book.units.lazy.filter { entry in
                entry.value.arrivedAt.map { moment.hasRead(service, $0) && !quarantined.contains($0) } ?? false
            }.map(\.key))
        let arrivals = Statement(
            "audit.\(service).arrivals",
            "SELECT merchant || '/' || unit_id FROM \(schema).unit WHERE \(column) IS NOT NULL")
        try connection.scan(arrivals) { rows, row in read.remove(rows.text(row, 0)) }
        return read.sorted().map {
            Finding(.effect, $0, found: "an arrival that \(service) has read and does not know", expected: "its row")
        }
    }

    /// What is not null in a worker's table `unit` once it knows the arrival.
    private static let arrivalColumns = [
        "grading": "arrival_fingerprint", "disposition": "arrival_print", "recall": "fingerprint",
    ]

    private static let dispositionQuery = """
        SELECT merchant || '/' || unit_id, state, disposition, decisions FROM disposition.unit
        """
}
