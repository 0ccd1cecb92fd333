import Worker

/// SQL that gives the next rows of a sweep: the row, and the recall's mark on it where there is one.
///
/// $1 is the merchant, $2 the recall. Rows come in the order of their ids, after the last one seen.
enum SweepStatements {
    /// $3 unit id, $4 limit.
    static let marks = Statement(
        "recall.sweep.marks",
        """
        SELECT u.merchant, u.unit_id, \(UnitStatements.columns), \(UnitMarkStatements.columns)
        FROM recall_unit m JOIN unit u USING (merchant, unit_id)
        WHERE m.merchant = $1 AND m.recall_id = $2 AND m.unit_id > $3
        ORDER BY m.unit_id LIMIT $4
        """)

    /// $3 unit id, $4 limit, $5 gtins, $6 skus.
    static let units = Statement(
        "recall.sweep.units",
        """
        SELECT u.merchant, u.unit_id, \(UnitStatements.columns), \(UnitMarkStatements.columns)
        FROM unit u LEFT JOIN recall_unit m
            ON m.merchant = u.merchant AND m.recall_id = $2 AND m.unit_id = u.unit_id
        WHERE u.merchant = $1 AND (u.gtin = ANY ($5::text[]) OR u.sku = ANY ($6::text[])) AND u.unit_id > $3
            AND u.fingerprint IS NOT NULL
        ORDER BY u.unit_id LIMIT $4
        """)

    /// $3 order id, $4 line id, $5 limit.
    static let told = Statement(
        "recall.sweep.told",
        """
        SELECT \(SaleStatements.columns), m.quantity, m.mock
        FROM recall_sale m JOIN sale s USING (merchant, order_id, line_id)
        WHERE m.merchant = $1 AND m.recall_id = $2 AND (m.order_id, m.line_id) > ($3, $4)
        ORDER BY m.order_id, m.line_id LIMIT $5
        """)

    /// $3 order id, $4 line id, $5 limit, $6 gtins, $7 skus.
    static let sales = Statement(
        "recall.sweep.sales",
        """
        SELECT \(SaleStatements.columns), m.quantity, m.mock
        FROM sale s LEFT JOIN recall_sale m
            ON m.merchant = s.merchant AND m.recall_id = $2 AND m.order_id = s.order_id AND m.line_id = s.line_id
        WHERE s.merchant = $1 AND (s.gtin = ANY ($6::text[]) OR s.sku = ANY ($7::text[]))
            AND (s.order_id, s.line_id) > ($3, $4)
        ORDER BY s.order_id, s.line_id LIMIT $5
        """)
}
