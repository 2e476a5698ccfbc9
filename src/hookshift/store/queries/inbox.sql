-- name: take_in
-- See the function.
SELECT * FROM hookshift.take_in(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: known
-- Those of $1 that were accepted before.
SELECT hookshift.known_keys($1) AS key;

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

-- name: new_keys
-- From now on $1 are known. In order, so that two never wait for each other.
INSERT INTO hookshift.event_keys (key)
SELECT key FROM unnest($1::uuid[]) AS key ORDER BY key ON CONFLICT DO NOTHING;
