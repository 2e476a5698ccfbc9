-- name: report
-- Replaces the failing loops of process $1, called $2: loops $3 with errors $4, for $5 seconds.
WITH failing AS (
  SELECT * FROM unnest($3::text[], $4::text[], $5::float8[]) AS f (loop, error, seconds)
), recovered AS (
  DELETE FROM hookshift.failing_loops WHERE process = $1 AND loop <> ALL ($3::text[])
)
INSERT INTO hookshift.failing_loops (process, label, loop, error, since)
SELECT $1, $2, loop, error, now() - seconds * interval '1 second' FROM failing
ON CONFLICT (process, loop) DO UPDATE SET
  label = excluded.label, error = excluded.error, since = excluded.since, seen_at = now();

-- name: failing
-- Failing loops that were reported within $1 seconds: a process that has ended reports nothing more.
SELECT label, loop, error, extract(epoch FROM now() - since)::float8 AS seconds
FROM hookshift.failing_loops WHERE seen_at > now() - $1::float8 * interval '1 second'
ORDER BY loop, label;

-- name: forget
-- Deletes reports of processes that ended long ago.
DELETE FROM hookshift.failing_loops WHERE seen_at < now() - interval '1 day';
