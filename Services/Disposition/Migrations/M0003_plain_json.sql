-- PostgreSQL makes a tree of every jsonb value that it takes, and text of it again when it is read. These documents are
-- written and read whole and only by this service, so they are kept as the text that they are (type json): taking them
-- cost a third of the time of a batch. The tables are written anew once.
ALTER TABLE unit
    ALTER COLUMN arrival TYPE json USING arrival::json,
    ALTER COLUMN grade TYPE json USING grade::json,
    ALTER COLUMN progress TYPE json USING progress::json;
ALTER TABLE product ALTER COLUMN facts TYPE json USING facts::json;
ALTER TABLE recall_scope ALTER COLUMN scope TYPE json USING scope::json;
