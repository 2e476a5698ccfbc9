-- name: take_in
-- Stores keys and $17 deliveries; see the function. What is the same of all of them comes once.
SELECT * FROM hookshift.take_in(
  $1, $2,
  CASE cardinality($3::text[]) WHEN 1 THEN array_fill($3[1], ARRAY[$17::integer]) ELSE $3 END,
  CASE cardinality($4::text[]) WHEN 1 THEN array_fill($4[1], ARRAY[$17::integer]) ELSE $4 END,
  CASE cardinality($5::text[]) WHEN 1 THEN array_fill($5[1], ARRAY[$17::integer]) ELSE $5 END,
  CASE cardinality($6::text[]) WHEN 1 THEN array_fill($6[1], ARRAY[$17::integer]) ELSE $6 END,
  CASE cardinality($7::bigint[]) WHEN 1 THEN array_fill($7[1], ARRAY[$17::integer]) ELSE $7 END,
  CASE cardinality($8::integer[]) WHEN 1 THEN array_fill($8[1], ARRAY[$17::integer]) ELSE $8 END,
  CASE cardinality($9::integer[]) WHEN 1 THEN array_fill($9[1], ARRAY[$17::integer]) ELSE $9 END,
  CASE cardinality($10::float8[]) WHEN 1 THEN array_fill($10[1], ARRAY[$17::integer]) ELSE $10 END,
  CASE cardinality($11::boolean[]) WHEN 1 THEN array_fill($11[1], ARRAY[$17::integer]) ELSE $11 END,
  CASE cardinality($12::text[]) WHEN 1 THEN array_fill($12[1], ARRAY[$17::integer]) ELSE $12 END,
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
  CASE cardinality($3::text[]) WHEN 1 THEN array_fill($3[1], ARRAY[$17::integer]) ELSE $3 END,
  CASE cardinality($4::text[]) WHEN 1 THEN array_fill($4[1], ARRAY[$17::integer]) ELSE $4 END,
  CASE cardinality($5::text[]) WHEN 1 THEN array_fill($5[1], ARRAY[$17::integer]) ELSE $5 END,
  CASE cardinality($6::text[]) WHEN 1 THEN array_fill($6[1], ARRAY[$17::integer]) ELSE $6 END,
  CASE cardinality($7::bigint[]) WHEN 1 THEN array_fill($7[1], ARRAY[$17::integer]) ELSE $7 END,
  CASE cardinality($8::integer[]) WHEN 1 THEN array_fill($8[1], ARRAY[$17::integer]) ELSE $8 END,
  CASE cardinality($9::integer[]) WHEN 1 THEN array_fill($9[1], ARRAY[$17::integer]) ELSE $9 END,
  CASE cardinality($10::float8[]) WHEN 1 THEN array_fill($10[1], ARRAY[$17::integer]) ELSE $10 END,
  CASE cardinality($11::boolean[]) WHEN 1 THEN array_fill($11[1], ARRAY[$17::integer]) ELSE $11 END,
  CASE cardinality($12::text[]) WHEN 1 THEN array_fill($12[1], ARRAY[$17::integer]) ELSE $12 END,
  $13, $14, $15, $16, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32,
  $33, $34, $35, $36, $37);

-- name: lock_conversations
-- Locks conversations $1 until the transaction ends, and reads them; see the function.
SELECT * FROM hookshift.lock_remembered($1);
