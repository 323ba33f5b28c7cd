/*
 * Which cluster it is. Not every role may ask.
 */
SELECT 'system_identifier' AS key, system_identifier::text AS value
  FROM pg_control_system()
