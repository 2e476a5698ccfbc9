-- The settings that say who is whom and who is held, as gateways run with them: an open rollout keeps
-- those that it began with.
CREATE TABLE IF NOT EXISTS hookshift.conversation_settings (
  single BOOLEAN PRIMARY KEY DEFAULT true CHECK (single),
  settings JSONB NOT NULL,
  at TIMESTAMPTZ NOT NULL DEFAULT now()
);

SELECT hookshift.close_everything();
