import Worker

/// SQL on units in hand.
enum UnitStatements {
    /// Of table `u`, without its key; `UnitRow` reads them.
    static let columns = """
        u.fingerprint, u.removed, u.return_id, u.sku, u.gtin, u.serial, u.lot, u.made_at, u.sold_at, u.country
        """

    /// $1 merchants, $2 unit ids. An arrival and a closing of one unit can come at once: both meet on its row.
    static let insertMissing = Statement(
        "recall.units.meet",
        """
        INSERT INTO unit (merchant, unit_id) SELECT * FROM unnest($1::text[], $2::text[])
        ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """)

    /// $1 merchants, $2 unit ids.
    static let lock = Statement(
        "recall.units.lock",
        """
        SELECT u.merchant, u.unit_id, \(columns) FROM unit u
        WHERE (u.merchant, u.unit_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        ORDER BY u.merchant, u.unit_id FOR UPDATE
        """)

    static let store = Statement(
        "recall.units.store",
        """
        UPDATE unit u SET fingerprint = n.fingerprint, removed = n.removed, return_id = n.return_id, sku = n.sku,
            gtin = n.gtin, serial = n.serial, lot = n.lot, made_at = n.made_at, sold_at = n.sold_at,
            country = n.country
        FROM unnest(
            $1::text[], $2::text[], $3::int8[], $4::bool[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::int8[], $11::int8[], $12::text[])
            AS n (merchant, unit_id, fingerprint, removed, return_id, sku, gtin, serial, lot, made_at, sold_at, country)
        WHERE u.merchant = n.merchant AND u.unit_id = n.unit_id
        """)
}

/// SQL on the marks that recalls have on units.
enum UnitMarkStatements {
    /// Of table `m`, without its key.
    static let columns = "m.inside, m.removed, m.mock, m.remedy"

    /// $1 merchants, $2 recall ids, $3 unit ids.
    static let load = Statement(
        "recall.unit_marks.load",
        """
        SELECT m.merchant, m.recall_id, m.unit_id, \(columns) FROM recall_unit m
        WHERE (m.merchant, m.recall_id, m.unit_id) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]))
        """)

    static let store = Statement(
        "recall.unit_marks.store",
        """
        INSERT INTO recall_unit (merchant, recall_id, unit_id, inside, removed, mock, remedy)
        SELECT * FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::bool[], $5::bool[], $6::text[]::bool[], $7::text[])
        ORDER BY 1, 2, 3
        ON CONFLICT (merchant, recall_id, unit_id) DO UPDATE SET
            inside = excluded.inside, removed = excluded.removed, mock = excluded.mock, remedy = excluded.remedy
        """)
}
