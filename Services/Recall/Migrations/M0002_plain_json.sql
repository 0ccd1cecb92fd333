-- PostgreSQL makes a tree of every jsonb value that it takes, and text of it again when it is read. These documents are
-- written and read whole and only by this service, so they are kept as the text that they are (type json): taking them
-- cost a third of the time of a batch. The tables are written anew once.
ALTER TABLE recall ALTER COLUMN scope TYPE json USING scope::json;
ALTER TABLE recall_notice ALTER COLUMN content TYPE json USING content::json;
ALTER TABLE sale ALTER COLUMN serials TYPE json USING serials::json;
