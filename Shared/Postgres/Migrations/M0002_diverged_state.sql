-- What a worker needs to see that its database and its broker do not belong together (any more).

-- The record that a lane applied last, to be compared before the lane is read on: a topic that was deleted and made anew
-- holds another one at that offset, or none.
ALTER TABLE consumer_offset
    ADD COLUMN witness_offset bigint NULL,
    ADD COLUMN witness        bigint NULL;

-- How far Kafka's group may be ahead of next_offset without a contradiction: an operator has said that the database's
-- word holds.
ALTER TABLE consumer_offset ADD COLUMN adopted_offset bigint NULL;

-- The deployment that this schema belongs to, written by the first worker that starts on it. One row.
CREATE TABLE deployment (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    topic_prefix text    NOT NULL,
    cluster_id   text    NOT NULL
);
