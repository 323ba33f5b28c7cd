/*
 * DEFAULT ACL. Those of a role for all schemas replace the built-in defaults and are said relative to them; those for one
 * schema only ever add. The drop has no marks (server/sql/README), because it is a literal.
 */
WITH wanted AS MATERIALIZED (
    SELECT d.oid, n.nspname, d.defaclobjtype AS type, d.defaclacl AS acl, d.defaclrole,
           'ALTER DEFAULT PRIVILEGES FOR ROLE ' AS start,
           quote_ident(pg_get_userbyid(d.defaclrole)) AS quoted,
           format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(d.defaclrole),
                  quote_ident(pg_get_userbyid(d.defaclrole))) AS marked,
           coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '') AS place,
           CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                                WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END AS keyword,
           CASE WHEN d.defaclnamespace = 0
                THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) END AS initial
    FROM pg_catalog.pg_default_acl d
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
    WHERE CASE WHEN d.defaclnamespace = 0 THEN $3::bool ELSE d.defaclnamespace = ANY ($2::oid[]) END
), rights AS ( -- acls.sql explains
    SELECT w.oid, x.grantee, x.privilege_type AS privilege, bool_or(x.current) AS wanted,
           bool_or(x.current AND x.is_grantable) AS grantable, bool_or(NOT x.current) AS initially,
           min(x.place) AS place
    FROM wanted w
    CROSS JOIN LATERAL (
        SELECT true AS current, a.*
        FROM aclexplode(w.acl) WITH ORDINALITY AS a (grantor, grantee, privilege_type, is_grantable, place)
        UNION ALL
        SELECT false, a.*, NULL FROM aclexplode(w.initial) a
    ) x
    GROUP BY w.oid, x.grantee, x.privilege_type
), differences AS (
    SELECT r.oid, CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END AS grantee,
           CASE r.grantee WHEN 0 THEN 'PUBLIC'
                          ELSE format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(r.grantee),
                                      quote_ident(pg_get_userbyid(r.grantee))) END AS marked_grantee,
           CASE WHEN r.wanted THEN 'GRANT' ELSE 'REVOKE' END AS verb, r.privilege, r.grantable, r.place
    FROM rights r
    WHERE r.wanted <> r.initially OR r.grantable
), statements AS (
    SELECT w.oid, d.verb, d.grantee, min(d.place) AS place,
           concat(w.start, w.quoted, w.place, CASE d.verb WHEN 'GRANT' THEN ' REVOKE ' ELSE ' GRANT ' END,
                  string_agg(d.privilege, ', ' ORDER BY d.privilege), ' ON ', w.keyword,
                  CASE d.verb WHEN 'GRANT' THEN ' FROM ' ELSE ' TO ' END, d.grantee, ';') AS inverse,
           concat(w.start, w.marked, w.place, ' ', d.verb, ' ', string_agg(d.privilege, ', ' ORDER BY d.privilege), ' ON ', w.keyword,
                  CASE d.verb WHEN 'GRANT' THEN ' TO ' ELSE ' FROM ' END, d.marked_grantee,
                  CASE WHEN d.verb = 'GRANT' AND d.grantable THEN ' WITH GRANT OPTION' END, ';') AS text
    FROM differences d
    JOIN wanted w USING (oid)
    GROUP BY w.oid, w.start, w.quoted, w.marked, w.place, w.keyword, d.verb, d.grantee, d.marked_grantee, d.grantable
)
SELECT 'DEFAULT ACL' AS kind,
       'pg_catalog.pg_default_acl'::regclass::oid AS class,
       w.oid,
       w.nspname::text AS schema,
       concat(w.keyword, ' of ', format(current_setting('pgsnap.mark'), 'role', pg_get_userbyid(w.defaclrole),
                                        pg_get_userbyid(w.defaclrole))) AS name,
       s.create,
       format('DO %L;', format('BEGIN %s EXCEPTION WHEN undefined_object OR invalid_schema_name OR insufficient_privilege '
                               'THEN NULL; END', s.inverse)) AS "drop"
FROM wanted w
JOIN (SELECT oid, string_agg(text, E'\n' ORDER BY verb DESC, place, grantee COLLATE "C", text COLLATE "C") AS create,
             string_agg(inverse, ' ' ORDER BY verb, grantee COLLATE "C", text COLLATE "C") AS inverse
      FROM statements
      GROUP BY oid) s USING (oid)
