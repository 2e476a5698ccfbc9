-- name: lock
-- One migration at a time; held until the end of the transaction, since behind a pooler the session
-- is somebody else's a moment later.
SELECT pg_advisory_xact_lock(1752132459, 1);

-- name: make_table
-- What has been applied, and what it was when it was applied.
CREATE SCHEMA IF NOT EXISTS hookshift;
CREATE TABLE IF NOT EXISTS hookshift.migrations (
  name TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- name: applied
-- In the order in which they were applied.
SELECT name, sha256 FROM hookshift.migrations ORDER BY name;

-- name: record
-- In the same transaction as the migration itself.
INSERT INTO hookshift.migrations (name, sha256) VALUES ($1, $2);
