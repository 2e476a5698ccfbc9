-- name: add
-- Adds what one batch of the log holds, in the batch's own transaction. Every table is taken after
-- the one before, and its rows in order, so that gateways may wait for each other but never in a
-- circle. A sender's earlier errors and whether it is new are only known here: hence the numbers by
-- which both find their slot and their hour among the rows of `given`.
WITH given AS (
  SELECT number, to_timestamp(start) AS start, seconds, domain, side, version, requests, errors,
         undelivered, slow, errors_squared, attempts, lowest_bucket, highest_bucket,
         failing_senders::integer[] AS failing_senders, latency::integer[] AS latency,
         continuing_requests, continuing_errors, continuing_undelivered,
         continuing_latency::integer[] AS continuing_latency
  FROM unnest($4::bigint[], $5::smallint[], $6::text[], $7::text[], $8::bigint[], $9::integer[],
              $10::integer[], $11::integer[], $12::integer[], $13::integer[], $14::integer[],
              $15::integer[], $16::integer[], $17::text[], $18::text[], $32::integer[],
              $33::integer[], $34::integer[], $35::text[]) WITH ORDINALITY AS rows
    (start, seconds, domain, side, version, requests, errors, undelivered, slow, errors_squared,
     attempts, lowest_bucket, highest_bucket, failing_senders, latency, continuing_requests,
     continuing_errors, continuing_undelivered, continuing_latency, number)
), drawn AS (
  SELECT * FROM unnest($19::bigint[], $20::text[], $21::integer[], $22::integer[], $23::integer[])
    AS rows (version, domain, sender, slot, hour)
), fresh AS (
  INSERT INTO hookshift.rollup_senders (version, domain, sender)
  SELECT version, domain, sender FROM drawn ORDER BY version, domain, sender
  ON CONFLICT DO NOTHING
  RETURNING version, domain, sender
), bursts AS (
  SELECT to_timestamp(minute) AS minute, domain, side, version, sender, errors, slot, hour
  FROM unnest($24::bigint[], $25::text[], $26::text[], $27::bigint[], $28::integer[],
              $29::integer[], $30::integer[], $31::integer[]) AS rows
    (minute, domain, side, version, sender, errors, slot, hour)
), failed AS (
  INSERT INTO hookshift.rollup_errors AS r (minute, version, domain, side, sender, errors)
  SELECT minute, version, domain, side, sender, errors FROM bursts
  WHERE (SELECT count(*) FROM fresh) >= 0
  ORDER BY minute, version, domain, side, sender
  ON CONFLICT (minute, version, domain, side, sender) DO UPDATE
  SET errors = r.errors + excluded.errors
  RETURNING minute, version, domain, side, sender, errors
), counted AS (
  SELECT number, count(*) AS new_senders
  FROM fresh JOIN drawn USING (version, domain, sender), unnest(ARRAY[slot, hour]) AS number
  GROUP BY number
), squared AS (
  -- The square after less the square before.
  SELECT number, sum(bursts.errors * (2 * failed.errors - bursts.errors)::bigint) AS errors_squared
  FROM failed JOIN bursts USING (minute, version, domain, side, sender),
       unnest(ARRAY[slot, hour]) AS number
  GROUP BY number
), deltas AS (
  SELECT start, seconds, $1::text AS gateway, domain, side, version, requests, errors, undelivered,
         slow, given.errors_squared + coalesce(squared.errors_squared, 0) AS errors_squared,
         coalesce(new_senders, 0) AS new_senders, attempts, lowest_bucket, highest_bucket,
         failing_senders, latency, continuing_requests, continuing_errors, continuing_undelivered,
         continuing_latency
  FROM given LEFT JOIN counted USING (number) LEFT JOIN squared USING (number)
), slots AS (
  INSERT INTO hookshift.rollups AS r
  SELECT * FROM deltas WHERE seconds < 3600 ORDER BY start, domain, side, version
  ON CONFLICT (start, domain, side, version, gateway, seconds) DO UPDATE SET
    requests = r.requests + excluded.requests,
    errors = r.errors + excluded.errors,
    undelivered = r.undelivered + excluded.undelivered,
    slow = r.slow + excluded.slow,
    errors_squared = r.errors_squared + excluded.errors_squared,
    new_senders = r.new_senders + excluded.new_senders,
    attempts = r.attempts + excluded.attempts,
    lowest_bucket = least(r.lowest_bucket, excluded.lowest_bucket),
    highest_bucket = greatest(r.highest_bucket, excluded.highest_bucket),
    failing_senders = hookshift.lowest(r.failing_senders, excluded.failing_senders, $2),
    latency = hookshift.added(r.latency, excluded.latency),
    continuing_requests = r.continuing_requests + excluded.continuing_requests,
    continuing_errors = r.continuing_errors + excluded.continuing_errors,
    continuing_undelivered = r.continuing_undelivered + excluded.continuing_undelivered,
    continuing_latency = CASE excluded.continuing_latency WHEN '{}' THEN r.continuing_latency
      ELSE hookshift.added(r.continuing_latency, excluded.continuing_latency) END
  RETURNING 1
), hours AS (
  INSERT INTO hookshift.rollup_hours AS r
  SELECT * FROM deltas WHERE seconds = 3600 AND (SELECT count(*) FROM slots) >= 0
  ORDER BY start, domain, side, version
  ON CONFLICT (start, domain, side, version, gateway, seconds) DO UPDATE SET
    requests = r.requests + excluded.requests,
    errors = r.errors + excluded.errors,
    undelivered = r.undelivered + excluded.undelivered,
    slow = r.slow + excluded.slow,
    errors_squared = r.errors_squared + excluded.errors_squared,
    new_senders = r.new_senders + excluded.new_senders,
    attempts = r.attempts + excluded.attempts,
    lowest_bucket = least(r.lowest_bucket, excluded.lowest_bucket),
    highest_bucket = greatest(r.highest_bucket, excluded.highest_bucket),
    failing_senders = hookshift.lowest(r.failing_senders, excluded.failing_senders, $2),
    latency = hookshift.added(r.latency, excluded.latency),
    continuing_requests = r.continuing_requests + excluded.continuing_requests,
    continuing_errors = r.continuing_errors + excluded.continuing_errors,
    continuing_undelivered = r.continuing_undelivered + excluded.continuing_undelivered,
    continuing_latency = CASE excluded.continuing_latency WHEN '{}' THEN r.continuing_latency
      ELSE hookshift.added(r.continuing_latency, excluded.continuing_latency) END
)
-- Others wait for this transaction from here on: if its gateway falls silent now, PostgreSQL ends
-- it in so many milliseconds.
SELECT set_config('idle_in_transaction_session_timeout', $3, true);

-- name: slots
-- Whole slots between two times, of each gateway.
SELECT extract(epoch FROM start)::float8 AS start, seconds::float8, domain, side, version,
       requests, errors, undelivered, slow, errors_squared, new_senders, attempts,
       lowest_bucket, highest_bucket, failing_senders, latency, continuing_requests,
       continuing_errors, continuing_undelivered, continuing_latency
FROM hookshift.rollups
WHERE start >= to_timestamp($1::float8) AND start < to_timestamp($2::float8)
  AND start + seconds * interval '1 second' <= to_timestamp($2::float8)
  AND ($3::text[] IS NULL OR domain = ANY ($3))
  AND ($4::bigint[] IS NULL OR version = ANY ($4))
ORDER BY start, seconds, domain, side, version;

-- name: hours
-- Whole hours between two times, of each gateway.
SELECT extract(epoch FROM start)::float8 AS start, seconds::float8, domain, side, version,
       requests, errors, undelivered, slow, errors_squared, new_senders, attempts,
       lowest_bucket, highest_bucket, failing_senders, latency, continuing_requests,
       continuing_errors, continuing_undelivered, continuing_latency
FROM hookshift.rollup_hours
WHERE start >= to_timestamp($1::float8) AND start < to_timestamp($2::float8)
ORDER BY start, seconds, domain, side, version;

-- name: totals
-- All between $1 and $2: the whole hours from $3 to $4, and the slots before and after them. Added
-- up by whoever asks: unnesting arrays takes PostgreSQL ten times as long.
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
)
SELECT domain, side, requests, errors, undelivered, slow, errors_squared, new_senders, attempts,
       lowest_bucket, highest_bucket, failing_senders, latency, continuing_requests,
       continuing_errors, continuing_undelivered, continuing_latency
FROM pieces
WHERE ($5::text[] IS NULL OR domain = ANY ($5)) AND ($6::text IS NULL OR side = $6);

-- name: hourly_sums
-- Requests and errors of whole hours between two times.
SELECT domain, side, sum(requests)::bigint AS requests, sum(errors)::bigint AS errors
FROM hookshift.rollup_hours
WHERE start >= to_timestamp($1::float8) AND start < to_timestamp($2::float8)
GROUP BY domain, side;

-- name: first_hour
-- The first hour from a time on that has rollups.
SELECT extract(epoch FROM min(start))::float8 FROM hookshift.rollup_hours
WHERE start >= to_timestamp($1::float8);

-- name: forget_slots
-- Deletes some slots past retention, by days as the log's partitions.
DELETE FROM hookshift.rollups WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.rollups
  WHERE start < ((now() AT TIME ZONE 'UTC')::date - $1::integer) AT TIME ZONE 'UTC'
  ORDER BY start LIMIT $2 FOR UPDATE SKIP LOCKED));

-- name: forget_hours
-- Deletes some hours past retention.
DELETE FROM hookshift.rollup_hours WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.rollup_hours
  WHERE start < ((now() AT TIME ZONE 'UTC')::date - $1::integer) AT TIME ZONE 'UTC'
  ORDER BY start LIMIT $2 FOR UPDATE SKIP LOCKED));

-- name: forget_errors
-- A minute that is a day old gets no more errors, unless PostgreSQL was away for so long.
DELETE FROM hookshift.rollup_errors WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.rollup_errors WHERE minute < now() - interval '1 day'
  ORDER BY minute LIMIT $1 FOR UPDATE SKIP LOCKED));

-- name: forget_senders
-- Of versions that were replaced more than 8 days ago. A DELETE can bring an old version back.
DELETE FROM hookshift.rollup_senders WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.rollup_senders
  WHERE version < (SELECT version FROM public.webhook_routing_config_audit
                   WHERE active AND at < now() - interval '8 days' ORDER BY id DESC LIMIT 1)
    AND version <> (SELECT version FROM public.webhook_routing_config
                    ORDER BY created_at DESC, id DESC LIMIT 1)
  ORDER BY version LIMIT $1 FOR UPDATE SKIP LOCKED));

-- name: forget_replies
-- Deletes some counts of replies past retention.
DELETE FROM hookshift.reply_slots WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.reply_slots
  WHERE start < ((now() AT TIME ZONE 'UTC')::date - $1::integer) AT TIME ZONE 'UTC'
  ORDER BY start LIMIT $2 FOR UPDATE SKIP LOCKED));
