-- What grading knows. Units come and change quickly, products and policies are few and read often.

CREATE TABLE product (
    merchant     text   NOT NULL,
    sku          text   NOT NULL,
    -- All three are NULL in a placeholder: units wait for a description.
    described_at bigint,
    fingerprint  bigint,
    category     text,
    PRIMARY KEY (merchant, sku)
) WITH (fillfactor = 90);

CREATE TABLE policy (
    merchant    text   NOT NULL,
    policy_id   text   NOT NULL,
    -- All three are NULL in a placeholder.
    version     bigint,
    fingerprint bigint,
    reductions  jsonb,
    PRIMARY KEY (merchant, policy_id)
) WITH (fillfactor = 90);

CREATE TABLE unit (
    merchant            text    NOT NULL,
    unit_id             text    NOT NULL,
    stage               text    NOT NULL DEFAULT 'expected',
    arrival             jsonb,
    arrival_fingerprint bigint,
    result              jsonb,
    result_fingerprint  bigint,
    category            text,
    tree_id             text,
    tree_version        bigint,
    watches_policy      boolean NOT NULL DEFAULT false,
    grade               text,
    PRIMARY KEY (merchant, unit_id)
) WITH (fillfactor = 70);

-- Units to be told when a product or a policy arrives. A row is added under the locks of the product or policy and of
-- the unit, and taken away under the lock of the unit.
CREATE TABLE watch (
    merchant text NOT NULL,
    fact     text NOT NULL,
    fact_id  text NOT NULL,
    unit_id  text NOT NULL,
    PRIMARY KEY (merchant, fact, fact_id, unit_id)
);

-- A version of a tree never changes: units that were asked it are graded by it.
CREATE TABLE question_tree (
    tree_id  text   NOT NULL,
    version  bigint NOT NULL,
    -- NULL: for every category without a tree of its own.
    category text,
    tree     jsonb  NOT NULL,
    PRIMARY KEY (tree_id, version)
);
