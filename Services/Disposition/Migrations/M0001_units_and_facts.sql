-- One row a unit, from the first word about it. `arrival` and `grade` are NULL until they came; `progress` is all that
-- happened since: holds, the live decision, orders and what they brought.
CREATE TABLE unit (
    merchant text NOT NULL,
    unit_id text NOT NULL,
    sku text,
    gtin text,
    state text NOT NULL DEFAULT 'expected',
    disposition text,
    decisions bigint NOT NULL DEFAULT 0,
    currency text,
    costs bigint NOT NULL DEFAULT 0,
    proceeds bigint NOT NULL DEFAULT 0,
    arrival_print bigint,
    grade_print bigint,
    arrival jsonb,
    grade jsonb,
    progress jsonb,
    PRIMARY KEY (merchant, unit_id)
) WITH (fillfactor = 70);

-- For recalls and for articles described late. Neither column changes once it is known, so updates stay HOT.
CREATE INDEX unit_by_gtin ON unit (merchant, gtin) WHERE gtin IS NOT NULL;
CREATE INDEX unit_by_sku ON unit (merchant, sku) WHERE sku IS NOT NULL;

-- `facts` is NULL while units wait for the description.
CREATE TABLE product (
    merchant text NOT NULL,
    sku text NOT NULL,
    described_at bigint,
    print bigint,
    facts jsonb,
    PRIMARY KEY (merchant, sku)
) WITH (fillfactor = 80);

-- The newest version of every recall's scope.
CREATE TABLE recall_scope (
    merchant text NOT NULL,
    recall_id text NOT NULL,
    version bigint NOT NULL,
    active boolean NOT NULL,
    mock boolean NOT NULL,
    remedy text NOT NULL,
    scope jsonb NOT NULL,
    scoped_at bigint NOT NULL,
    print bigint NOT NULL,
    PRIMARY KEY (merchant, recall_id)
);
