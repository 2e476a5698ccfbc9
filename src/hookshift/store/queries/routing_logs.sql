-- name: stage
-- Rows of which some may be in the log already; only seen by this transaction.
CREATE TEMPORARY TABLE staged_logs (LIKE public.webhook_routing_logs) ON COMMIT DROP;

-- name: merge
-- Rows that an earlier attempt has written after all are left alone; those that are new.
INSERT INTO public.webhook_routing_logs SELECT * FROM pg_temp.staged_logs ON CONFLICT DO NOTHING
RETURNING id, created_at;

-- name: make_partition
-- The day of a row that came late.
SELECT hookshift.make_log_partition($1);

-- name: today
-- The database's day, in UTC as the partitions are.
SELECT (now() AT TIME ZONE 'UTC')::date;

-- name: make_partitions
-- Ahead of time, so that midnight is no event.
SELECT hookshift.make_log_partitions($1);

-- name: drop_partitions
-- What is past retention.
SELECT hookshift.drop_log_partitions($1);

-- name: missing_partitions
-- Days from today on (UTC), three of them, for which a table has no partition: decisions ($1 false),
-- and the bodies of durable sources ($1 true).
SELECT day::date AS day
FROM generate_series((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date + 2,
                     interval '1 day') AS day
WHERE NOT hookshift.has_table(
    CASE WHEN $1 THEN 'payloads_' ELSE 'webhook_routing_logs_' END || to_char(day, 'YYYYMMDD'))
ORDER BY day;
