-- name: recorded
-- What gateways run with, if that was recorded, and whether a rollout is open.
SELECT (SELECT settings FROM hookshift.conversation_settings)::text AS settings,
  EXISTS (SELECT FROM hookshift.rollouts WHERE ended_at IS NULL) AS is_open;

-- name: record
-- Gateways run with $1, unless a rollout is open that began with something else.
INSERT INTO hookshift.conversation_settings AS s (settings) VALUES ($1::text::jsonb)
ON CONFLICT (single) DO UPDATE SET settings = excluded.settings, at = now()
WHERE s.settings <> excluded.settings
  AND NOT EXISTS (SELECT FROM hookshift.rollouts WHERE ended_at IS NULL);
