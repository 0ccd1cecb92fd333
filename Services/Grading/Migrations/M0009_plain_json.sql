-- PostgreSQL makes a tree of every jsonb value that it takes, and text of it again when it is read. These documents are
-- written and read whole and only by this service, so they are kept as the text that they are (type json): taking them
-- cost a third of the time of a batch. The tables are written anew once.
ALTER TABLE policy ALTER COLUMN reductions TYPE json USING reductions::json;
ALTER TABLE unit
    ALTER COLUMN arrival TYPE json USING arrival::json,
    ALTER COLUMN result TYPE json USING result::json;
