-- name: lock
-- One migration at a time; held until the end of the transaction, since behind a pooler the session
-- is somebody else's a moment later.
SELECT pg_advisory_xact_lock(1752132459, 1);

-- name: make_table
-- The table of applied migrations, with the digest of each as it was applied.
CREATE SCHEMA IF NOT EXISTS hookshift;
CREATE TABLE IF NOT EXISTS hookshift.migrations (
  name TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- name: applied
-- Applied migrations, in order.
SELECT name, sha256 FROM hookshift.migrations ORDER BY name;

-- name: record
-- Records a migration, in the migration's own transaction.
INSERT INTO hookshift.migrations (name, sha256) VALUES ($1, $2);
