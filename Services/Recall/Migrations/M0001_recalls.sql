-- Recalls as they stand, and everything they must be matched against: units in hand and lines of sales.
-- Moments are microseconds since 1970-01-01T00:00:00Z.

-- One row a recall. Terms are NULL when only its end is known so far.
CREATE TABLE recall (
    merchant   text   NOT NULL,
    recall_id  text   NOT NULL,
    -- counts what was published on recalls.scopes; 0 before the first
    version    bigint NOT NULL,
    active     bool   NOT NULL,
    -- the newest terms: when they were sent and by which kind of notice (0 published, 1 amended)
    terms_at   bigint,
    terms_kind bigint,
    -- the newest end
    closed_at  bigint,
    mock       bool,
    remedy     text,
    scope      jsonb,
    PRIMARY KEY (merchant, recall_id)
) WITH (fillfactor = 80);

-- Every notice as it came, the late ones too. kind: 0 published, 1 amended, 2 closed.
CREATE TABLE recall_notice (
    merchant    text   NOT NULL,
    recall_id   text   NOT NULL,
    at          bigint NOT NULL,
    kind        bigint NOT NULL,
    fingerprint bigint NOT NULL,
    content     jsonb  NOT NULL,
    PRIMARY KEY (merchant, recall_id, at, kind)
);

-- Which active recalls name an article: 'g/' and a GTIN of 14 digits, or 's/' and a sku.
CREATE TABLE recall_article (
    merchant  text NOT NULL,
    article   text NOT NULL,
    recall_id text NOT NULL,
    PRIMARY KEY (merchant, article, recall_id)
);
CREATE INDEX recall_article_of ON recall_article (merchant, recall_id);

-- Counts of a recall, apart from the recall itself so that adding to them locks nothing that others read.
CREATE TABLE recall_progress (
    merchant           text   NOT NULL,
    recall_id          text   NOT NULL,
    items_sold         bigint NOT NULL,
    customers_affected bigint NOT NULL,
    units_received     bigint NOT NULL,
    units_held         bigint NOT NULL,
    units_removed      bigint NOT NULL,
    PRIMARY KEY (merchant, recall_id)
) WITH (fillfactor = 50);

-- One row a unit; facts are NULL while only its removal is known.
CREATE TABLE unit (
    merchant    text   NOT NULL,
    unit_id     text   NOT NULL,
    removed     bool   NOT NULL DEFAULT false,
    fingerprint bigint,
    return_id   text,
    sku         text,
    gtin        text,
    serial      text,
    lot         text,
    made_at     bigint,
    sold_at     bigint,
    country     text,
    PRIMARY KEY (merchant, unit_id)
) WITH (fillfactor = 90);
CREATE INDEX unit_gtin ON unit (merchant, gtin) WHERE gtin IS NOT NULL;
CREATE INDEX unit_sku ON unit (merchant, sku) WHERE sku IS NOT NULL;

-- One row an order line, never changed. fingerprint is of the whole order.
CREATE TABLE sale (
    merchant    text   NOT NULL,
    order_id    text   NOT NULL,
    line_id     text   NOT NULL,
    fingerprint bigint NOT NULL,
    quantity    bigint NOT NULL,
    sold_at     bigint NOT NULL,
    made_at     bigint,
    country     text   NOT NULL,
    customer_id text,
    sku         text   NOT NULL,
    gtin        text,
    lot         text,
    serials     jsonb,
    PRIMARY KEY (merchant, order_id, line_id)
);
CREATE INDEX sale_gtin ON sale (merchant, gtin) WHERE gtin IS NOT NULL;
CREATE INDEX sale_sku ON sale (merchant, sku);

-- What a recall made of a unit: only units that are or were in scope. mock and remedy are what its hold says,
-- NULL when there is no hold.
CREATE TABLE recall_unit (
    merchant  text NOT NULL,
    recall_id text NOT NULL,
    unit_id   text NOT NULL,
    inside    bool NOT NULL,
    removed   bool NOT NULL,
    mock      bool,
    remedy    text,
    PRIMARY KEY (merchant, recall_id, unit_id)
) WITH (fillfactor = 80);

-- What a recall made of an order line: only lines whose customer was told. quantity is 0 when it fell out of scope.
CREATE TABLE recall_sale (
    merchant  text   NOT NULL,
    recall_id text   NOT NULL,
    order_id  text   NOT NULL,
    line_id   text   NOT NULL,
    quantity  bigint NOT NULL,
    -- told of an exercise only
    mock      bool   NOT NULL,
    PRIMARY KEY (merchant, recall_id, order_id, line_id)
) WITH (fillfactor = 80);

-- How many lines in scope a customer has: 'c/' and the customer, or 'o/' and the order when it names none.
CREATE TABLE recall_customer (
    merchant  text   NOT NULL,
    recall_id text   NOT NULL,
    customer  text   NOT NULL,
    lines     bigint NOT NULL,
    PRIMARY KEY (merchant, recall_id, customer)
) WITH (fillfactor = 80);
