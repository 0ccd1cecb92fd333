import Kernel
import Worker

extension Statement {
    /// Lets all returns that wait for these facts be looked at again, without a row of them in the worker's memory: a
    /// policy that comes late wakes as many as there are. The timers are those of `DecideTimer`; what the batch itself
    /// sets or takes back is written after this, so it holds.
    static let wakeWaiting = Statement(
        "intake.waiting.wake",
        """
        WITH woken AS (
            DELETE FROM waiting w
            USING unnest($1::text[], $2::text[], $3::text[], $4::int8[]) AS f (kind, merchant, id, at)
            WHERE w.kind = f.kind AND w.merchant = f.merchant AND w.fact_id = f.id
            RETURNING w.merchant, w.return_id, f.at
        )
        INSERT INTO timer (key, kind, due_at, payload)
        SELECT $5::text || ':' || merchant || '/' || return_id, $5::text, min(at),
            convert_to(json_build_object('merchant', merchant, 'returnId', return_id)::text, 'UTF8')
        FROM woken GROUP BY merchant, return_id ORDER BY 1
        ON CONFLICT (key) DO UPDATE
        SET kind = excluded.kind, due_at = excluded.due_at, payload = excluded.payload
        """)

    static let addWaits = Statement(
        "intake.waiting.add",
        """
        INSERT INTO waiting (kind, merchant, fact_id, return_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING
        """)
}

extension IntakeWorking {
    /// Only under the locks of the facts: a return that came first is seen for certain.
    func storeWaits(into session: any SQLSession) throws(Fault) {
        let arrivals = waits.arrivals.sorted {
            ($0.key.kind.rawValue, $0.key.fact) < ($1.key.kind.rawValue, $1.key.fact)
        }
        if !arrivals.isEmpty {
            try session.post(
                .wakeWaiting,
                [
                    .texts(arrivals.map(\.key.kind.rawValue)), .texts(arrivals.map(\.key.fact.merchant)),
                    .texts(arrivals.map(\.key.fact.id)), .int8s(arrivals.map(\.value.microseconds)),
                    .text(DecideTimer.kind),
                ])
        }
        let added = waits.added
        guard !added.isEmpty else { return }
        try session.post(
            .addWaits,
            [
                .texts(added.map(\.kind.rawValue)), .texts(added.map(\.fact.merchant)), .texts(added.map(\.fact.id)),
                .texts(added.map(\.returnID)),
            ])
    }
}
