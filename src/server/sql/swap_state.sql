/*
 * A database ($1 text) that is to be renamed: what would keep it from that. No row: there is none of that name.
 * $2, $3: the advisory lock of a restore (claim.c).
 */
SELECT d.datistemplate AS template,
       d.datconnlimit = -2 AS invalid,
       d.datname = current_database() AS connected,
       pg_get_userbyid(d.datdba)::text AS owner,
       pg_has_role(d.datdba, 'USAGE') AS owned,
       (SELECT r.rolsuper OR r.rolcreatedb FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS creates,
       (SELECT string_agg(quote_literal(x.gid), ', ' ORDER BY x.gid COLLATE "C")
          FROM pg_catalog.pg_prepared_xacts x
         WHERE x.database = d.datname) AS prepared,
       (SELECT string_agg(quote_ident(s.slot_name), ', ' ORDER BY s.slot_name COLLATE "C")
          FROM pg_catalog.pg_replication_slots s
         WHERE s.database = d.datname) AS slots,
       (SELECT string_agg(quote_ident(s.subname), ', ' ORDER BY s.subname COLLATE "C")
          FROM pg_catalog.pg_subscription s
         WHERE s.subdbid = d.oid AND s.subenabled) AS subscriptions,
       EXISTS (SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'advisory' AND l.granted AND l.database = d.oid
                  AND l.classid = $2::int8::oid AND l.objid = $3::int8::oid AND l.objsubid = 2) AS claimed
  FROM pg_catalog.pg_database d
 WHERE d.datname::text = $1::text
