-- name: take_in
-- Stores keys and $17 deliveries; see the function. What is the same of all of them comes once.
SELECT * FROM hookshift.take_in(
  $1, $2,
  hookshift.repeated($3::text[], $17),
  hookshift.repeated($4::text[], $17),
  hookshift.repeated($5::text[], $17),
  hookshift.repeated($6::text[], $17),
  hookshift.repeated($7::bigint[], $17),
  hookshift.repeated($8::integer[], $17),
  hookshift.repeated($9::integer[], $17),
  hookshift.repeated($10::float8[], $17),
  hookshift.repeated($11::boolean[], $17),
  hookshift.repeated($12::text[], $17),
  $13, $14, $15, $16);

-- name: known
-- The keys of $1 that were accepted before.
SELECT hookshift.known_keys($1) AS key;

-- name: make_partition
-- Makes today's partition for payloads.
SELECT hookshift.make_payload_partition((now() AT TIME ZONE 'UTC')::date);

-- name: make_partitions
-- Makes the partitions of today and of the next $1 days.
SELECT hookshift.make_payload_partitions($1);

-- name: drop_partitions
-- Drops partitions older than $1 days, unless a delivery in them waits.
SELECT hookshift.drop_payload_partitions($1);

-- name: forget_keys
-- Deletes keys older than $1 days, at most $2.
DELETE FROM hookshift.event_keys WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM hookshift.event_keys WHERE at < now() - $1::integer * interval '1 day' LIMIT $2));

-- name: new_keys
-- Adds keys $1, in order, so that two such statements never deadlock.
INSERT INTO hookshift.event_keys (key)
SELECT key FROM unnest($1::uuid[]) AS key ORDER BY key ON CONFLICT DO NOTHING;

-- name: take_in_turns
-- The same, with conversations that must be as they were read, and their turns; see the function.
SELECT * FROM hookshift.take_in_turns(
  $1, $2,
  hookshift.repeated($3::text[], $17),
  hookshift.repeated($4::text[], $17),
  hookshift.repeated($5::text[], $17),
  hookshift.repeated($6::text[], $17),
  hookshift.repeated($7::bigint[], $17),
  hookshift.repeated($8::integer[], $17),
  hookshift.repeated($9::integer[], $17),
  hookshift.repeated($10::float8[], $17),
  hookshift.repeated($11::boolean[], $17),
  hookshift.repeated($12::text[], $17),
  $13, $14, $15, $16, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32,
  $33, $34, $35, $36, $37);

-- name: lock_conversations
-- Locks conversations $1 until the transaction ends, and reads them; see the function.
SELECT * FROM hookshift.lock_remembered($1);
