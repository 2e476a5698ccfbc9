-- What of a slot belongs to conversations that began before the percentage changed, or of which that
-- cannot be told: gates that compare the sides leave it out. All 0 where there are no conversations.
ALTER TABLE hookshift.rollups
  ADD COLUMN IF NOT EXISTS continuing_requests INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS continuing_errors INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS continuing_undelivered INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS continuing_latency INTEGER[] NOT NULL DEFAULT '{}';
ALTER TABLE hookshift.rollup_hours
  ADD COLUMN IF NOT EXISTS continuing_requests INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS continuing_errors INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS continuing_undelivered INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS continuing_latency INTEGER[] NOT NULL DEFAULT '{}';
