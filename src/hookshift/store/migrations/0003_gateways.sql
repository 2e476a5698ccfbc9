-- Which gateway workers are alive, and which configuration each of them follows.

-- One row per worker, written every few seconds; a row that has not been seen for long is dead.
CREATE TABLE IF NOT EXISTS hookshift.gateways (
  gateway TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  version TEXT NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  config_version BIGINT,
  counters JSONB NOT NULL DEFAULT '{}'
);
