/*
 * The large objects that this role may not read: how many, and the list of GRANTs for the first ones. Up to 18
 * "all data" of pg_read_all_data does not mean large objects.
 */
WITH unreadable AS (
    SELECT m.oid, row_number() OVER (ORDER BY m.oid) AS place
      FROM pg_catalog.pg_largeobject_metadata m
     WHERE NOT current_setting('lo_compat_privileges')::bool
       AND NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
       AND NOT pg_has_role('pg_read_all_data', 'USAGE') -- >=19
       AND NOT pg_has_role(m.lomowner, 'USAGE')
       AND NOT EXISTS (SELECT FROM aclexplode(m.lomacl) a
                        WHERE a.privilege_type = 'SELECT'
                          AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))
)
SELECT count(*) AS total,
       string_agg(oid::text, ', ' ORDER BY oid) FILTER (WHERE place <= 20) AS first,
       format('%I', CURRENT_USER) AS role
  FROM unreadable
