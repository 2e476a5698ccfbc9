-- The decisions added up, written together with the log: what the gates read instead of it.

-- One row is what one gateway worker saw in so many seconds of one domain and side under one
-- version of the configuration. Its own row per worker: nobody waits for another's transaction.
CREATE TABLE IF NOT EXISTS hookshift.rollups (
  start TIMESTAMPTZ NOT NULL,
  seconds SMALLINT NOT NULL,
  gateway TEXT NOT NULL, -- host:slot, the same after a restart
  domain TEXT NOT NULL,
  side TEXT NOT NULL, -- that the events were assigned to
  version BIGINT NOT NULL, -- 0 while no configuration had been read
  requests INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  undelivered INTEGER NOT NULL,
  slow INTEGER NOT NULL,
  errors_squared BIGINT NOT NULL,
  new_senders INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  lowest_bucket INTEGER,
  highest_bucket INTEGER,
  failing_senders INTEGER[] NOT NULL,
  latency INTEGER[] NOT NULL, -- requests by edge, trailing zeros cut
  PRIMARY KEY (start, domain, side, version, gateway, seconds)
) WITH (
  -- The newest rows are updated some times a second: room for that on their own page keeps the
  -- index as it is, and what is dead is cleared away by the next update.
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.05
);

-- The same by the hour, for sums over days.
CREATE TABLE IF NOT EXISTS hookshift.rollup_hours (
  LIKE hookshift.rollups INCLUDING ALL,
  CHECK (seconds = 3600)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- How often one sender failed within a minute, across batches and gateways: the square of a sum
-- cannot be added up. A sender is a number that a million people share some of.
CREATE TABLE IF NOT EXISTS hookshift.rollup_errors (
  minute TIMESTAMPTZ NOT NULL,
  version BIGINT NOT NULL,
  domain TEXT NOT NULL,
  side TEXT NOT NULL,
  sender INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  PRIMARY KEY (minute, version, domain, side, sender)
) WITH (fillfactor = 80);

-- Who has been seen in the share's draw under a version, so that each counts once.
CREATE TABLE IF NOT EXISTS hookshift.rollup_senders (
  version BIGINT NOT NULL,
  domain TEXT NOT NULL,
  sender INTEGER NOT NULL,
  PRIMARY KEY (version, domain, sender)
);

-- Adds two arrays element by element; the shorter one goes on with zeros.
CREATE OR REPLACE FUNCTION hookshift.added(one INTEGER[], other INTEGER[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY place), '{}')
  FROM unnest(one, other) WITH ORDINALITY AS pairs (a, b, place)
$$;

-- The lowest `kept` numbers of both, in order.
CREATE OR REPLACE FUNCTION hookshift.lowest(one INTEGER[], other INTEGER[], kept INTEGER)
RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(number ORDER BY number), '{}')
  FROM (SELECT DISTINCT number FROM unnest(one || other) AS number ORDER BY number LIMIT kept) AS few
$$;

SELECT hookshift.close_everything();
