-- name: heartbeat
-- Replaces what the same worker said before.
INSERT INTO hookshift.gateways
  (gateway, host, pid, slot, version, started_at, seen_at, config_version, counters)
VALUES ($1, $2, $3, $4, $5, $6, now(), $7, $8::jsonb)
ON CONFLICT (gateway) DO UPDATE SET
  seen_at = now(), config_version = excluded.config_version, counters = excluded.counters;

-- name: leave
-- A worker that ends in order is not missed.
DELETE FROM hookshift.gateways WHERE gateway = $1;

-- name: forget
-- Workers that died long ago.
DELETE FROM hookshift.gateways WHERE seen_at < now() - interval '1 day';

-- name: gateways
-- Those that were seen lately; age in seconds by the database's clock.
SELECT gateway, host, pid, slot, version, started_at, seen_at, config_version, counters::text,
       extract(epoch FROM now() - seen_at)::float8 AS age
FROM hookshift.gateways WHERE seen_at > now() - interval '1 hour' ORDER BY host, slot, started_at;
