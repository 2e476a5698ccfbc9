-- name: register
-- A number that nobody has had, for $2 seconds.
INSERT INTO hookshift.deliverers (gateway, expires_at)
VALUES ($1, now() + $2::float8 * interval '1 second')
RETURNING id;

-- name: renew
-- Not at the last moment: whoever frees what it holds may be about to.
UPDATE hookshift.deliverers SET expires_at = now() + $2::float8 * interval '1 second'
WHERE id = $1 AND expires_at > now() + $2::float8 * interval '0.25 seconds'
RETURNING id;

-- name: clock
-- In seconds since 1970.
SELECT extract(epoch FROM clock_timestamp())::float8;

-- name: cut_short
-- The processes of gateways $1 are dead: their leases end as soon as what they had begun must have, in
-- $2 seconds.
UPDATE hookshift.deliverers SET expires_at = now() + $2::float8 * interval '1 second'
WHERE gateway = ANY ($1::text[]) AND expires_at > now() + $2::float8 * interval '1 second';

-- name: sign_off
-- Gives back all that $1 still holds. Its row stays for a while: what it was about to accept may
-- still be written down.
WITH gone AS (UPDATE hookshift.deliverers SET expires_at = now() WHERE id = $1)
UPDATE hookshift.deliveries SET owner = NULL WHERE owner = $1;

-- name: free
-- What belonged to deliverers whose lease is over is anybody's.
UPDATE hookshift.deliveries SET owner = NULL
WHERE owner = ANY (ARRAY(SELECT id FROM hookshift.deliverers WHERE expires_at <= now()));

-- name: reclaim
-- What belongs to the numbers $1, which nobody uses any more, and is not among $2, which whoever
-- used them knows of, is anybody's.
UPDATE hookshift.deliveries SET owner = NULL
WHERE owner = ANY ($1::bigint[]) AND id <> ALL ($2::bigint[]);

-- name: free_forgotten
-- What belongs to nobody who is known: a step that no code foresaw may not keep it for ever.
UPDATE hookshift.deliveries SET owner = NULL
WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM hookshift.deliverers);

-- name: forget_deliverers
-- Long gone, and nothing is theirs.
DELETE FROM hookshift.deliverers r WHERE expires_at < now() - interval '1 hour'
  AND NOT EXISTS (SELECT FROM hookshift.deliveries d WHERE d.owner = r.id);

-- name: claim
-- For each handler of $2 at most as many as it has room for in $3, those first that are due longest.
SELECT * FROM hookshift.claim($1, $2, $3, $4);

-- name: overdue
-- Takes what nobody has and nobody wants any more: it has expired, or is older than $2 seconds. Age
-- follows the number, so the oldest tell.
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

-- name: lock
-- Those of $1 that are $2's, found by number as everywhere, before any of them is taken away: in one order, as whoever takes a
-- webhook in locks what is before it, or both would wait for each other.
SELECT id FROM hookshift.deliveries WHERE id = ANY ($1::bigint[]) AND coalesce(owner, 0) = $2
ORDER BY id FOR UPDATE;

-- name: delivered
-- Of $1 those that are still $2's; handlers for which something is due now.
SELECT id, due FROM hookshift.delivered($1, $2);

-- name: again
-- To be tried after a while, by whoever comes; of $1 those that are still $2's.
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

-- name: dead
-- Given up: moved to the dead letters with all that it takes to try again.
WITH given AS (
  SELECT * FROM unnest($1::bigint[], $3::integer[], $4::text[], $5::text[])
    AS g (id, tried, reason, error)
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
  LEFT JOIN hookshift.payloads p ON p.id = gone.id AND p.received_at = gone.received_at
), counted AS (
  INSERT INTO hookshift.ledger (source, hour, writer, dead)
  SELECT source, hookshift.hour_of(coalesce(accepted_at, received_at)), $2::bigint, sum(events)
  FROM gone GROUP BY 1, 2
)
SELECT id, lane FROM gone;

-- name: promote
-- The first of each lane in $1 is due, if it waited for another.
SELECT hookshift.promote($1) AS handler;

-- name: promote_forgotten
-- What waits for nobody: a step that no code foresaw may not hold a person up for ever.
UPDATE hookshift.deliveries SET next_at = now()
WHERE next_at IS NULL AND id IN (
  SELECT min(id) FROM hookshift.deliveries WHERE lane IS NOT NULL GROUP BY lane);

-- name: hurry
-- The handler is there again: what failed before need not wait any longer.
UPDATE hookshift.deliveries SET next_at = now() WHERE id = ANY (ARRAY(
  SELECT id FROM hookshift.deliveries
  WHERE handler = $1 AND owner IS NULL AND next_at > now()
  ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED));

-- name: bring_forward
-- Due later than in $2 seconds, which no retry is.
UPDATE hookshift.deliveries SET next_at = now() WHERE id = ANY (ARRAY(
  SELECT id FROM hookshift.deliveries
  WHERE handler = $1 AND owner IS NULL AND next_at > now() + $2::float8 * interval '1 second'
  ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED));

-- name: move
-- What waits for unified, of senders that have been given back, goes to legacy. What waits for
-- another of its lane still does: least() would take no notice of NULL.
UPDATE hookshift.deliveries SET handler = $3, side = 'legacy',
  next_at = CASE WHEN next_at IS NOT NULL THEN least(next_at, now()) END
WHERE id = ANY (ARRAY(
  SELECT id FROM hookshift.deliveries
  WHERE handler = $1 AND domain = $2 AND side = 'unified' AND owner IS NULL
    AND (bucket IS NULL OR bucket >= $4)
  LIMIT $5 FOR UPDATE SKIP LOCKED));
