/*
 * How far the write-ahead log had come. Some managed services refuse to say.
 */
SELECT 'wal_position' AS key,
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text AS value
