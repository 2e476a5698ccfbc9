-- name: counted
-- Numbers of letters by handler and cause.
SELECT handler, reason, count(*) AS letters, sum(events)::bigint AS events,
       count(*) FILTER (WHERE body IS NULL) AS empty, min(died_at) AS first, max(died_at) AS last
FROM hookshift.chosen_letters($1, $2, $3, $4, $5, $6, $7, $8)
GROUP BY handler, reason ORDER BY letters DESC, handler, reason;

-- name: listed
-- The latest $9 letters.
SELECT id, coalesce(accepted_at, received_at) AS accepted_at, died_at, source, handler, side,
       domain, events, attempts, reason, last_error, body IS NOT NULL AS whole
FROM hookshift.chosen_letters($1, $2, $3, $4, $5, $6, $7, $8)
ORDER BY died_at DESC, id DESC LIMIT $9;

-- name: stored
-- One letter with its payload.
SELECT id, coalesce(accepted_at, received_at) AS accepted_at, died_at, source, handler, side,
       domain, events, attempts, reason, last_error, key_id, content, body
FROM hookshift.dead_letters WHERE id = $1;

-- name: begin
-- Records an action that is about to begin.
INSERT INTO hookshift.dead_letter_actions (action, actor, reason, chosen)
VALUES ($1, $2, $3, $4) RETURNING id, clock_timestamp() AS at;

-- name: next
-- The next $10 letters after id $9, only those with a body if $11.
SELECT id FROM hookshift.chosen_letters($1, $2, $3, $4, $5, $6, $7, $8)
WHERE id > $9 AND (body IS NOT NULL OR NOT $11) ORDER BY id LIMIT $10;

-- name: replay
-- Makes deliveries of the letters $1 that are still there, as if they had just been accepted: behind
-- all that waits with their ordering keys (lanes), by the rule of `hookshift.take_in`, and in their
-- former order. They are counted in action $2.
WITH letters AS MATERIALIZED (
  SELECT * FROM hookshift.dead_letters WHERE id = ANY ($1::bigint[]) AND body IS NOT NULL
  ORDER BY id FOR UPDATE
), given AS MATERIALIZED (
  SELECT nextval('hookshift.deliveries_id_seq') AS number, l.*
  FROM (SELECT * FROM letters ORDER BY id) l
), before AS MATERIALIZED (
  SELECT lane FROM hookshift.occupied(ARRAY(SELECT lane FROM given)) AS lane
), placed AS MATERIALIZED (
  SELECT given.*, lane IS NULL
    OR row_number() OVER (PARTITION BY lane ORDER BY number) = 1
       AND NOT EXISTS (SELECT FROM before WHERE before.lane = given.lane) AS ready
  FROM given
), gone AS (
  DELETE FROM hookshift.dead_letters d USING letters WHERE d.id = letters.id
), rows AS (
  INSERT INTO hookshift.deliveries
    (id, accepted_at, source, handler, side, domain, lane, bucket, events, next_at)
  OVERRIDING SYSTEM VALUE
  SELECT number, coalesce(accepted_at, received_at), source, handler, side, domain, lane, bucket,
         events, CASE WHEN ready THEN now() END
  FROM placed ORDER BY number
), bodies AS (
  INSERT INTO hookshift.payloads (id, received_at, key_id, content, body)
  SELECT number, now(), key_id, content, body FROM placed ORDER BY number
), counted AS (
  INSERT INTO hookshift.ledger (source, hour, writer, dead)
  SELECT source, hookshift.hour_of(coalesce(accepted_at, received_at)), -1, -sum(events)
  FROM placed GROUP BY 1, 2
)
UPDATE hookshift.dead_letter_actions SET
  letters = letters + (SELECT count(*) FROM placed),
  events = events + (SELECT coalesce(sum(p.events), 0) FROM placed p)
WHERE id = $2;

-- name: drop
-- Deletes the letters $1 that are still there, and counts them in the ledger and in action $2.
WITH letters AS MATERIALIZED (
  SELECT * FROM hookshift.dead_letters WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE
), gone AS (
  DELETE FROM hookshift.dead_letters d USING letters WHERE d.id = letters.id
), counted AS (
  INSERT INTO hookshift.ledger (source, hour, writer, dead, dropped)
  SELECT source, hookshift.hour_of(coalesce(accepted_at, received_at)), -1,
         -sum(events), sum(events)
  FROM letters GROUP BY 1, 2
)
UPDATE hookshift.dead_letter_actions SET
  letters = letters + (SELECT count(*) FROM letters),
  events = events + (SELECT coalesce(sum(l.events), 0) FROM letters l)
WHERE id = $2;

-- name: done
-- How much action $1 has done so far.
SELECT letters, events FROM hookshift.dead_letter_actions WHERE id = $1;

-- name: actions
-- The latest $1 actions, newest first.
SELECT at, action, actor, reason, chosen, letters, events
FROM hookshift.dead_letter_actions ORDER BY id DESC LIMIT $1;

-- name: old
-- The time $1 days ago; no row if no letter is older.
SELECT now() - $1::integer * interval '1 day' AS until
WHERE EXISTS (SELECT FROM hookshift.dead_letters
              WHERE died_at < now() - $1::integer * interval '1 day');

-- name: forget_actions
-- Deletes actions older than two years, and those that found no letter because another was quicker.
DELETE FROM hookshift.dead_letter_actions
WHERE at < now() - interval '2 years' OR letters = 0 AND at < now() - interval '1 hour';
