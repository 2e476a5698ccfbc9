-- name: report
-- Replaces what the control process of host $1 says of it: gauges $2.
INSERT INTO hookshift.control_hosts (host, gauges) VALUES ($1, $2::jsonb)
ON CONFLICT (host) DO UPDATE SET gauges = excluded.gauges, seen_at = now();

-- name: reported
-- What was reported within $1 seconds: a process that has ended reports nothing more.
SELECT host, gauges::text AS gauges FROM hookshift.control_hosts
WHERE seen_at > now() - $1::float8 * interval '1 second'
ORDER BY host;

-- name: forget
-- Deletes reports of hosts that ended long ago.
DELETE FROM hookshift.control_hosts WHERE seen_at < now() - interval '1 day';
