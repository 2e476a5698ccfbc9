-- name: aliases
-- All aliases of the people that aliases $1 belong to.
SELECT alias, person, bucket::integer, salt_tag, since, seen FROM hookshift.conversation_people
WHERE person = ANY ($1::bigint[]) OR person = ANY (ARRAY(
  SELECT person FROM hookshift.conversation_people WHERE alias = ANY ($1::bigint[])))
ORDER BY since, alias;

-- name: conversations
-- Conversations of the people $1.
SELECT key, person, source, domain, side, began, last, turned, ended FROM hookshift.conversations
WHERE person = ANY ($1::bigint[]) ORDER BY last DESC;

-- name: log_rows
-- The newest $2 rows of the log with the hashes $1.
SELECT to_jsonb(l) AS row FROM public.webhook_routing_logs l
WHERE person = ANY ($1::bigint[]) ORDER BY created_at DESC LIMIT $2;

-- name: older_rows
-- The newest $3 rows without a hash by the number as recorded, $1, and, unless NULL, bucket $2.
SELECT to_jsonb(l) AS row FROM public.webhook_routing_logs l
WHERE from_number = $1 AND person IS NULL AND ($2::integer IS NULL OR bucket = $2)
ORDER BY created_at DESC LIMIT $3;

-- name: stored
-- Stored bodies after delivery $1, waiting or delivered, at most $2; whether they wait, and for whom.
SELECT p.id, p.received_at, p.key_id, p.content, p.body, d.id IS NOT NULL AS waits,
  d.owner IS NOT NULL AS held, coalesce(d.source, '') AS source, coalesce(d.handler, '') AS handler
FROM hookshift.payloads p
LEFT JOIN hookshift.deliveries d ON d.id = p.id AND d.received_at = p.received_at
WHERE p.id > $1 ORDER BY p.id LIMIT $2;

-- name: waiting
-- The same of those that wait.
SELECT p.id, p.received_at, p.key_id, p.content, p.body, true AS waits, d.owner IS NOT NULL AS held,
  d.source, d.handler
FROM hookshift.deliveries d
JOIN hookshift.payloads p ON p.id = d.id AND p.received_at = d.received_at
WHERE d.id > $1 ORDER BY d.id LIMIT $2;

-- name: letters
-- Dead letters after $1, at most $2.
SELECT id, received_at, key_id, content, body, false AS waits, false AS held, source, handler
FROM hookshift.dead_letters WHERE id > $1 ORDER BY id LIMIT $2;

-- name: remember_forgotten
-- Whoever is to be forgotten: nothing from before now is written any more.
INSERT INTO hookshift.forgotten AS f (alias, at) SELECT DISTINCT alias, now()
FROM unnest($1::bigint[]) AS alias ORDER BY alias
ON CONFLICT (alias) DO UPDATE SET at = now();

-- name: forget_conversations
-- Removes aliases $1 and the conversations of people $2, and tells every host.
WITH aliases AS (
  DELETE FROM hookshift.conversation_people WHERE alias = ANY ($1::bigint[]) RETURNING alias
), conversations AS (
  DELETE FROM hookshift.conversations WHERE person = ANY ($2::bigint[]) RETURNING key
), told AS (
  INSERT INTO hookshift.conversation_changes (writer, kind, key)
  SELECT 0, 0, alias FROM unnest($1::bigint[]) AS alias
  UNION ALL SELECT 0, 1, key FROM conversations
), at AS (
  INSERT INTO hookshift.conversation_hosts AS h (writer, at) VALUES (0, now())
  ON CONFLICT (writer) DO UPDATE SET at = now()
)
SELECT (SELECT count(*) FROM aliases)::int AS aliases,
  (SELECT count(*) FROM conversations)::int AS conversations;

-- name: blank_rows
-- Blanks at most $2 rows of the log with the hashes $1.
UPDATE public.webhook_routing_logs SET from_number = NULL, message_id = NULL,
  correlation_id = NULL, error_message = NULL, person = NULL
WHERE (id, created_at) IN (
  SELECT id, created_at FROM public.webhook_routing_logs WHERE person = ANY ($1::bigint[])
  LIMIT $2);

-- name: blank_older_rows
-- Blanks at most $3 rows without a hash, chosen as by older_rows.
UPDATE public.webhook_routing_logs SET from_number = NULL, message_id = NULL,
  correlation_id = NULL, error_message = NULL
WHERE (id, created_at) IN (
  SELECT id, created_at FROM public.webhook_routing_logs
  WHERE from_number = $1 AND person IS NULL AND ($2::integer IS NULL OR bucket = $2)
  LIMIT $3);

-- name: lock_waiting
-- Locks those of $1 that wait, in the order in which others lock them.
SELECT id FROM hookshift.deliveries WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE;

-- name: drop_waiting
-- Deletes the deliveries $1, counted as dropped; how many, with how many events, and their lanes.
WITH gone AS (
  DELETE FROM hookshift.deliveries WHERE id = ANY ($1::bigint[]) RETURNING *
), counted AS (
  INSERT INTO hookshift.ledger (source, hour, writer, dropped)
  SELECT source, hookshift.hour_of(coalesce(accepted_at, received_at)), -1, sum(events)
  FROM gone GROUP BY 1, 2
)
SELECT count(*)::int AS deliveries, coalesce(sum(events), 0)::int AS events,
  coalesce(array_agg(DISTINCT lane) FILTER (WHERE lane IS NOT NULL), '{}') AS lanes
FROM gone;

-- name: promote
-- What waited behind deliveries that are gone.
SELECT count(*) FROM hookshift.promote($1);

-- name: drop_bodies
-- Deletes stored bodies $1, received at $2.
DELETE FROM hookshift.payloads p USING unnest($1::bigint[], $2::timestamptz[]) AS g (id, at)
WHERE p.id = g.id AND p.received_at = g.at;

-- name: begin
-- Records an action that is about to begin.
INSERT INTO hookshift.person_actions (action, actor, reason) VALUES ($1, $2, $3) RETURNING id;

-- name: done
-- Records what action $1 has done.
UPDATE hookshift.person_actions SET counts = $2 WHERE id = $1;

-- name: forgotten
-- When those of $1 asked to be forgotten who did, in seconds since 1970.
SELECT alias, extract(epoch FROM at)::float8 AS at FROM hookshift.forgotten
WHERE alias = ANY ($1::bigint[]);
