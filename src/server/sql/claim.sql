/*
 * Takes the advisory lock ($1, $2) for the session, if nobody else has it.
 */
SELECT pg_try_advisory_lock($1::int4, $2::int4) AS taken
