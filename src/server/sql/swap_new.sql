/*
 * The statements around a new database ($1 text): it gets an owner ($2), another name ($3), or is dropped.
 */
SELECT quote_ident($1::text) AS quoted,
       format('ALTER DATABASE %I OWNER TO %I;', $1::text, $2::text) AS own,
       format('ALTER DATABASE %I RENAME TO %I;', $1::text, $3::text) AS rename,
       format('DROP DATABASE IF EXISTS %I', $1::text)
           || ' WITH (FORCE)' -- >=13
           AS "drop",
       format('DROP DATABASE %I;', $1::text) AS plain_drop,
       EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname::text = $1::text) AS there
