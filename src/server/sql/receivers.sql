/*
 * How the columns that COPY fills read the binary format: a row for each, in order, with the function's name in pg_catalog, or
 * NULL. Nothing when the table $1.$2 is not what the statement $3 fills. "padded" behind it: the column has a length, up to which
 * the server fills a value with blanks.
 *
 * Domains check what their base type has read.
 */
WITH columns AS (
    SELECT a.attnum, quote_ident(a.attname) AS quoted,
           (SELECT p.proname || CASE WHEN p.proname = 'bpcharrecv' AND CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END > 0
                                     THEN ' padded' ELSE '' END
            FROM pg_catalog.pg_proc p
            WHERE p.oid = coalesce(b.typreceive, t.typreceive) AND p.pronamespace = 'pg_catalog'::regnamespace) AS receiver
    FROM pg_catalog.pg_namespace n
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
    WHERE n.nspname = $1::text AND c.relname = $2::text
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
)
SELECT c.receiver
FROM columns c
WHERE $3::text = format('COPY %I.%I (%s) FROM stdin', $1::text, $2::text,
                        (SELECT string_agg(quoted, ', ' ORDER BY attnum) FROM columns))
ORDER BY c.attnum
