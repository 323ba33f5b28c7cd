CREATE SCHEMA "Quote "" ' Schema";
CREATE TABLE "Quote "" ' Schema"."Quote "" ' Table" ("Quote "" ' Column" int PRIMARY KEY, "select" text, "%s" text);
INSERT INTO "Quote "" ' Schema"."Quote "" ' Table" VALUES (1, 'x', 'y');
CREATE SCHEMA awkward;
CREATE TABLE awkward."select" ("from" int, "where" text, "order" int, "user" int, "table" int, "UPPER" int);
INSERT INTO awkward."select" VALUES (1, 'w', 2, 3, 4, 5);
CREATE TABLE awkward."new
line" ("col
umn" int, "tab	bed" int, "back\slash" int, "semi;colon" int, " " int, "$1" int, ":x" int, "--" int, "/*" int);
INSERT INTO awkward."new
line" VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9);
CREATE TABLE awkward."a; DROP TABLE b; --" ("a""b" int CHECK ("a""b" > 0) DEFAULT 3);
INSERT INTO awkward."a; DROP TABLE b; --" DEFAULT VALUES;
CREATE TABLE awkward."Größe Ωmega 船 🚢" ("Länge" int, "名前" text);
INSERT INTO awkward."Größe Ωmega 船 🚢" VALUES (1, '港');
CREATE TABLE awkward.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 (
    aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff456 serial PRIMARY KEY);
INSERT INTO awkward.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 DEFAULT VALUES;
CREATE TABLE awkward."a.b" (c int);
INSERT INTO awkward."a.b" VALUES (1);
CREATE TABLE awkward."\." ("\N" text);
INSERT INTO awkward."\." VALUES (E'\\.'), (NULL), (E'\\N');
CREATE TABLE awkward.".." (".x" int);
CREATE TABLE awkward."pg_catalog" ("int4" int, "timestamp" int, "interval" int, "char" int, "values" int, "array" int);
CREATE VIEW awkward."view ""of"" 'it'" AS SELECT "from" AS "as", "where" FROM awkward."select";
CREATE INDEX "index ""on"" it" ON awkward."select" ("from", ("where" || 'x'));
CREATE SEQUENCE awkward."SEQ uence""'";
SELECT setval('awkward."SEQ uence""''"', 42);
CREATE FUNCTION awkward."func ""tion"""("arg ""x""" int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TYPE awkward."type""'" AS ENUM ('label "x''', 'Ω');
CREATE DOMAIN awkward."DOMAIN" AS awkward."type""'" CHECK (VALUE <> 'Ω');
CREATE TABLE awkward.typed ("a b" awkward."type""'", d awkward."DOMAIN" DEFAULT 'label "x''', many awkward."type""'"[]);
INSERT INTO awkward.typed VALUES ('Ω', 'label "x''', ARRAY['Ω', NULL, 'label "x''']::awkward."type""'"[]);
ALTER TABLE awkward."select" ADD CONSTRAINT "check ""me""" CHECK ("from" > 0);
CREATE TRIGGER "trigger ""x""" BEFORE UPDATE ON awkward."select" FOR EACH ROW EXECUTE FUNCTION events.note('a "b" ''c''');
COMMENT ON TABLE awkward."new
line" IS 'line one
-- line two';
-- names that a later major reserves, and names of types that are no keywords
CREATE TABLE awkward.json_array ("system_user" int, "merge" int, json_table int, "within" int, "period" int);
INSERT INTO awkward.json_array VALUES (1, 2, 3, 4, 5);
CREATE TABLE awkward.keywords ("json" int PRIMARY KEY, "json_value" text, "normalize" text DEFAULT 'n', "merge_action" int CHECK ("merge_action" > 0)) PARTITION BY RANGE ("json");
CREATE TABLE awkward."merge_action" PARTITION OF awkward.keywords FOR VALUES FROM (0) TO (10);
CREATE INDEX "json_exists" ON awkward.keywords ("json_value", "normalize");
CREATE STATISTICS awkward."json_query" ON "json", "json_value" FROM awkward.keywords;
INSERT INTO awkward.keywords VALUES (1, 'v', 'n', 2);
CREATE SCHEMA "json";
CREATE TYPE "json"."json_table" AS ("json" int, "system_user" text);
CREATE TABLE "json"."json_scalar" (a "json"."json_table", b "json"."json_table"[]);
INSERT INTO "json"."json_scalar" VALUES (ROW(1, 'x'), NULL);
CREATE FUNCTION "json"."json_serialize"("json" int, "system_user" "json"."json_table" DEFAULT NULL, OUT "json_value" int) LANGUAGE sql AS 'SELECT $1';
CREATE VIEW awkward.aliases AS
    WITH "system_user" AS (SELECT "json_table"."json" AS "json_value", "json_table"."normalize" FROM awkward.keywords AS "json_table")
    SELECT "json_object"."json_value", "json"."json_serialize"("json_object"."json_value") AS "json_array"
    FROM "system_user" AS "json_object" ("json_value", "merge_action");
GRANT SELECT ON awkward."new
line" TO "Writer's ""Guild""";
