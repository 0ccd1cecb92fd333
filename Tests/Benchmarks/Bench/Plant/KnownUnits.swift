import Kernel
import Postgres
import TestSupport
import Worker

/// Fills a database of recall with sales and the units that came back of them: articles of 200,000 units each, the
/// second in lots of a hundred, all others in two lots.
struct KnownUnits {
    /// Units of the small scope.
    static let smallLot = 100

    /// Units in hand; as many sales.
    let count: Int

    /// A fifth of what is known at most, so that several articles stand beside those in scope.
    private var articleSize: Int { min(200_000, count / 5) }
    /// Units of the large scope.
    var largeLot: Int { articleSize / 2 }

    /// Article and lot of the large and of the small scope.
    let large = (article: 0, lot: "L0")
    let small = (article: 1, lot: "S7")

    /// Multiplies the sample, and takes it away.
    func add(to connection: Connection) throws {
        let copies = RowCopies(connection: connection)
        var common = article
        common["lot"] = lot
        let sale = [
            "order_id": "'o' || lpad(n::text, 9, '0')", "customer_id": "'c' || lpad((n % 500000)::text, 6, '0')",
            "serials": "jsonb_build_array('SN' || lpad(n::text, 9, '0'))",
        ]
        // As our own ids: hexadecimal and without any order.
        let unit = [
            "unit_id": "'u-' || left(md5(n::text), 24)", "return_id": "'r' || lpad(n::text, 9, '0')",
            "serial": "'SN' || lpad(n::text, 9, '0')",
        ]
        try copies.insert(
            count, into: "recall.sale", from: "recall.sale", changes: common.merging(sale) { $1 })
        try copies.insert(
            count, into: "recall.unit", from: "recall.unit", changes: common.merging(unit) { $1 })
        try connection.execute(
            """
            DELETE FROM recall.sale WHERE order_id = '\(RecallEvents.sampleOrder)';
            DELETE FROM recall.unit WHERE unit_id = '\(RecallEvents.sampleUnit)'
            """, "bench.sample")
        try copies.settle(["recall.sale", "recall.unit"])
    }

    /// SQL of the article of the unit with number `n`.
    private var article: [String: String] {
        let articles = 0..<(count + articleSize - 1) / articleSize
        let gtins = articles.map { "'\(RecallEvents.gtin($0).digits)'" }.joined(separator: ", ")
        return [
            "gtin": "(ARRAY[\(gtins)])[1 + n / \(articleSize)]", "sku": "'SKU-' || 1000 + n / \(articleSize)",
        ]
    }

    /// SQL of its lot.
    private var lot: String {
        let place = "n % \(articleSize)"
        return """
            CASE WHEN n / \(articleSize) = 1 THEN 'S' || (\(place)) / \(Self.smallLot)
            ELSE 'L' || (\(place)) / \(largeLot) END
            """
    }
}
