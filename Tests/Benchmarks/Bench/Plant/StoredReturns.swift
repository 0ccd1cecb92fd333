import Postgres
import TestSupport
import Worker

/// Fills a database of intake with returns that were decided before.
///
/// Their ids lie between those of the backlog (`r00000017.3` after `r00000017`), so the backlog's rows go to all parts
/// of the indexes and not to their ends, which would stay in memory whatever the size of the table is.
struct StoredReturns {
    let servers: BenchServers
    let database: String
    /// Numbers of orders of the backlog.
    let orders: Int

    private static let tables = ["return_request", "return_line", "timer", "order_fact"]

    func add(_ count: Int) throws {
        let connection = try servers.connect(database)
        defer { connection.close() }
        let copies = RowCopies(connection: connection)
        let (returnID, orderID) = (id("r"), id("o"))
        let sample = BenchEvents.returnID(Preparation.sample)
        func insert(_ table: String, _ changes: [String: String]) throws {
            try copies.insert(
                count, into: "intake.\(table)", from: "\(Preparation.sampleSchema).\(table)", changes: changes)
        }
        try insert("order_fact", ["order_id": orderID])
        try insert("return_request", ["return_id": returnID])
        try insert("return_line", ["return_id": returnID, "order_id": orderID])
        // Spread over a day, in the order in which the returns were decided.
        try insert(
            "timer",
            [
                "key": "replace(s.key, '\(sample)', \(returnID))",
                "due_at": "s.due_at + n * (86400000000 / \(count))",
                "payload":
                    "convert_to(replace(convert_from(s.payload, 'UTF8'), '\(sample)', \(returnID)), 'UTF8')",
            ])
        try copies.settle(Self.tables.map { "intake.\($0)" })
    }

    /// SQL of the id of the return or order with number `n`.
    private func id(_ letter: String) -> String {
        "'\(letter)' || lpad((n % \(orders))::text, 8, '0') || '.' || n / \(orders)"
    }
}
