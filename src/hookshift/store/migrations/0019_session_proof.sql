-- A cookie goes to every port of its host, so alone it is nobody: each session has a second secret,
-- which only the page that logged in can send. Sessions of before have none, and log in again.

ALTER TABLE hookshift.api_sessions
  ADD COLUMN IF NOT EXISTS csrf BYTEA, -- SHA-256 of the second secret
  ADD COLUMN IF NOT EXISTS used_at TIMESTAMPTZ NOT NULL DEFAULT now(); -- when a person last acted

SELECT hookshift.close_everything();
