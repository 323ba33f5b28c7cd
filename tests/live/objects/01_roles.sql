-- Roles belong to the cluster: made once, whatever the number of sample databases.
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['harbour', 'lamp keeper', 'reader', 'Writer''s "Guild"']) AS name
WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
GRANT reader TO "lamp keeper";
