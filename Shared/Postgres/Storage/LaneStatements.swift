import Worker

/// SQL on the rows of lanes.
enum LaneStatements {
    /// Sorted before it is locked, so that processes that share lanes lock them in one order.
    static let lock = Statement(
        "runtime.lanes.lock",
        """
        SELECT topic, part, lane_number, next_offset, lane_seq, witness_offset, witness, adopted_offset
        FROM consumer_offset
        WHERE (topic, part) IN (SELECT * FROM unnest($1::text[], $2::int4[]))
        ORDER BY topic, part FOR UPDATE
        """)

    static let read = Statement(
        "runtime.lanes.read",
        """
        SELECT topic, part, lane_number, next_offset, lane_seq, witness_offset, witness, adopted_offset
        FROM consumer_offset
        WHERE (topic, part) IN (SELECT * FROM unnest($1::text[], $2::int4[]))
        """)

    static let move = Statement(
        "runtime.lanes.move",
        """
        UPDATE consumer_offset AS lane SET next_offset = moved.next_offset, lane_seq = moved.lane_seq,
            witness_offset = coalesce(moved.witness_offset, lane.witness_offset),
            witness = coalesce(moved.witness, lane.witness)
        FROM unnest($1::text[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])
            AS moved(topic, part, next_offset, lane_seq, witness_offset, witness)
        WHERE lane.topic = moved.topic AND lane.part = moved.part
        """)

    /// One registration at a time in a schema: numbers stay dense, and the next statement sees what was committed.
    static let lockRegistration = Statement("runtime.lanes.registration", "SELECT pg_advisory_xact_lock($1)")

    static let register = Statement(
        "runtime.lanes.register",
        """
        INSERT INTO consumer_offset (topic, part, lane_number)
        SELECT topic, part,
            (SELECT coalesce(max(lane_number), -1) FROM consumer_offset) + row_number() OVER (ORDER BY place)
        FROM (
            SELECT topic, part, min(place) AS place
            FROM unnest($1::text[], $2::int4[]) WITH ORDINALITY AS wanted(topic, part, place)
            GROUP BY topic, part
        ) AS wanted
        WHERE NOT EXISTS (
            SELECT FROM consumer_offset AS known WHERE known.topic = wanted.topic AND known.part = wanted.part)
        """)

    /// A cluster's id is added when the first worker did not know it.
    static let claim = Statement(
        "runtime.deployment.claim",
        """
        INSERT INTO deployment (topic_prefix, cluster_id) VALUES ($1, $2)
        ON CONFLICT (one) DO UPDATE SET cluster_id =
            CASE WHEN deployment.cluster_id = '' AND deployment.topic_prefix = excluded.topic_prefix
                THEN excluded.cluster_id ELSE deployment.cluster_id END
        RETURNING topic_prefix, cluster_id
        """)

    static func keys(_ lanes: [LaneID]) -> [SQLValue] {
        [.texts(lanes.map(\.topic)), .int4s(lanes.map(\.partition))]
    }

    static func rows(_ rows: Rows) -> [LaneID: LaneRow] {
        var lanes: [LaneID: LaneRow] = [:]
        for row in 0..<rows.count {
            let lane = LaneID(rows.text(row, 0), Int32(truncatingIfNeeded: rows.int(row, 1)))
            lanes[lane] = LaneRow(
                number: Int32(truncatingIfNeeded: rows.int(row, 2)), nextOffset: rows.optionalInt(row, 3),
                sequence: rows.int(row, 4), witness: witness(rows, row), adopted: rows.optionalInt(row, 7))
        }
        return lanes
    }

    private static func witness(_ rows: Rows, _ row: Int) -> LaneWitness? {
        guard let offset = rows.optionalInt(row, 5), let digest = rows.optionalInt(row, 6) else { return nil }
        return LaneWitness(offset: offset, digest: digest)
    }
}
