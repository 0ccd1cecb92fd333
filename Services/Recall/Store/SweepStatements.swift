import Worker

/// SQL that gives the next rows of a sweep, and what belongs to them.
///
/// One table a statement and ids as an array: joined, a planner that knows too little of a table that has just grown
/// reads it once for each row. $1 is the merchant. Rows come in the order of their ids, after the last one seen.
enum SweepStatements {
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
        SELECT u.unit_id, \(UnitStatements.columns) FROM unit u
        WHERE u.merchant = $1 AND (u.gtin = ANY ($4::text[]) OR u.sku = ANY ($5::text[])) AND u.unit_id > $2
        ORDER BY u.unit_id LIMIT $3
        """)

    /// $2 recall, $3 unit ids.
    static let marksOfUnits = Statement(
        "recall.sweep.units.marks",
        """
        SELECT m.unit_id, \(UnitMarkStatements.columns) FROM recall_unit m
        WHERE m.merchant = $1 AND m.recall_id = $2 AND m.unit_id = ANY ($3::text[])
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
        "SELECT \(SaleStatements.columns) FROM sale s WHERE s.merchant = $1 AND s.order_id = ANY ($2::text[])")

    /// $2 order id, $3 line id, $4 limit, $5 gtins, $6 skus.
    static let sales = Statement(
        "recall.sweep.sales",
        """
        SELECT \(SaleStatements.columns) FROM sale s
        WHERE s.merchant = $1 AND (s.gtin = ANY ($5::text[]) OR s.sku = ANY ($6::text[]))
            AND (s.order_id, s.line_id) > ($2, $3)
        ORDER BY s.order_id, s.line_id LIMIT $4
        """)

    /// $2 recall, $3 order ids: the recall's marks on all lines of these orders.
    static let marksOfSales = Statement(
        "recall.sweep.sales.marks",
        """
        SELECT m.order_id, m.line_id, m.quantity, m.mock FROM recall_sale m
        WHERE m.merchant = $1 AND m.recall_id = $2 AND m.order_id = ANY ($3::text[])
        """)
}
