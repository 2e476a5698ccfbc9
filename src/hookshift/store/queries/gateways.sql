-- name: heartbeat
-- Replaces the worker's last heartbeat.
INSERT INTO hookshift.gateways
  (gateway, host, pid, slot, version, started_at, seen_at, config_version, counters, recent)
VALUES ($1, $2, $3, $4, $5, $6, now(), $7, $8::jsonb, $9::jsonb)
ON CONFLICT (gateway) DO UPDATE SET
  seen_at = now(), config_version = excluded.config_version, counters = excluded.counters,
  recent = excluded.recent;

-- name: leave
-- Deletes a worker that has ended in order, so that no alert is raised.
DELETE FROM hookshift.gateways WHERE gateway = $1;

-- name: forget
-- Deletes workers that died long ago.
DELETE FROM hookshift.gateways WHERE seen_at < now() - interval '1 day';

-- name: gateways
-- Workers seen within an hour; age in seconds by PostgreSQL's clock.
SELECT gateway, host, pid, slot, version, started_at, seen_at, config_version, counters::text,
       recent::text,
       extract(epoch FROM now() - seen_at)::float8 AS age
FROM hookshift.gateways WHERE seen_at > now() - interval '1 hour' ORDER BY host, slot, started_at;
