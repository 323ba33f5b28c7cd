CREATE SCHEMA search;
CREATE TEXT SEARCH TEMPLATE search.template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER search.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
    LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH DICTIONARY search.dictionary (TEMPLATE = search.template, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY search."Snow" (TEMPLATE = snowball, LANGUAGE = german, STOPWORDS = german);
CREATE TEXT SEARCH CONFIGURATION search.config (PARSER = search.parser);
ALTER TEXT SEARCH CONFIGURATION search.config ADD MAPPING FOR asciiword, word WITH search.dictionary, search."Snow", simple;
ALTER TEXT SEARCH CONFIGURATION search.config ADD MAPPING FOR int WITH simple;
CREATE TEXT SEARCH CONFIGURATION search.copied (COPY = pg_catalog.english);
CREATE TABLE search.pages (body text, words tsvector GENERATED ALWAYS AS (to_tsvector('search.config', body)) STORED);
INSERT INTO search.pages (body) VALUES ('the old harbour'), ('Schiffe und Boote');
CREATE INDEX ON search.pages USING gin (words);
