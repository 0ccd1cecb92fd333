import Worker

/// SQL on timers.
enum TimerStatements {
    /// The fence (MATERIALIZED) matters: without it the planner may run the limited query once for each row of a nested
    /// loop and delete more than `limit` (seen by Oban, release 2.15).
    static let take = Statement(
        "runtime.timers.take",
        """
        WITH due AS MATERIALIZED (
            SELECT key FROM timer WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), taken AS (
            DELETE FROM timer USING due WHERE timer.key = due.key
            RETURNING timer.key, timer.kind, timer.due_at, timer.payload
        )
        SELECT key, kind, due_at, payload FROM taken ORDER BY due_at, key
        """)

    static let schedule = Statement(
        "runtime.timers.schedule",
        """
        INSERT INTO timer (key, kind, due_at, payload)
        SELECT * FROM unnest($1::text[], $2::text[], $3::int8[], $4::bytea[])
        ON CONFLICT (key) DO UPDATE
        SET kind = excluded.kind, due_at = excluded.due_at, payload = excluded.payload
        """)

    static let cancel = Statement(
        "runtime.timers.cancel",
        """
        WITH unwanted AS MATERIALIZED (
            SELECT key FROM timer WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE
        )
        DELETE FROM timer USING unwanted WHERE timer.key = unwanted.key
        """)

    static let nextDue = Statement("runtime.timers.next", "SELECT min(due_at) FROM timer")
}
