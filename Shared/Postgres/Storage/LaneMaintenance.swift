import Worker

/// What an operator may see of a worker's lanes, and may change while no copy of it runs.
package struct LaneMaintenance {
    /// A lane with how far it is known to be published.
    package struct Standing: Sendable, Equatable {
        package var lane: LaneID
        package var row: LaneRow
        /// The hint in PostgreSQL.
        package var published: Int64
    }

    private let connection: Connection
    private let service: String

    /// - Parameter connection: of a role that may write the schema, with `settings.schema == service`.
    package init(_ connection: Connection, service: String) {
        self.connection = connection
        self.service = service
    }

    /// All lanes, by topic and partition.
    package func standings() throws(Fault) -> [Standing] {
        let rows = try connection.run(Self.all)
        return (0..<rows.count).map { row in
            Standing(
                lane: LaneID(rows.text(row, 0), Int32(truncatingIfNeeded: rows.int(row, 1))),
                row: LaneRow(
                    number: Int32(truncatingIfNeeded: rows.int(row, 2)), nextOffset: rows.optionalInt(row, 3),
                    sequence: rows.int(row, 4)),
                published: rows.int(row, 5))
        }
    }

    /// How many sessions copies of the worker hold.
    package func sessions() throws(Fault) -> Int {
        Int(try connection.run(Self.workers, [.text("backhaul-\(service)-")]).int(0, 0))
    }

    /// Lets the schema belong to this deployment, and takes the numbers given as given out and published: the next
    /// event of each lane gets a higher one. Numbers below those of the database change nothing.
    ///
    /// - Parameter reported: the offsets of Kafka's group, which contradict nothing from here on.
    package func adopt(
        _ deployment: Deployment, published numbers: [LaneID: Int64], reported: [LaneID: Int64]
    ) throws(Fault) {
        let ordered = numbers.sorted { $0.key < $1.key }
        try inTransaction { () throws(Fault) in
            try connection.run(Self.own, [.text(deployment.topicPrefix), .text(deployment.clusterID)])
            let values = LaneStatements.keys(ordered.map(\.key)) + [.int8s(ordered.map(\.value))]
            try connection.run(Self.hint, values)
            try connection.run(Self.raise, values)
            try accept(reported)
        }
    }

    private func accept(_ reported: [LaneID: Int64]) throws(Fault) {
        let ordered = reported.sorted { $0.key < $1.key }
        try connection.run(Self.accept, LaneStatements.keys(ordered.map(\.key)) + [.int8s(ordered.map(\.value))])
    }

    /// Lets lanes go on at other offsets. The record applied last is forgotten: it is no witness of another log.
    ///
    /// - Parameter reported: the offsets of Kafka's group, which contradict nothing from here on.
    /// - Throws: `fatal` for a lane that the worker does not have.
    package func restart(_ offsets: [LaneID: Int64], reported: [LaneID: Int64]) throws(Fault) {
        let ordered = offsets.sorted { $0.key < $1.key }
        try inTransaction { () throws(Fault) in
            let values = LaneStatements.keys(ordered.map(\.key)) + [.int8s(ordered.map(\.value))]
            let changed = try connection.run(Self.restart, values)
            try accept(reported)
            guard changed.count == offsets.count else {
                throw Fault(.fatal, "lanes.restart", "\(service) has no such lane; see `backhaul lanes list`")
            }
        }
    }

    private func inTransaction(_ body: () throws(Fault) -> Void) throws(Fault) {
        try connection.execute("BEGIN", "lanes")
        do throws(Fault) {
            try body()
            try connection.execute("COMMIT", "lanes")
        } catch {
            if !connection.isBroken { _ = try? connection.execute("ROLLBACK", "lanes") }
            throw error
        }
    }

    private static let all = Statement(
        "lanes.all",
        """
        SELECT topic, part, lane_number, next_offset, lane_seq, coalesce(published_seq, 0)
        FROM consumer_offset LEFT JOIN relay_hint USING (lane_number) ORDER BY topic, part
        """)

    private static let workers = Statement(
        "lanes.workers",
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND starts_with(application_name, $1) AND pid <> pg_backend_pid()
        """)

    private static let own = Statement(
        "lanes.own",
        """
        INSERT INTO deployment (topic_prefix, cluster_id) VALUES ($1, $2)
        ON CONFLICT (one) DO UPDATE SET topic_prefix = excluded.topic_prefix, cluster_id = excluded.cluster_id
        """)

    /// Before the lanes are raised: only numbers that the database has not given are beyond its own hints.
    private static let hint = Statement(
        "lanes.hint",
        """
        INSERT INTO relay_hint (lane_number, published_seq)
        SELECT lane_number, number
        FROM unnest($1::text[], $2::int4[], $3::int8[]) AS seen(topic, part, number)
        JOIN consumer_offset USING (topic, part) WHERE number > lane_seq
        ON CONFLICT (lane_number) DO UPDATE SET published_seq = excluded.published_seq
        """)

    private static let raise = Statement(
        "lanes.raise",
        """
        UPDATE consumer_offset AS lane SET lane_seq = number
        FROM unnest($1::text[], $2::int4[], $3::int8[]) AS seen(topic, part, number)
        WHERE lane.topic = seen.topic AND lane.part = seen.part AND number > lane.lane_seq
        """)

    private static let accept = Statement(
        "lanes.accept",
        """
        UPDATE consumer_offset AS lane SET adopted_offset = told.next_offset
        FROM unnest($1::text[], $2::int4[], $3::int8[]) AS told(topic, part, next_offset)
        WHERE lane.topic = told.topic AND lane.part = told.part
        """)

    private static let restart = Statement(
        "lanes.restart",
        """
        UPDATE consumer_offset AS lane SET next_offset = moved.next_offset, witness_offset = NULL, witness = NULL
        FROM unnest($1::text[], $2::int4[], $3::int8[]) AS moved(topic, part, next_offset)
        WHERE lane.topic = moved.topic AND lane.part = moved.part
        """)
}
