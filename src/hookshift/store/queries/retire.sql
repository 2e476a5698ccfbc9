-- name: now
-- This transaction's time in seconds since 1970; everything else is as of then.
SELECT extract(epoch FROM now())::float8;

-- name: usage
-- Of each handler in $1, over the whole log; `recent` is since $2. A row without a kind or a reason
-- is the runbook's own.
SELECT webhook_name AS handler, coalesce(event_kind, 'unknown') AS kind,
       coalesce(reason, 'unknown') AS reason, count(*) AS total,
       count(*) FILTER (WHERE created_at >= to_timestamp($2::float8)) AS recent,
       extract(epoch FROM max(created_at))::float8 AS last
FROM public.webhook_routing_logs
WHERE webhook_name = ANY ($1::text[])
GROUP BY 1, 2, 3;

-- name: in_flight
-- Messages of which a handler got a status since $2, and nobody a final one ($3) since twice as long
-- ago. A message is known by its statuses' ids without the word of the status.
WITH statuses AS NOT MATERIALIZED (
  SELECT webhook_name, event_type, created_at,
         coalesce(replace(message_id || ':', ':' || event_type || ':', ':'), id::text) AS message
  FROM public.webhook_routing_logs
  WHERE event_kind = 'status' AND created_at >= now() - 2 * (now() - to_timestamp($2::float8))
), went AS MATERIALIZED (
  SELECT webhook_name, message, max(created_at) AS last FROM statuses
  WHERE webhook_name = ANY ($1::text[]) AND created_at >= to_timestamp($2::float8)
  GROUP BY webhook_name, message
), ended AS MATERIALIZED (
  -- The few messages above are looked for among all final statuses, not the other way round.
  SELECT DISTINCT message FROM statuses
  WHERE event_type = ANY ($3::text[]) AND message IN (SELECT message FROM went)
)
SELECT webhook_name AS handler, count(*) AS messages,
       extract(epoch FROM max(last))::float8 AS last
FROM went WHERE NOT EXISTS (SELECT FROM ended WHERE ended.message = went.message)
GROUP BY webhook_name;

-- name: changes
-- Changes of the active configuration, newest first.
SELECT extract(epoch FROM at)::float8 AS at, operation, version, new_percentage AS percentage,
       new_enabled AS enabled, new_domains AS domains
FROM public.webhook_routing_config_audit WHERE active ORDER BY id DESC LIMIT $1;

-- name: days
-- Days that the log has partitions for, as seconds since 1970.
SELECT extract(epoch FROM to_date(right(c.relname, 8), 'YYYYMMDD'))::bigint AS day
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'public.webhook_routing_logs'::regclass
  AND c.relname ~ '^webhook_routing_logs_[0-9]{8}$';

-- name: began
-- When the log was created.
SELECT extract(epoch FROM applied_at)::float8 FROM hookshift.migrations
WHERE name = '0002_routing_logs';

-- name: workers
-- All known workers, dead ones included.
SELECT host, slot, extract(epoch FROM started_at)::float8 AS started_at,
       extract(epoch FROM seen_at)::float8 AS seen_at, config_version,
       (counters->>'unwritten_seconds')::float8 AS unwritten
FROM hookshift.gateways ORDER BY host, slot, started_at;

-- name: losses
-- Losses of decisions since $1.
SELECT extract(epoch FROM at)::float8 AS at, host, slot, dropped FROM hookshift.losses
WHERE at >= to_timestamp($1::float8) ORDER BY id;

-- name: busy_hours
-- Hours with traffic since $1, as seconds since 1970.
SELECT DISTINCT extract(epoch FROM start)::bigint AS hour FROM hookshift.rollup_hours
WHERE start >= to_timestamp($1::float8) AND (requests > 0 OR attempts > 0);
