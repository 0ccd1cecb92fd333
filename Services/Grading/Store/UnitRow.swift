import GradingDomain
import Kernel
import Worker

/// A unit as a row of table `unit`; columns as `UnitTable.lock` selects them.
enum UnitRow {
    private static let place = "grading.units.row"

    static func read(_ rows: Rows, _ row: Int) throws(Fault) -> UnitCase {
        UnitCase(
            stage: try word(GradingStage.self, rows.text(row, 2)),
            arrival: try recorded(Arrival.self, rows, row, column: 3),
            result: try recorded(BenchResult.self, rows, row, column: 5),
            choice: try choice(rows, row),
            watchesPolicy: rows.bool(row, 10),
            grade: rows.isNull(row, 11) ? nil : try word(Grade.self, rows.text(row, 11)))
    }

    /// The columns after the key.
    static func columns(_ units: [UnitCase]) throws(Fault) -> [SQLValue] {
        var arrivals: [[UInt8]?] = []
        var results: [[UInt8]?] = []
        for unit in units {
            arrivals.append(try json(unit.arrival?.fact))
            results.append(try json(unit.result?.fact))
        }
        return [
            .texts(units.map(\.stage.rawValue)),
            .jsons(arrivals), .int8s(units.map { $0.arrival?.fingerprint }),
            .jsons(results), .int8s(units.map { $0.result?.fingerprint }),
            .texts(units.map { $0.choice?.category.rawValue }),
            .texts(units.map { $0.choice?.tree.id }), .int8s(units.map { $0.choice?.tree.version }),
            .bools(units.map(\.watchesPolicy)), .texts(units.map { $0.grade?.rawValue }),
        ]
    }

    private static func choice(_ rows: Rows, _ row: Int) throws(Fault) -> TreeChoice? {
        guard let tree = rows.optionalText(row, 8) else { return nil }
        return TreeChoice(
            category: try word(ProductCategory.self, rows.text(row, 7)),
            tree: .init(id: tree, version: rows.int(row, 9)))
    }

    private static func recorded<Fact: Codable & Sendable & Hashable>(
        _ type: Fact.Type, _ rows: Rows, _ row: Int, column: Int
    ) throws(Fault) -> Recorded<Fact>? {
        guard !rows.isNull(row, column) else { return nil }
        let fact = try JSONColumn.decode(type, from: rows.json(row, column), place)
        return Recorded(fact, fingerprint: rows.int(row, column + 1))
    }

    private static func json(_ fact: (some Encodable)?) throws(Fault) -> [UInt8]? {
        guard let fact else { return nil }
        return try JSONColumn.encode(fact, place)
    }

    private static func word<Word: RawRepresentable<String>>(_ type: Word.Type, _ text: String) throws(Fault) -> Word {
        guard let word = Word(rawValue: text) else {
            throw Fault(.fatal, place, "a word is stored that this program does not know")
        }
        return word
    }
}
