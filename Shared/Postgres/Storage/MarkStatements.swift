import Worker

/// SQL on the marks of applied events.
enum MarkStatements {
    static let load = Statement(
        "runtime.marks.load",
        """
        SELECT lane_number, source, applied FROM source_mark
        WHERE (lane_number, source) IN (SELECT * FROM unnest($1::int4[], $2::text[]))
        """)

    static let store = Statement(
        "runtime.marks.store",
        """
        INSERT INTO source_mark (lane_number, source, applied)
        SELECT * FROM unnest($1::int4[], $2::text[], $3::bytea[])
        ON CONFLICT (lane_number, source) DO UPDATE SET applied = excluded.applied
        """)
}
