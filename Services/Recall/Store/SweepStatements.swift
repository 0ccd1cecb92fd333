import Worker

/// SQL that gives the next rows of a sweep, and what belongs to them.
///
/// $1 is the merchant. Rows come in the order of their ids, after the last one seen. Every `OFFSET 0` is a fence:
/// without it the planner walks the whole table by its key in search of a rare article, or compares each row with the
/// whole array (seen with a million rows: 1,600 ms and 20 s for what takes 1 and 180 ms).
enum SweepStatements {
    /// Plans of sweeps use indexes, whatever the size of the tables was when they were made; until the end of the
    /// transaction.
    static let byIndex = Statement("recall.sweep.by_index", "SELECT set_config('enable_seqscan', 'off', true)")

    /// $2 recall, $3 unit id, $4 limit.
    static let marks = Statement(
        "recall.sweep.marks",
        """
        SELECT m.unit_id, \(UnitMarkStatements.columns) FROM recall_unit m
        WHERE m.merchant = $1 AND m.recall_id = $2 AND m.unit_id > $3
        ORDER BY m.unit_id LIMIT $4
        """)

    /// $2 unit ids.
    static let unitsOfMarks = Statement(
        "recall.sweep.marks.units",
        "SELECT u.unit_id, \(UnitStatements.columns) FROM unit u WHERE u.merchant = $1 AND u.unit_id = ANY ($2::text[])"
    )

    /// $2 unit id, $3 limit, $4 gtins, $5 skus.
    static let units = Statement(
        "recall.sweep.units",
        """
        SELECT u.unit_id, \(UnitStatements.columns) FROM (
            SELECT * FROM unit
            WHERE merchant = $1 AND (gtin = ANY ($4::text[]) OR sku = ANY ($5::text[])) OFFSET 0) AS u
        WHERE u.unit_id > $2
        ORDER BY u.unit_id LIMIT $3
        """)

    /// $2 recall, $3 unit ids.
    static let marksOfUnits = Statement(
        "recall.sweep.units.marks",
        """
        SELECT m.unit_id, \(UnitMarkStatements.columns) FROM unnest($3::text[]) AS wanted (unit_id)
        CROSS JOIN LATERAL (
            SELECT * FROM recall_unit
            WHERE merchant = $1 AND recall_id = $2 AND unit_id = wanted.unit_id OFFSET 0) AS m
        """)

    /// $2 recall, $3 order id, $4 line id, $5 limit.
    static let told = Statement(
        "recall.sweep.told",
        """
        SELECT m.order_id, m.line_id, m.quantity, m.mock FROM recall_sale m
        WHERE m.merchant = $1 AND m.recall_id = $2 AND (m.order_id, m.line_id) > ($3, $4)
        ORDER BY m.order_id, m.line_id LIMIT $5
        """)

    /// $2 order ids: all lines of these orders.
    static let salesOfTold = Statement(
        "recall.sweep.told.sales",
        """
        SELECT \(SaleStatements.columns) FROM unnest($2::text[]) AS wanted (order_id)
        CROSS JOIN LATERAL (
            SELECT * FROM sale WHERE merchant = $1 AND order_id = wanted.order_id OFFSET 0) AS s
        """)

    /// $2 order id, $3 line id, $4 limit, $5 gtins, $6 skus.
    static let sales = Statement(
        "recall.sweep.sales",
        """
        SELECT \(SaleStatements.columns) FROM (
            SELECT * FROM sale
            WHERE merchant = $1 AND (gtin = ANY ($5::text[]) OR sku = ANY ($6::text[])) OFFSET 0) AS s
        WHERE (s.order_id, s.line_id) > ($2, $3)
        ORDER BY s.order_id, s.line_id LIMIT $4
        """)

    /// $2 recall, $3 order ids: the recall's marks on all lines of these orders.
    static let marksOfSales = Statement(
        "recall.sweep.sales.marks",
        """
        SELECT m.order_id, m.line_id, m.quantity, m.mock FROM unnest($3::text[]) AS wanted (order_id)
        CROSS JOIN LATERAL (
            SELECT * FROM recall_sale
            WHERE merchant = $1 AND recall_id = $2 AND order_id = wanted.order_id OFFSET 0) AS m
        """)
}
