import Worker

/// SQL on the outbox.
package enum OutboxStatements {
    static let append = Statement(
        "runtime.outbox.append",
        """
        INSERT INTO outbox (slot, lane_number, first_seq, last_seq, records)
        SELECT (SELECT active FROM outbox_slot), added.*
        FROM unnest($1::int4[], $2::int8[], $3::int8[], $4::bytea[]) AS added
        """)

    /// Committed segments after the given positions; a statement whose plan is checked by a test.
    ///
    /// Every lane's first segment comes before any lane's second one when the limit cuts, so that a busy lane does not
    /// starve the others; what is left of each lane is still a run without gaps.
    package static let segments = Statement(
        "runtime.outbox.segments",
        """
        SELECT lane_number, first_seq, last_seq, records
        FROM (
            SELECT found.*, sum(found.size) OVER (ORDER BY found.place, found.lane_number) - found.size AS before
            FROM unnest($1::int4[], $2::int8[]) AS wanted(lane_number, position)
            CROSS JOIN LATERAL (
                SELECT segment.lane_number, segment.first_seq, segment.last_seq, segment.records,
                    octet_length(segment.records) AS size, row_number() OVER (ORDER BY segment.last_seq) AS place
                FROM outbox AS segment
                WHERE segment.lane_number = wanted.lane_number AND segment.last_seq > wanted.position
                ORDER BY segment.last_seq
                LIMIT 256
            ) AS found
        ) AS found
        WHERE before < $3
        ORDER BY lane_number, first_seq
        """)

    static let lanes = Statement(
        "runtime.outbox.lanes",
        """
        SELECT lane.lane_number, lane.topic, lane.part, lane.lane_seq, coalesce(hint.published_seq, 0)
        FROM consumer_offset AS lane LEFT JOIN relay_hint AS hint ON hint.lane_number = lane.lane_number
        WHERE lane.lane_number % $2::int8 = $1::int8
        ORDER BY lane.lane_number
        """)

    static let storeHints = Statement(
        "runtime.outbox.hints",
        """
        INSERT INTO relay_hint AS hint (lane_number, published_seq)
        SELECT * FROM unnest($1::int4[], $2::int8[])
        ON CONFLICT (lane_number) DO UPDATE SET published_seq = excluded.published_seq
        WHERE hint.published_seq < excluded.published_seq
        """)

    static let takeLease = Statement("runtime.outbox.lease", "SELECT pg_try_advisory_lock($1::int4, $2::int4)")
    static let releaseLease = Statement("runtime.outbox.release", "SELECT pg_advisory_unlock($1::int4, $2::int4)")
}
