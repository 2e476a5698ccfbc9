-- name: waits
-- What the session of the process $1 waits for; nothing while it waits for the next statement.
SELECT wait_event_type AS kind, wait_event AS event, (pg_blocking_pids(pid))[1] AS holder
FROM pg_stat_activity WHERE pid = $1 AND state = 'active' AND wait_event IS NOT NULL;
