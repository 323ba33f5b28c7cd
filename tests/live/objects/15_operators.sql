CREATE SCHEMA ops;
CREATE FUNCTION ops.same(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION ops.same(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2::text';
CREATE FUNCTION ops.differ(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text <> $2';
CREATE OPERATOR ops.=== (FUNCTION = ops.same, LEFTARG = int, RIGHTARG = text, COMMUTATOR = OPERATOR(ops.===),
    NEGATOR = OPERATOR(ops.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR ops.=== (FUNCTION = ops.same, LEFTARG = text, RIGHTARG = int, COMMUTATOR = OPERATOR(ops.===));
CREATE OPERATOR ops.!== (FUNCTION = ops.differ, LEFTARG = int, RIGHTARG = text, NEGATOR = OPERATOR(ops.===));
CREATE FUNCTION ops.half(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
CREATE OPERATOR ops.@#@ (FUNCTION = ops.half, RIGHTARG = int);
CREATE OPERATOR FAMILY ops.family USING btree;
CREATE FUNCTION ops.compare(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN $1 < $2 THEN 1 WHEN $1 > $2 THEN -1 ELSE 0 END';
CREATE FUNCTION ops.compare(int, int8) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN $1 < $2 THEN 1 WHEN $1 > $2 THEN -1 ELSE 0 END';
CREATE OPERATOR CLASS ops.backwards FOR TYPE int USING btree FAMILY ops.family AS
    OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 ops.compare(int, int);
ALTER OPERATOR FAMILY ops.family USING btree ADD OPERATOR 1 > (int, int8), OPERATOR 3 = (int, int8),
    FUNCTION 1 (int, int8) ops.compare(int, int8);
CREATE OPERATOR FAMILY ops."Alone" USING hash;
CREATE TYPE ops.pair AS (a int, b int);
CREATE FUNCTION ops.pair_less(ops.pair, ops.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a < ($2).a';
CREATE FUNCTION ops.pair_equal(ops.pair, ops.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE FUNCTION ops.pair_compare(ops.pair, ops.pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a - ($2).a';
CREATE OPERATOR ops.<<< (FUNCTION = ops.pair_less, LEFTARG = ops.pair, RIGHTARG = ops.pair);
CREATE OPERATOR ops.==== (FUNCTION = ops.pair_equal, LEFTARG = ops.pair, RIGHTARG = ops.pair);
CREATE OPERATOR CLASS ops.pair_ops FOR TYPE ops.pair USING btree AS
    OPERATOR 1 ops.<<<, OPERATOR 3 ops.====, FUNCTION 1 ops.pair_compare(ops.pair, ops.pair);
CREATE OPERATOR CLASS ops.boxes FOR TYPE box USING gist AS
    OPERATOR 1 <<, OPERATOR 2 &<, FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal),
    FUNCTION 2 gist_box_union(internal, internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
    FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), STORAGE box;
CREATE TABLE ops.used (a int, p ops.pair);
INSERT INTO ops.used SELECT n, ROW(n, 1)::ops.pair FROM generate_series(1, 50) AS n;
CREATE INDEX used_backwards ON ops.used (a ops.backwards);
CREATE INDEX used_pairs ON ops.used (p ops.pair_ops);
CREATE VIEW ops.with_operator AS SELECT a OPERATOR(ops.===) '5'::text AS five, OPERATOR(ops.@#@) a AS half FROM ops.used;
CREATE VIEW ops.sorted AS SELECT a FROM ops.used ORDER BY a USING OPERATOR(pg_catalog.>);

CREATE FUNCTION ops.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION ops.inline(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION ops.validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE own_language HANDLER ops.handler INLINE ops.inline VALIDATOR ops.validator;
CREATE FUNCTION ops.in_own_language() RETURNS int LANGUAGE own_language AS 'BEGIN RETURN 1; END';
CREATE FUNCTION ops.to_knots(internal) RETURNS internal LANGUAGE internal AS 'textlike_support';
CREATE FUNCTION ops.supported(text, text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT SUPPORT textlike_support AS 'textlike';
\if :from19
CREATE FUNCTION ops."supports it"(internal) RETURNS internal LANGUAGE internal AS 'int8inc_support';
CREATE AGGREGATE ops.supported_count(*) (sfunc = int8inc, stype = int8, initcond = '0', support = ops."supports it", parallel = safe);
CREATE AGGREGATE ops.supported_middle(float8 ORDER BY anyelement) (sfunc = ordered_set_transition, stype = internal,
    finalfunc = percentile_disc_final, finalfunc_extra, support = ops."supports it");
\endif
CREATE ACCESS METHOD own_btree TYPE INDEX HANDLER bthandler;
-- members of the server's own families
CREATE FUNCTION ops.sooner(date, ops.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT extract(day FROM $1) < ($2).a';
CREATE OPERATOR ops.<<< (FUNCTION = ops.sooner, LEFTARG = date, RIGHTARG = ops.pair);
CREATE FUNCTION ops.day_compare(date, ops.pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT extract(day FROM $1)::int - ($2).a';
ALTER OPERATOR FAMILY pg_catalog.datetime_ops USING btree ADD OPERATOR 1 ops.<<< (date, ops.pair),
    FUNCTION 1 (date, ops.pair) ops.day_compare(date, ops.pair);
CREATE FUNCTION ops.pair_hash(ops.pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a';
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING hash
    ADD OPERATOR 1 ops.==== (ops.pair, ops.pair), FUNCTION 1 (ops.pair) ops.pair_hash(ops.pair);
-- an operator that was only ever named, by one that is gone
CREATE OPERATOR ops.&&&&& (FUNCTION = ops.same, LEFTARG = int, RIGHTARG = text, COMMUTATOR = OPERATOR(ops.&&&&&), NEGATOR = OPERATOR(ops.!&&&&&));
DROP OPERATOR ops.&&&&& (int, text);
CREATE FUNCTION ops.no(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = 0';
CREATE OPERATOR ops.!&&& (FUNCTION = ops.no, RIGHTARG = int, NEGATOR = OPERATOR(ops.!!&&&));
DROP OPERATOR ops.!&&& (NONE, int);
