-- name: slots
-- Whole slots between two times, each gateway's apart.
SELECT extract(epoch FROM start)::float8 AS start, seconds::float8, domain, side, version,
       requests, errors, undelivered, slow, errors_squared, new_senders, attempts,
       lowest_bucket, highest_bucket, failing_senders, latency
FROM hookshift.rollups
WHERE start >= to_timestamp($1::float8) AND start < to_timestamp($2::float8)
  AND start + seconds * interval '1 second' <= to_timestamp($2::float8)
  AND ($3::text[] IS NULL OR domain = ANY ($3))
  AND ($4::bigint[] IS NULL OR version = ANY ($4))
ORDER BY start, seconds, domain, side, version;

-- name: totals
-- Sums between $1 and $2: over the whole hours from $3 to $4, and over slots before and after.
WITH pieces AS (
  SELECT * FROM hookshift.rollup_hours
  WHERE start >= to_timestamp($3::float8) AND start < to_timestamp($4::float8)
  UNION ALL
  SELECT * FROM hookshift.rollups
  WHERE start >= to_timestamp($1::float8)
    AND start < least(to_timestamp($2::float8), to_timestamp($3::float8))
    AND start + seconds * interval '1 second' <= to_timestamp($2::float8)
  UNION ALL
  SELECT * FROM hookshift.rollups
  WHERE start >= to_timestamp($4::float8) AND start < to_timestamp($2::float8)
    AND start + seconds * interval '1 second' <= to_timestamp($2::float8)
), wanted AS MATERIALIZED (
  SELECT * FROM pieces
  WHERE ($5::text[] IS NULL OR domain = ANY ($5)) AND ($6::text IS NULL OR side = $6)
), places AS (
  SELECT domain, side, place, sum(count)::bigint AS count
  FROM wanted, unnest(latency) WITH ORDINALITY AS each (count, place)
  GROUP BY domain, side, place
), sketches AS (
  SELECT domain, side, array_agg(count ORDER BY place) AS latency FROM places GROUP BY domain, side
)
SELECT domain, side, sum(requests) AS requests, sum(errors) AS errors,
       sum(undelivered) AS undelivered, sum(slow) AS slow,
       sum(errors_squared)::bigint AS errors_squared, sum(new_senders) AS new_senders,
       sum(attempts) AS attempts, min(lowest_bucket) AS lowest_bucket,
       max(highest_bucket) AS highest_bucket, coalesce(latency, '{}') AS latency
FROM (SELECT domain, side, requests, errors, undelivered, slow, errors_squared, new_senders,
             attempts, lowest_bucket, highest_bucket FROM wanted) AS sums
LEFT JOIN sketches USING (domain, side)
GROUP BY domain, side, sketches.latency;

-- name: last_traffic
-- The end of each domain's and side's last slot with requests.
SELECT domain, side, extract(epoch FROM max(start + seconds * interval '1 second'))::float8 AS until
FROM hookshift.rollups
WHERE start >= to_timestamp($1::float8) AND requests > 0
GROUP BY domain, side;

-- name: forget_slots
-- Some of those past retention, by days as the partitions of the log.
DELETE FROM hookshift.rollups
WHERE (start, domain, side, version, gateway, seconds) IN (
  SELECT start, domain, side, version, gateway, seconds FROM hookshift.rollups
  WHERE start < ((now() AT TIME ZONE 'UTC')::date - $1::integer) AT TIME ZONE 'UTC'
  ORDER BY start LIMIT $2 FOR UPDATE SKIP LOCKED);

-- name: forget_hours
-- The same for hours.
DELETE FROM hookshift.rollup_hours
WHERE (start, domain, side, version, gateway, seconds) IN (
  SELECT start, domain, side, version, gateway, seconds FROM hookshift.rollup_hours
  WHERE start < ((now() AT TIME ZONE 'UTC')::date - $1::integer) AT TIME ZONE 'UTC'
  ORDER BY start LIMIT $2 FOR UPDATE SKIP LOCKED);

-- name: forget_errors
-- A minute that is a day old gets no more errors, unless PostgreSQL was away for so long.
DELETE FROM hookshift.rollup_errors
WHERE (minute, version, domain, side, sender) IN (
  SELECT minute, version, domain, side, sender FROM hookshift.rollup_errors
  WHERE minute < now() - interval '1 day'
  ORDER BY minute LIMIT $1 FOR UPDATE SKIP LOCKED);

-- name: forget_senders
-- Of versions that were replaced more than 8 days ago. A DELETE can bring an old version back.
DELETE FROM hookshift.rollup_senders
WHERE (version, domain, sender) IN (
  SELECT version, domain, sender FROM hookshift.rollup_senders
  WHERE version < (SELECT version FROM public.webhook_routing_config_audit
                   WHERE active AND at < now() - interval '8 days' ORDER BY id DESC LIMIT 1)
    AND version <> (SELECT version FROM public.webhook_routing_config
                    ORDER BY created_at DESC, id DESC LIMIT 1)
  ORDER BY version LIMIT $1 FOR UPDATE SKIP LOCKED);
