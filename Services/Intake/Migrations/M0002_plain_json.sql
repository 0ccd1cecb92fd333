-- PostgreSQL makes a tree of every jsonb value that it takes, and text of it again when it is read. These documents are
-- written and read whole and only by this service, so they are kept as the text that they are (type json): taking them
-- cost a third of the time of a batch. The tables are written anew once.
ALTER TABLE order_fact
    ALTER COLUMN lines TYPE json USING lines::json,
    ALTER COLUMN taken TYPE json USING taken::json;
ALTER TABLE policy_fact ALTER COLUMN policy TYPE json USING policy::json;
ALTER TABLE return_request ALTER COLUMN waiting_receipts TYPE json USING waiting_receipts::json;
ALTER TABLE return_line
    ALTER COLUMN custody TYPE json USING custody::json,
    ALTER COLUMN sold TYPE json USING sold::json;
ALTER TABLE receipt ALTER COLUMN waiting TYPE json USING waiting::json;
ALTER TABLE refund ALTER COLUMN items TYPE json USING items::json;
