import Foundation
import Postgres
import Worker

/// Reads the rows that workers keep of some ids, from any table that has a column for them: knows no table by name.
struct StateReader {
    let url: String

    /// - Returns: rows by `schema.table`, as JSON objects.
    func rows(of ids: [String]) throws(Fault) -> [String: [JSONValue]] {
        var found: [String: [JSONValue]] = [:]
        for worker in WorkerCatalogue.all {
            let settings = ConnectionSettings(url: url, schema: worker.name, applicationName: "backhaul-trace")
            let connection = try Connection.open(settings)
            defer { connection.close() }
            let columns = try connection.run(Self.columns, [.text(worker.name)])
            for row in 0..<columns.count {
                let table = columns.text(row, 0)
                let column = columns.text(row, 1)
                let rows = try read(table, column, ids, connection)
                if !rows.isEmpty { found["\(worker.name).\(table)", default: []] += rows }
            }
        }
        return found
    }

    private func read(
        _ table: String, _ column: String, _ ids: [String], _ connection: Connection
    ) throws(Fault) -> [JSONValue] {
        let name = try connection.quoted(identifier: table)
        let key = try connection.quoted(identifier: column)
        let sql = "SELECT to_jsonb(t) FROM \(name) t WHERE \(key) = ANY($1) ORDER BY 1"
        let rows = try connection.run(Statement("trace.\(table)", sql), [.texts(ids)])
        return (0..<rows.count).compactMap { try? JSONDecoder().decode(JSONValue.self, from: Data(rows.json($0, 0))) }
    }

    /// The most telling id column of each table: the unit where there is one, else the return.
    private static let columns = Statement(
        "trace.columns",
        """
        SELECT table_name::text, min(column_name::text) FILTER (WHERE column_name::text = picked) FROM (
            SELECT table_name, column_name,
                   CASE WHEN bool_or(column_name::text = 'unit_id') OVER (PARTITION BY table_name) THEN 'unit_id'
                        ELSE 'return_id' END AS picked
            FROM information_schema.columns
            WHERE table_schema = $1 AND column_name::text IN ('unit_id', 'return_id')) c
        GROUP BY 1 ORDER BY 1
        """)
}
