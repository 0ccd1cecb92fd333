import Worker

/// SQL on recalls, their notices and articles.
enum RecallStatements {
    /// $1 merchants, $2 recall ids.
    static let load = Statement(
        "recall.recalls.load",
        """
        SELECT merchant, recall_id, version, terms_at, terms_kind, closed_at, mock, remedy, scope FROM recall
        WHERE (merchant, recall_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    /// $1 merchants, $2 articles: which active recalls name them.
    static let loadArticles = Statement(
        "recall.articles.load",
        """
        SELECT merchant, article, recall_id FROM recall_article
        WHERE (merchant, article) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    /// $1 merchants, $2 recall ids.
    static let loadCounts = Statement(
        "recall.progress.load",
        """
        SELECT merchant, recall_id, items_sold, customers_affected, units_received, units_held, units_removed
        FROM recall_progress WHERE (merchant, recall_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    /// $1 merchants, $2 recall ids.
    static let loadNotices = Statement(
        "recall.notices.load",
        """
        SELECT merchant, recall_id, at, kind, fingerprint FROM recall_notice
        WHERE (merchant, recall_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    static let store = Statement(
        "recall.recalls.store",
        """
        INSERT INTO recall (merchant, recall_id, version, active, terms_at, terms_kind, closed_at, mock, remedy, scope)
        SELECT * FROM unnest(
            $1::text[], $2::text[], $3::int8[], $4::bool[], $5::int8[], $6::int8[], $7::int8[], $8::text[]::bool[],
            $9::text[], $10::json[])
        ON CONFLICT (merchant, recall_id) DO UPDATE SET
            version = excluded.version, active = excluded.active, terms_at = excluded.terms_at,
            terms_kind = excluded.terms_kind, closed_at = excluded.closed_at, mock = excluded.mock,
            remedy = excluded.remedy, scope = excluded.scope
        """)

    static let storeNotices = Statement(
        "recall.notices.store",
        """
        INSERT INTO recall_notice (merchant, recall_id, at, kind, fingerprint, content)
        SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::json[])
        """)

    /// $1 merchants, $2 recall ids.
    static let clearArticles = Statement(
        "recall.articles.clear",
        """
        DELETE FROM recall_article
        WHERE (merchant, recall_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
        """)

    /// $1 merchants, $2 recall ids, $3 articles.
    static let storeArticles = Statement(
        "recall.articles.store",
        """
        INSERT INTO recall_article (merchant, recall_id, article)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        """)

    /// Adds to the counts; $3 to $7 are differences.
    static let addCounts = Statement(
        "recall.progress.add",
        """
        INSERT INTO recall_progress AS p
            (merchant, recall_id, items_sold, customers_affected, units_received, units_held, units_removed)
        SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
        ORDER BY 1, 2
        ON CONFLICT (merchant, recall_id) DO UPDATE SET
            items_sold = p.items_sold + excluded.items_sold,
            customers_affected = p.customers_affected + excluded.customers_affected,
            units_received = p.units_received + excluded.units_received,
            units_held = p.units_held + excluded.units_held,
            units_removed = p.units_removed + excluded.units_removed
        """)
}
