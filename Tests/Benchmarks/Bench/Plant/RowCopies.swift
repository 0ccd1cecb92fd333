import Postgres
import TestSupport
import Worker

/// Multiplies rows by SQL. All columns but those that are told are copied, whatever columns a table has by now.
struct RowCopies {
    let connection: Connection

    /// Inserts for each row of `sample` and each number `n` from 0 to `count` the row with other columns.
    ///
    /// - Parameters:
    ///   - table: where to; with its schema.
    ///   - sample: rows to copy; with its schema, the same columns as `table`. It goes by the name `s`.
    ///   - changes: columns and the SQL that makes them, out of `s` and `n`.
    func insert(
        _ count: Int, into table: String, from sample: String, changes: [String: String]
    ) throws {
        let columns = try self.columns(of: table)
        let unknown = Set(changes.keys).subtracting(columns)
        guard unknown.isEmpty else { throw RunError("\(table) has no column \(unknown.sorted())") }
        let values = columns.map { changes[$0] ?? "s.\($0)" }.joined(separator: ", ")
        try connection.execute(
            """
            INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            SELECT \(values) FROM generate_series(0::bigint, \(count - 1)) AS n, \(sample) AS s
            """, "bench.copies")
    }

    /// Has the planner know what is there, as it would after hours of work.
    func settle(_ tables: [String]) throws {
        for table in tables { try connection.execute("VACUUM (ANALYZE, FREEZE) \(table)", "bench.vacuum") }
    }

    private func columns(of table: String) throws -> [String] {
        let rows = try connection.run(
            Statement(
                "bench.copies.columns",
                """
                SELECT quote_ident(attname) FROM pg_attribute
                WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
                """), [.text(table)])
        return (0..<rows.count).map { rows.text($0, 0) }
    }
}
