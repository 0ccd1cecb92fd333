-- What intake knows of sales, catalogue and policies, and what it keeps of returns, parcels, units and refunds.
-- Times are microseconds since 1970 in UTC, amounts are minor units. Rows without facts are placeholders: whichever of
-- two halves comes first inserts the row and locks it, so that neither can miss the other.

CREATE TABLE order_fact (
    merchant     text COLLATE "C" NOT NULL,
    order_id     text COLLATE "C" NOT NULL,
    customer_id  text   NULL,
    currency     text   NULL,
    channel      text   NULL,
    country      text   NULL,
    ordered_at   bigint NULL,
    policy_id    text   NULL,
    lines        jsonb  NULL,
    delivered_at bigint NULL,
    -- Items of each line that are in a return: line id -> bounds of item numbers.
    taken        jsonb  NULL,
    fingerprint  bigint NULL,
    PRIMARY KEY (merchant, order_id)
) WITH (fillfactor = 75);

CREATE TABLE product_fact (
    merchant      text COLLATE "C" NOT NULL,
    sku           text COLLATE "C" NOT NULL,
    category      text   NULL,
    gtin          text   NULL,
    un_number     text   NULL,
    hazard_class  text   NULL,
    packing_group text   NULL,
    described_at  bigint NULL,
    fingerprint   bigint NULL,
    PRIMARY KEY (merchant, sku)
) WITH (fillfactor = 85);

CREATE TABLE policy_fact (
    merchant    text COLLATE "C" NOT NULL,
    policy_id   text COLLATE "C" NOT NULL,
    version     bigint NULL,
    policy      jsonb  NULL,
    fingerprint bigint NULL,
    PRIMARY KEY (merchant, policy_id)
) WITH (fillfactor = 70);

-- Returns that wait for a fact. Written by the return, taken away by the fact, both under the lock of the fact's row.
CREATE TABLE waiting (
    kind      text COLLATE "C" NOT NULL,
    merchant  text COLLATE "C" NOT NULL,
    fact_id   text COLLATE "C" NOT NULL,
    return_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, merchant, fact_id, return_id)
);

CREATE TABLE return_request (
    merchant           text COLLATE "C" NOT NULL,
    return_id          text COLLATE "C" NOT NULL,
    -- expected (something named it), waiting (for facts), authorized, declined, kept
    status             text   NOT NULL DEFAULT 'expected',
    customer_id        text   NULL,
    requested_at       bigint NULL,
    route              text   NULL,
    decided_at         bigint NULL,
    policy_id          text   NULL,
    policy_version     bigint NULL,
    transit_limit      bigint NULL,
    cancelled_at       bigint NULL,
    first_scan_at      bigint NULL,
    moving_parcels     bigint NOT NULL DEFAULT 0,
    lost_parcels       bigint NOT NULL DEFAULT 0,
    facts_until        bigint NULL,
    products_until     bigint NULL,
    -- Receipts that wait for the decision: pairs of parcel and receipt id.
    waiting_receipts   jsonb  NULL,
    fingerprint        bigint NULL,
    cancel_fingerprint bigint NULL,
    PRIMARY KEY (merchant, return_id)
) WITH (fillfactor = 70);

CREATE TABLE return_line (
    merchant      text COLLATE "C" NOT NULL,
    return_id     text COLLATE "C" NOT NULL,
    line_id       text COLLATE "C" NOT NULL,
    position      bigint NOT NULL,
    order_id      text   NOT NULL,
    order_line_id text   NOT NULL,
    sku           text   NULL,
    reason        text   NOT NULL,
    resolution    text   NOT NULL,
    outcome       text   NULL,
    quantity      bigint NOT NULL,
    -- Authorised, or kept with the customer; the columns after it always sum to it.
    authorized    bigint NOT NULL,
    received      bigint NOT NULL,
    lost          bigint NOT NULL,
    kept          bigint NOT NULL,
    cancelled     bigint NOT NULL,
    open          bigint NOT NULL,
    -- Which items are where.
    custody       jsonb  NOT NULL,
    -- The sale as it was at the decision, and the terms for the money.
    sold          jsonb  NULL,
    PRIMARY KEY (merchant, return_id, line_id),
    CHECK (authorized = received + lost + kept + cancelled + open)
) WITH (fillfactor = 75);

CREATE TABLE parcel (
    merchant    text COLLATE "C" NOT NULL,
    parcel_id   text COLLATE "C" NOT NULL,
    -- The return that a scan named.
    return_id   text   NULL,
    status      text   NULL,
    scanned_at  bigint NULL,
    received_at bigint NULL,
    PRIMARY KEY (merchant, parcel_id)
) WITH (fillfactor = 75);

CREATE TABLE receipt (
    merchant    text COLLATE "C" NOT NULL,
    parcel_id   text COLLATE "C" NOT NULL,
    receipt_id  text COLLATE "C" NOT NULL,
    return_id   text   NULL,
    -- The event while it waits for its return; nothing once its units are made.
    waiting     jsonb  NULL,
    fingerprint bigint NOT NULL,
    PRIMARY KEY (merchant, parcel_id, receipt_id)
) WITH (fillfactor = 90);

CREATE TABLE unit (
    merchant          text COLLATE "C" NOT NULL,
    unit_id           text COLLATE "C" NOT NULL,
    parcel_id         text   NOT NULL,
    receipt_id        text   NOT NULL,
    item_number       bigint NOT NULL,
    return_id         text   NULL,
    line_id           text   NULL,
    -- Which item of the order line it counts as; nothing unless the finding is matched.
    item              bigint NULL,
    finding           text   NOT NULL,
    matched_by        text   NOT NULL,
    received_at       bigint NOT NULL,
    reduction         bigint NULL,
    grade_fingerprint bigint NULL,
    PRIMARY KEY (merchant, unit_id)
) WITH (fillfactor = 85);
CREATE INDEX unit_return ON unit (merchant, return_id);

CREATE TABLE refund (
    merchant          text COLLATE "C" NOT NULL,
    refund_id         text COLLATE "C" NOT NULL,
    return_id         text COLLATE "C" NOT NULL,
    line_id           text   NOT NULL,
    number            bigint NOT NULL,
    order_id          text   NOT NULL,
    order_line_id     text   NOT NULL,
    unit_id           text   NULL,
    trigger           text   NOT NULL,
    quantity          bigint NOT NULL,
    currency          text   NOT NULL,
    -- The sum of the six parts after it.
    amount            bigint NOT NULL,
    price             bigint NOT NULL,
    discount          bigint NOT NULL,
    tax               bigint NOT NULL,
    shipping          bigint NOT NULL,
    fees              bigint NOT NULL,
    grade_reduction   bigint NOT NULL,
    -- Taken back since: for grades, and because goods did not come.
    reduced           bigint NOT NULL,
    reversed          bigint NOT NULL,
    shipping_reversed boolean NOT NULL,
    -- The items that it still stands for.
    items             jsonb  NOT NULL,
    decided_at        bigint NOT NULL,
    PRIMARY KEY (merchant, refund_id),
    CHECK (amount = price + discount + tax + shipping + fees + grade_reduction),
    CHECK (amount - reduced - reversed >= 0)
) WITH (fillfactor = 85);
CREATE INDEX refund_return ON refund (merchant, return_id);
