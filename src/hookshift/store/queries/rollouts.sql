-- name: open
-- The rollout that is not over, if any.
SELECT id, revision, plan::text, progress::text, verdicts::text, looked_at, started_at, started_by,
       reason, ended_at, extract(epoch FROM folded_to)::float8 AS folded_to
FROM hookshift.rollouts WHERE ended_at IS NULL;

-- name: one
-- The rollout with this id.
SELECT id, revision, plan::text, progress::text, verdicts::text, looked_at, started_at, started_by,
       reason, ended_at, extract(epoch FROM folded_to)::float8 AS folded_to
FROM hookshift.rollouts WHERE id = $1;

-- name: newest
-- Rollouts, newest first, open or over.
SELECT id, revision, plan::text, progress::text, verdicts::text, looked_at, started_at, started_by,
       reason, ended_at, extract(epoch FROM folded_to)::float8 AS folded_to
FROM hookshift.rollouts ORDER BY id DESC LIMIT $1;

-- name: bound_waits
-- Bounds the transaction: one that stops in the middle is ended, and does not stop the others.
SELECT set_config('idle_in_transaction_session_timeout', $1, true),
       set_config('lock_timeout', $2, true);

-- name: lock_open
-- Before anything else of a change; changes of a rollout are made one after the other.
SELECT id, revision, extract(epoch FROM clock_timestamp())::float8 AS now
FROM hookshift.rollouts WHERE ended_at IS NULL FOR UPDATE;

-- name: now
-- PostgreSQL's time in seconds since 1970, which everything goes by.
SELECT extract(epoch FROM clock_timestamp())::float8;

-- name: insert
-- Adds a rollout; the index refuses a second open one.
INSERT INTO hookshift.rollouts
  (revision, phase, stage, plan, progress, verdicts, folded_to, started_at, started_by, reason)
VALUES (0, $1, $2, $3::text::json, $4::text::json, '[]', to_timestamp($5), to_timestamp($6), $7, $8)
RETURNING id;

-- name: save
-- Writes a rollout, if its revision is still $2. NULL leaves a value as it is.
UPDATE hookshift.rollouts SET
  revision = revision + 1,
  phase = $3,
  stage = $4,
  progress = $5::text::json,
  verdicts = coalesce($6::text::json, verdicts),
  folded_to = coalesce(to_timestamp($7), folded_to),
  looked_at = coalesce(to_timestamp($8), looked_at),
  ended_at = to_timestamp($9)
WHERE id = $1 AND revision = $2
RETURNING revision;

-- name: add_entry
-- Adds an entry to a rollout's history.
INSERT INTO hookshift.rollout_entries (rollout, at, stage, news, actor, text)
VALUES ($1, to_timestamp($2), $3, $4, $5, $6);

-- name: entries
-- A rollout's history, newest first.
SELECT id, rollout, at, stage, news, actor, text
FROM hookshift.rollout_entries WHERE rollout = $1 ORDER BY id DESC LIMIT $2;

-- name: add_verdict
-- Stores a verdict.
INSERT INTO hookshift.rollout_verdicts (rollout, at, stage, domain, gate, kind, verdict)
VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7::text::json);

-- name: newest_verdicts
-- Verdicts, newest first.
SELECT id, rollout, at, stage, verdict::text FROM hookshift.rollout_verdicts
WHERE rollout = $1 AND ($2::text IS NULL OR gate = $2) AND ($3::text IS NULL OR domain = $3)
ORDER BY id DESC LIMIT $4;

-- name: verdicts_in_force
-- The last verdict of each gate and domain up to a time.
SELECT DISTINCT ON (domain, gate) id, rollout, at, stage, verdict::text
FROM hookshift.rollout_verdicts
WHERE rollout = $1 AND ($2::text IS NULL OR gate = $2) AND ($3::text IS NULL OR domain = $3)
  AND at <= $5
ORDER BY domain, gate, at DESC, id DESC LIMIT $4;

-- name: forget_verdicts
-- Deletes verdicts past retention.
DELETE FROM hookshift.rollout_verdicts WHERE at < now() - $1 * interval '1 day';

-- name: lock_share
-- Before the row is looked for, as every change does it: a newer row that is being made is seen.
SELECT pg_advisory_xact_lock(1752132459, 2);

-- name: set_share
-- Sets share and state; NULL leaves the share as it is. If it must not raise, a lower or disabled share
-- stays.
UPDATE public.webhook_routing_config SET
  percentage = CASE WHEN $3 THEN least(percentage, $1::numeric)
                    ELSE coalesce($1::numeric, percentage) END,
  enabled = $2 AND (enabled OR NOT $3)
WHERE id = (SELECT id FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1)
RETURNING version;
