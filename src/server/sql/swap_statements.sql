/*
 * The statements of an exchange: $1 the database, $2 the name that it gets, $3 the one that takes its place.
 */
SELECT format('ALTER DATABASE %I RENAME TO %I', $1::text, $2::text) AS away,
       format('ALTER DATABASE %I RENAME TO %I', $3::text, $1::text) AS here
