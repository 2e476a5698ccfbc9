-- name: new_keys
-- Those of $1 that nobody has had; the others were accepted before, or will have been: whoever is
-- about to accept one is waited for. In order, so that two never wait for each other.
INSERT INTO hookshift.event_keys (key)
SELECT key FROM unnest($1::uuid[]) AS key ORDER BY key
ON CONFLICT DO NOTHING
RETURNING key;

-- name: accept
-- Adds deliveries, in the order given. One is ready if no other of its lane is before it: the last
-- that waits is locked, so that it cannot leave unseen meanwhile (whoever takes it away then wakes
-- the one behind it). $1 is who delivers what is `held`.
WITH given AS MATERIALIZED (
  SELECT nextval('hookshift.deliveries_id_seq') AS id, rows.*
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::integer[],
              $8::integer[], $9::float8[], $10::boolean[], $11::text[], $12::bytea[], $13::bytea[])
    WITH ORDINALITY AS rows
    (source, handler, side, domain, lane, bucket, events, expires, held, key_id, content, body,
     number)
), before AS MATERIALIZED (
  SELECT lane FROM hookshift.deliveries
  WHERE id = ANY (ARRAY(
    SELECT (SELECT id FROM hookshift.deliveries d WHERE d.lane = l.lane ORDER BY id DESC LIMIT 1)
    FROM (SELECT DISTINCT lane FROM given WHERE lane IS NOT NULL) l))
  ORDER BY id
  FOR KEY SHARE
), placed AS MATERIALIZED (
  SELECT given.*, lane IS NULL
    OR row_number() OVER (PARTITION BY lane ORDER BY number) = 1
       AND NOT EXISTS (SELECT FROM before WHERE before.lane = given.lane) AS ready
  FROM given
), rows AS (
  INSERT INTO hookshift.deliveries
    (id, source, handler, side, domain, lane, bucket, events, owner, next_at, expires_at)
  OVERRIDING SYSTEM VALUE
  SELECT id, source, handler, side, domain, lane, bucket, events,
         CASE WHEN ready AND held THEN $1::bigint END, CASE WHEN ready THEN now() END,
         now() + expires * interval '1 second'
  FROM placed ORDER BY number
), bodies AS (
  INSERT INTO hookshift.payloads (id, received_at, key_id, content, body)
  SELECT id, now(), key_id, content, body FROM placed ORDER BY number
), counts AS (
  SELECT source, sum(accepted) AS accepted, sum(duplicates) AS duplicates
  FROM (SELECT source, events AS accepted, 0 AS duplicates FROM given
        UNION ALL
        SELECT source, 0, count FROM unnest($14::text[], $15::integer[]) AS d (source, count)) AS c
  GROUP BY source
), counted AS (
  INSERT INTO hookshift.ledger AS l (source, hour, writer, accepted, duplicates)
  SELECT source, hookshift.hour_of(now()), $1::bigint, accepted, duplicates FROM counts
  ON CONFLICT (source, hour, writer) DO UPDATE SET
    accepted = l.accepted + excluded.accepted, duplicates = l.duplicates + excluded.duplicates
)
SELECT id, ready, extract(epoch FROM now())::float8 AS received_at FROM placed ORDER BY number;

-- name: make_partition
-- Today's, for bodies.
SELECT hookshift.make_payload_partition((now() AT TIME ZONE 'UTC')::date);

-- name: make_partitions
-- Today's and those of the next $1 days.
SELECT hookshift.make_payload_partitions($1);

-- name: drop_partitions
-- Those past $1 days, unless something in them waits.
SELECT hookshift.drop_payload_partitions($1);

-- name: forget_keys
-- What is older than $1 days, at most $2 of it.
DELETE FROM hookshift.event_keys WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.event_keys WHERE at < now() - $1::integer * interval '1 day' LIMIT $2));
