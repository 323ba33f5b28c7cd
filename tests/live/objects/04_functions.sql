CREATE FUNCTION code.add(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5
    AS $$ SELECT a + b $$;
CREATE FUNCTION code.add(a text, VARIADIC rest text[]) RETURNS text LANGUAGE sql
    AS $body$ SELECT a || array_to_string(rest, $$,$$) $body$;
CREATE FUNCTION code."Odd ""Name"""(INOUT "in out" int, OUT "a b" text, IN defaulted text DEFAULT 'x''y\z')
    LANGUAGE plpgsql AS $$
BEGIN
    -- it's a "comment" with $dollar$ and \backslash
    "a b" := defaulted || E'\n';
END;
$$;
CREATE FUNCTION code.rows() RETURNS TABLE (id int, name text) LANGUAGE sql STABLE ROWS 7
    AS 'SELECT 1, ''one'' UNION ALL SELECT 2, ''two''';
CREATE FUNCTION code.careful() RETURNS text LANGUAGE plpgsql SECURITY DEFINER LEAKPROOF STRICT
    SET search_path = harbour, "Empty Schema", pg_temp SET work_mem = '4MB' SET "odd.setting" = 'a, ''b'''
    AS $$ BEGIN RETURN current_setting('search_path'); END $$;
CREATE FUNCTION code.nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION code.anything(anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[$1]';
CREATE FUNCTION code.window_like() RETURNS int8 LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_row_number';
CREATE PROCEDURE code.work(n int) LANGUAGE plpgsql AS $$ BEGIN PERFORM n; COMMIT; END $$;
\if :from14
CREATE PROCEDURE code.work_out(IN n int, OUT m int) LANGUAGE plpgsql AS $$ BEGIN m := n; END $$;
CREATE FUNCTION code.sql_body(n int) RETURNS int LANGUAGE sql RETURN n * 2;
CREATE FUNCTION code.sql_block() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT note FROM public.in_public
    ORDER BY id LIMIT 1; END;
-- needs the primary key of the table: GROUP BY id
CREATE FUNCTION code.needs_key() RETURNS SETOF text LANGUAGE sql
    BEGIN ATOMIC SELECT note FROM public.in_public GROUP BY id; END;
\endif

CREATE FUNCTION code.sum_step(state int8, value int) RETURNS int8 LANGUAGE sql IMMUTABLE AS 'SELECT state + value';
CREATE FUNCTION code.sum_back(state int8, value int) RETURNS int8 LANGUAGE sql IMMUTABLE AS 'SELECT state - value';
CREATE FUNCTION code.sum_join(int8, int8) RETURNS int8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT $1 + $2';
CREATE FUNCTION code.sum_end(int8) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE code.total(int) (sfunc = code.sum_step, stype = int8, finalfunc = code.sum_end, initcond = '0',
    combinefunc = code.sum_join, msfunc = code.sum_step, minvfunc = code.sum_back, mstype = int8, mfinalfunc = code.sum_end,
    minitcond = '0', parallel = safe, sspace = 16);
CREATE AGGREGATE code.greatest_of(int) (sfunc = int4larger, stype = int, sortop = >);
CREATE AGGREGATE code.middle(float8 ORDER BY anyelement) (sfunc = ordered_set_transition, stype = internal,
    finalfunc = percentile_disc_final, finalfunc_extra);
CREATE AGGREGATE code.hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (sfunc = ordered_set_transition_multi,
    stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
CREATE AGGREGATE code.counted(*) (sfunc = int8inc, stype = int8, initcond = '5');
ALTER FUNCTION code.add(int, int) OWNER TO harbour;
