-- name: known
-- What is known of aliases $1, conversations $2 and messages $3; see the function.
SELECT * FROM hookshift.recalled(
  $1::text::bigint[], $2::text::bigint[], $3::text::bigint[]);

-- name: aliases
-- Aliases from $1 on, at most $2 of them, as numbers of eight bytes, and the last of them. Whoever
-- has a conversation is among them, though a gateway was killed before it wrote who they are.
SELECT string_agg(int8send(alias), ''::bytea) AS packed, max(alias) AS last
FROM (SELECT alias FROM (
        (SELECT alias FROM hookshift.conversation_people WHERE alias >= $1 ORDER BY alias LIMIT $2)
        UNION
        (SELECT person FROM hookshift.conversations WHERE person >= $1 ORDER BY person LIMIT $2)
      ) AS each ORDER BY alias LIMIT $2) AS found;

-- name: note_people
-- Writes who aliases belong to; see the function.
SELECT * FROM hookshift.note_people(
  $1, $2::text::bigint[], $3::text::bigint[], $4::text::integer[], $5::text::bigint[],
  $6::text::bigint[]);

-- name: note_conversations
-- Writes turns; see the function. Columns come as texts, see `store.conversations`.
SELECT hookshift.note_conversations(
  $1, $2::text::bigint[], $3::text::bigint[], string_to_array($4, chr(31)),
  string_to_array($5, chr(31)), string_to_array($6, chr(31)), $7::text::bigint[],
  $8::text::bigint[], $9::text::bigint[], $10::text::boolean[], $11::text::boolean[]);

-- name: lock
-- The conversation $1, which nobody else changes before this transaction ends.
SELECT person, domain, side, extract(epoch FROM began) AS began, extract(epoch FROM last) AS last,
  extract(epoch FROM turned) AS turned, ended, uncertain
FROM hookshift.conversations WHERE key = $1 FOR UPDATE;

-- name: note_messages
-- Writes what messages were about; one that is known stays as it was first.
INSERT INTO hookshift.conversation_messages (key, at, domain, side)
SELECT key, to_timestamp(at), domain, side
FROM unnest($1::text::bigint[], $2::text::bigint[], string_to_array($3, chr(31)),
  string_to_array($4, chr(31))) AS g (key, at, domain, side)
ORDER BY key ON CONFLICT DO NOTHING;

-- name: changes
-- What was committed since the snapshot $1 by others than $2, at most $3 of it, not before the
-- second $4, and the snapshot from which to ask the next time. Nothing is missed or given twice, in
-- whatever order transactions end. Without $1 it is the beginning: nothing is given.
-- A snapshot of the future is another server's, one that was restored from a backup. A snapshot of
-- another server may also be overtaken: so the server is named, by when it was started, and the file
-- that it keeps people in.
SELECT pg_current_snapshot()::text AS snapshot, extract(epoch FROM now())::bigint AS at,
  format('%s/%s', (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint,
         pg_relation_filepath('hookshift.conversation_people')) AS server, kinds, keys,
  pg_snapshot_xmax($1::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) AS is_foreign
FROM (SELECT array_agg(kind) AS kinds, array_agg(key) AS keys FROM (
  SELECT kind, key FROM hookshift.conversation_changes
  WHERE xid >= pg_snapshot_xmin($1::text::pg_snapshot)
    AND NOT pg_visible_in_snapshot(xid, $1::text::pg_snapshot) AND writer <> $2
    AND at >= to_timestamp($4::bigint)
  LIMIT $3) AS found) AS gathered;

-- name: follows
-- A host follows, as of now.
INSERT INTO hookshift.conversation_hosts AS h (writer, at) VALUES ($1, now())
ON CONFLICT (writer) DO UPDATE SET at = now();

-- name: others_wrote
-- Whether anybody else but $1 can have written in the last $2 seconds.
SELECT EXISTS (SELECT FROM hookshift.conversation_hosts
               WHERE writer <> $1 AND at > now() - $2::float8 * interval '1 second');

-- name: forget_changes
-- Deletes changes older than $1 seconds, at most $2, the oldest first.
DELETE FROM hookshift.conversation_changes WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM (SELECT ctid, at FROM hookshift.conversation_changes ORDER BY xid LIMIT $2) AS o
  WHERE at < now() - $1::float8 * interval '1 second'));

-- name: forget_hosts
-- Deletes hosts that have not followed for a day.
DELETE FROM hookshift.conversation_hosts WHERE at < now() - interval '1 day';

-- name: make_partitions
-- Partitions of messages for the next $1 days.
SELECT hookshift.make_message_partitions($1);

-- name: drop_partitions
-- Messages older than a day go by partition.
SELECT hookshift.drop_message_partitions();

-- name: blocks
-- How many pages a table has.
SELECT pg_relation_size($1::text::regclass) / current_setting('block_size')::bigint;

-- name: sweep_conversations
-- Deletes conversations without an event for 24 hours and 7 days, in pages $1 to $2.
DELETE FROM hookshift.conversations
WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint)::tid
  AND last < now() - interval '8 days';

-- name: sweep_people
-- Deletes people who have begun no conversation for $3 days and have none, in pages $1 to $2.
DELETE FROM hookshift.conversation_people p
WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint)::tid
  AND seen < now() - $3::integer * interval '1 day'
  AND NOT EXISTS (SELECT FROM hookshift.conversations c WHERE c.person = p.person);

-- name: sweep_forgotten
-- Deletes the requests to be forgotten that nothing older can be left for, after $1 days.
DELETE FROM hookshift.forgotten WHERE at < now() - $1::integer * interval '1 day';
