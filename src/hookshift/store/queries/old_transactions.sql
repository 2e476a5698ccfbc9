-- name: oldest
-- The transaction, of those that hold a snapshot and that this login may see, that has been open
-- longest, if longer than $1 seconds.
SELECT pid, usename AS login, application_name AS application, state, xact_start AS since,
       extract(epoch FROM clock_timestamp() - xact_start)::float8 AS age
FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND backend_xmin IS NOT NULL
  AND xact_start < clock_timestamp() - $1::float8 * interval '1 second'
ORDER BY xact_start LIMIT 1;
