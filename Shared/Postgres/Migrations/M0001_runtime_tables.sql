-- The tables of the runtime. Every service has them in its own schema.

-- How far each input partition (lane) is applied, and how many events it has put out. One row is read and written by
-- every batch: no index on a changing column and half-filled pages keep its updates in place (HOT).
CREATE TABLE consumer_offset (
    topic       text   NOT NULL,
    part        int    NOT NULL,
    lane_number int    NOT NULL UNIQUE,
    next_offset bigint NULL,
    lane_seq    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, part)
) WITH (fillfactor = 50);

-- Outgoing events on their way to Kafka: one row for a lane's run of events in one batch.
--
-- Published rows are never deleted one by one. They stand in a ring of four partitions; one of them, named in
-- outbox_slot, is written. When it has grown or aged, writing moves on to the next; a partition left behind is
-- truncated once all that it holds is published (the rotation of Skype's PgQ). A writer that read outbox_slot just
-- before a move adds to the partition left behind. That is harmless: readers look up (lane, number) in all
-- partitions, and truncation looks again under its exclusive lock.
CREATE TABLE outbox (
    slot        int    NOT NULL,
    lane_number int    NOT NULL,
    first_seq   bigint NOT NULL,
    last_seq    bigint NOT NULL,
    records     bytea  NOT NULL
) PARTITION BY LIST (slot);

-- Vacuum would only rewrite what is soon truncated.
CREATE TABLE outbox_0 PARTITION OF outbox FOR VALUES IN (0)
    WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);
CREATE TABLE outbox_1 PARTITION OF outbox FOR VALUES IN (1)
    WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);
CREATE TABLE outbox_2 PARTITION OF outbox FOR VALUES IN (2)
    WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);
CREATE TABLE outbox_3 PARTITION OF outbox FOR VALUES IN (3)
    WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);

-- By the last number, not the first: a position in the middle of a segment still finds that segment.
CREATE INDEX outbox_lane ON outbox (lane_number, last_seq);

-- Servers older than 14, or built without lz4, stay with their own compression.
DO $$
BEGIN
    FOR slot IN 0..3 LOOP
        EXECUTE format('ALTER TABLE outbox_%s ALTER COLUMN records SET COMPRESSION lz4', slot);
    END LOOP;
EXCEPTION WHEN feature_not_supported OR syntax_error OR invalid_parameter_value THEN
    NULL;
END
$$;

-- Which partition of the outbox is written, and since when. One row.
CREATE TABLE outbox_slot (
    one    boolean     PRIMARY KEY DEFAULT true CHECK (one),
    active int         NOT NULL CHECK (active BETWEEN 0 AND 3),
    since  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO outbox_slot (active) VALUES (0);

-- How far each lane is known to be published. Behind the truth at times, never ahead of it.
CREATE TABLE relay_hint (
    lane_number   int    PRIMARY KEY,
    published_seq bigint NOT NULL
) WITH (fillfactor = 50);

-- Which events of other workers an input lane has applied: the encoded window of their numbers.
CREATE TABLE source_mark (
    lane_number int   NOT NULL,
    source      text  NOT NULL,
    applied     bytea NOT NULL,
    PRIMARY KEY (lane_number, source)
) WITH (fillfactor = 70);

-- What is due at a moment, in microseconds since 1970.
CREATE TABLE timer (
    key     text   PRIMARY KEY,
    kind    text   NOT NULL,
    due_at  bigint NOT NULL,
    payload bytea  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX timer_due ON timer (due_at);
