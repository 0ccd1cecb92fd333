import Worker

/// SQL on lines of sales.
enum SaleStatements {
    /// Of table `s`, without its merchant; `SaleRow` reads them.
    static let columns = """
        s.order_id, s.line_id, s.quantity, s.sold_at, s.made_at, s.country, s.customer_id, s.sku, s.gtin, s.lot,
        s.serials
        """

    /// $1 merchants, $2 order ids: those that are known.
    static let loadOrders = Statement(
        "recall.orders.load",
        """
        SELECT DISTINCT s.merchant, s.order_id, s.fingerprint FROM sale s
        WHERE (s.merchant, s.order_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    static let store = Statement(
        "recall.sales.store",
        """
        INSERT INTO sale (merchant, order_id, line_id, fingerprint, quantity, sold_at, made_at, country, customer_id,
            sku, gtin, lot, serials)
        SELECT * FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::json[])
        """)

    static let storeMarks = Statement(
        "recall.sale_marks.store",
        """
        INSERT INTO recall_sale (merchant, recall_id, order_id, line_id, quantity, mock)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::bool[])
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (merchant, recall_id, order_id, line_id) DO UPDATE SET
            quantity = excluded.quantity, mock = excluded.mock
        """)

    /// Adds to customers' lines in scope; gives back each customer's lines as they are now.
    static let addCustomers = Statement(
        "recall.customers.add",
        """
        INSERT INTO recall_customer AS c (merchant, recall_id, customer, lines)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[])
        ORDER BY 1, 2, 3
        ON CONFLICT (merchant, recall_id, customer) DO UPDATE SET lines = c.lines + excluded.lines
        RETURNING merchant, recall_id, customer, lines
        """)
}
