-- name: register
-- A new deliverer with a number never used before, and a lease of $2 seconds.
INSERT INTO hookshift.deliverers (gateway, expires_at)
VALUES ($1, now() + $2::float8 * interval '1 second')
RETURNING id;

-- name: renew
-- Not at the last moment: another worker may be about to reclaim its deliveries.
UPDATE hookshift.deliverers SET expires_at = now() + $2::float8 * interval '1 second'
WHERE id = $1 AND expires_at > now() + $2::float8 * interval '0.25 seconds'
RETURNING id;

-- name: database_time
-- PostgreSQL's time in seconds since 1970.
SELECT extract(epoch FROM clock_timestamp())::float8;

-- name: cut_short
-- The processes of gateways $1 are dead: their leases end in $2 seconds, by when the attempts that
-- they had begun must be over.
UPDATE hookshift.deliverers SET expires_at = now() + $2::float8 * interval '1 second'
WHERE gateway = ANY ($1::text[]) AND expires_at > now() + $2::float8 * interval '1 second';

-- name: release_all
-- Releases all deliveries of $1 and ends its lease. Its row stays for a while: a commit of its that
-- is under way may still need it.
WITH gone AS (UPDATE hookshift.deliverers SET expires_at = now() WHERE id = $1)
UPDATE hookshift.deliveries SET owner = NULL WHERE owner = $1;

-- name: reclaim_expired
-- Releases deliveries whose owner's lease is over.
UPDATE hookshift.deliveries SET owner = NULL
WHERE owner = ANY (ARRAY(SELECT id FROM hookshift.deliverers WHERE expires_at <= now()));

-- name: reclaim
-- Releases deliveries of the numbers $1, which nobody uses any more, but for those in $2, of which
-- their former user knows.
UPDATE hookshift.deliveries SET owner = NULL
WHERE owner = ANY ($1::bigint[]) AND id <> ALL ($2::bigint[]);

-- name: reclaim_orphaned
-- Releases deliveries whose owner is unknown: no error elsewhere may keep one for ever.
UPDATE hookshift.deliveries SET owner = NULL
WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM hookshift.deliverers);

-- name: forget_deliverers
-- Deletes deliverers whose lease ended an hour ago and that own nothing.
DELETE FROM hookshift.deliverers r WHERE expires_at < now() - interval '1 hour'
  AND NOT EXISTS (SELECT FROM hookshift.deliveries d WHERE d.owner = r.id);

-- name: claim
-- For owner $1, of each handler in $2 at most as many as $3 has room for, those due longest first,
-- searching from $4.
SELECT * FROM hookshift.claim($1, $2, $3, $4);

-- name: claim_without_payload
-- The same, but for payloads.
WITH due AS MATERIALIZED (
  SELECT d.id FROM unnest($2::text[], $3::integer[]) AS room (handler, free)
  CROSS JOIN LATERAL (
    SELECT id FROM hookshift.deliveries
    WHERE handler = room.handler AND owner IS NULL AND next_at <= now()
    ORDER BY next_at LIMIT room.free
    FOR UPDATE SKIP LOCKED
  ) d
)
UPDATE hookshift.deliveries d SET owner = $1 FROM due WHERE d.id = due.id
RETURNING d.id, source, handler, side, domain, lane, bucket,
  extract(epoch FROM received_at)::float8, extract(epoch FROM expires_at)::float8,
  attempts, failures, NULL::text, NULL::bytea, NULL::bytea, next_at;

-- name: payload
-- One payload by itself, where reading a page of them failed.
SELECT key_id, content, body FROM hookshift.deliveries d
JOIN hookshift.payloads p ON p.id = d.id AND p.received_at = d.received_at WHERE d.id = $1;

-- name: overdue
-- Claims for $1 deliveries that have expired or are older than $2 seconds, unless somebody owns
-- them. Age follows the id, so a look at the lowest ids is enough.
UPDATE hookshift.deliveries d SET owner = $1
FROM (
  SELECT id, reason FROM hookshift.deliveries JOIN (
    (SELECT id, 'expired' AS reason FROM hookshift.deliveries
     WHERE expires_at <= now() ORDER BY expires_at LIMIT $3)
    UNION ALL
    (SELECT id, 'age' FROM (
       SELECT id, received_at FROM hookshift.deliveries ORDER BY id LIMIT $3) oldest
     WHERE received_at < now() - $2::float8 * interval '1 second')
  ) late USING (id)
  WHERE owner IS NULL
  ORDER BY id FOR UPDATE OF deliveries SKIP LOCKED
) late
WHERE d.id = late.id
RETURNING d.id, late.reason;

-- name: lock_leaving
-- Locks those of $1 that are $2's before any is deleted, in order of id: accepting a webhook locks
-- earlier deliveries in the same order, and otherwise the two could deadlock.
SELECT id FROM hookshift.deliveries WHERE id = ANY ($1::bigint[]) AND coalesce(owner, 0) = $2
ORDER BY id FOR UPDATE;

-- name: delivered
-- Deletes those of $1 that are still $2's; returns them, and handlers for which deliveries behind
-- them are due now.
SELECT id, due FROM hookshift.delivered($1, $2);

-- name: reschedule
-- Schedules the next attempt of those of $1 that are still $2's, and releases them.
UPDATE hookshift.deliveries d SET
  owner = NULL, attempts = d.attempts + tried, failures = d.failures + counts,
  next_at = now() + wait * interval '1 second', last_error = coalesce(error, d.last_error),
  handler = coalesce(g.handler, d.handler), side = coalesce(g.side, d.side)
FROM (
  SELECT d.id, g.handler, g.side, g.wait, g.tried, g.counts, g.error
  FROM unnest($1::bigint[], $3::text[], $4::text[], $5::float8[], $6::integer[], $7::integer[],
              $8::text[]) AS g (id, handler, side, wait, tried, counts, error)
  JOIN hookshift.deliveries d ON d.id = g.id AND coalesce(d.owner, 0) = $2
  ORDER BY d.id FOR NO KEY UPDATE OF d
) g
WHERE d.id = g.id
RETURNING d.id;

-- name: bury
-- Moves those of $1 that are still $2's to the dead letters, with all that a replay needs, as far as
-- it can be read ($6).
WITH given AS (
  SELECT * FROM unnest($1::bigint[], $3::integer[], $4::text[], $5::text[], $6::boolean[])
    AS g (id, tried, reason, error, whole)
), mine AS MATERIALIZED (
  SELECT d.id FROM hookshift.deliveries d JOIN given USING (id)
  WHERE coalesce(d.owner, 0) = $2::bigint
  ORDER BY d.id FOR UPDATE OF d
), gone AS (
  DELETE FROM hookshift.deliveries d USING mine WHERE d.id = mine.id RETURNING d.*
), buried AS (
  INSERT INTO hookshift.dead_letters
    (id, received_at, accepted_at, source, handler, side, domain, lane, bucket, events, attempts,
     reason, last_error, key_id, content, body)
  SELECT gone.id, gone.received_at, gone.accepted_at, source, handler, side, domain, lane, bucket,
         events, attempts + tried, reason, coalesce(error, last_error), key_id, content, body
  FROM gone JOIN given USING (id)
  LEFT JOIN LATERAL (
    -- LIMIT: a payload that cannot be read must not even be looked for.
    SELECT key_id, content, body FROM hookshift.payloads
    WHERE given.whole AND id = gone.id AND received_at = gone.received_at LIMIT 1
  ) p ON true
), counted AS (
  INSERT INTO hookshift.ledger (source, hour, writer, dead)
  SELECT source, hookshift.hour_of(coalesce(accepted_at, received_at)), $2::bigint, sum(events)
  FROM gone GROUP BY 1, 2
)
SELECT id, lane FROM gone;

-- name: promote
-- The first delivery of each ordering key (lane) in $1 is due, if it waited for another.
SELECT hookshift.promote($1) AS handler;

-- name: promote_stuck
-- Makes deliveries due that wait for another one that is gone: no error elsewhere may hold a person
-- up for ever.
UPDATE hookshift.deliveries SET next_at = now()
WHERE next_at IS NULL AND id IN (
  SELECT min(id) FROM hookshift.deliveries WHERE lane IS NOT NULL GROUP BY lane);

-- name: retry_now
-- The handler works again: its scheduled retries are due now.
UPDATE hookshift.deliveries SET next_at = now() WHERE id = ANY (ARRAY(
  SELECT id FROM hookshift.deliveries
  WHERE handler = $1 AND owner IS NULL AND next_at > now()
  ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED));

-- name: bring_forward
-- Retries that are due later than in $2 seconds, as none is unless the clock was set back.
UPDATE hookshift.deliveries SET next_at = now() WHERE id = ANY (ARRAY(
  SELECT id FROM hookshift.deliveries
  WHERE handler = $1 AND owner IS NULL AND next_at > now() + $2::float8 * interval '1 second'
  ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED));

-- name: reassign_to_legacy
-- Reroutes to legacy what waits for unified, of senders that are legacy's again. A delivery behind
-- another one (next_at is NULL) stays there: least() ignores NULL.
UPDATE hookshift.deliveries SET handler = $3, side = 'legacy',
  next_at = CASE WHEN next_at IS NOT NULL THEN least(next_at, now()) END
WHERE id = ANY (ARRAY(
  SELECT id FROM hookshift.deliveries
  WHERE handler = $1 AND domain = $2 AND side = 'unified' AND owner IS NULL
    AND (bucket IS NULL OR bucket >= $4)
  LIMIT $5 FOR UPDATE SKIP LOCKED));
