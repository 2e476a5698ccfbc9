-- Durable sources: what has been acknowledged and not been delivered, and what came of the rest.

-- Events that are known, by a hash of source and the provider's identity. Not partitioned: it is the
-- uniqueness that counts.
CREATE TABLE IF NOT EXISTS hookshift.event_keys (
  key UUID PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS event_keys_at ON hookshift.event_keys USING brin (at);

-- Whoever delivers: a gateway worker, by a number that is never used again. Its deliveries are
-- its own as long as the lease lasts.
CREATE TABLE IF NOT EXISTS hookshift.deliverers (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  gateway TEXT NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 50);

-- What waits or is under way; a row leaves when it has been delivered or given up.
CREATE TABLE IF NOT EXISTS hookshift.deliveries (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  source TEXT NOT NULL,
  handler TEXT NOT NULL,
  side TEXT NOT NULL,
  domain TEXT NOT NULL,
  lane BIGINT, -- whose events are delivered one after the other; NULL: in no order
  bucket INTEGER, -- of the sender, where a rollout may move it
  events INTEGER NOT NULL,
  owner BIGINT, -- who delivers it; NULL: whoever comes
  next_at TIMESTAMPTZ, -- when the next attempt is due; NULL: it waits for another of its lane
  expires_at TIMESTAMPTZ,
  attempts INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0, -- attempts that count towards the bound
  last_error TEXT
) WITH (
  -- Rows come and go: what is dead is cleared by number, not by a share of what once was.
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX IF NOT EXISTS deliveries_lane ON hookshift.deliveries (lane, id)
  WHERE lane IS NOT NULL;
CREATE INDEX IF NOT EXISTS deliveries_due ON hookshift.deliveries (handler, next_at)
  WHERE owner IS NULL AND next_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS deliveries_expiry ON hookshift.deliveries (expires_at)
  WHERE expires_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS deliveries_owner ON hookshift.deliveries (owner)
  WHERE owner IS NOT NULL;

-- Bodies, by day of receipt: kept for a while after they were delivered.
CREATE TABLE IF NOT EXISTS hookshift.payloads (
  id BIGINT NOT NULL, -- the delivery's
  received_at TIMESTAMPTZ NOT NULL,
  key_id TEXT, -- of the key that both are encrypted with; NULL: they are not
  content BYTEA NOT NULL, -- headers, and what the log says of the events: MessagePack
  body BYTEA NOT NULL,
  PRIMARY KEY (id, received_at)
) PARTITION BY RANGE (received_at);

-- What was given up, with all that it takes to try again.
CREATE TABLE IF NOT EXISTS hookshift.dead_letters (
  id BIGINT PRIMARY KEY, -- the delivery's
  received_at TIMESTAMPTZ NOT NULL,
  died_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  source TEXT NOT NULL,
  handler TEXT NOT NULL,
  side TEXT NOT NULL,
  domain TEXT NOT NULL,
  lane BIGINT,
  bucket INTEGER,
  events INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  reason TEXT NOT NULL,
  last_error TEXT,
  key_id TEXT,
  content BYTEA, -- NULL where the body was past retention
  body BYTEA
);
CREATE INDEX IF NOT EXISTS dead_letters_died ON hookshift.dead_letters (died_at);

-- Events by source and hour of receipt. A row for each writer, so that none waits for another: a
-- deliverer's number for what it takes in, the same below 0 for what it delivers.
CREATE TABLE IF NOT EXISTS hookshift.ledger (
  source TEXT NOT NULL,
  hour TIMESTAMPTZ NOT NULL,
  writer BIGINT NOT NULL,
  accepted BIGINT NOT NULL DEFAULT 0,
  duplicates BIGINT NOT NULL DEFAULT 0, -- of those accepted before; not among them
  delivered BIGINT NOT NULL DEFAULT 0,
  dead BIGINT NOT NULL DEFAULT 0, -- less those that were replayed or dropped
  dropped BIGINT NOT NULL DEFAULT 0, -- dead letters that a person has thrown away
  PRIMARY KEY (source, hour, writer)
) WITH (fillfactor = 50);

CREATE OR REPLACE FUNCTION hookshift.hour_of(at TIMESTAMPTZ) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT date_bin('1 hour', at, 'epoch')
$$;

-- Makes one day's partition; false if it was there. As for the log.
CREATE OR REPLACE FUNCTION hookshift.make_payload_partition(day DATE) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  name text := 'payloads_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF hookshift.has_table(name) THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(1752132459, 4);
  IF hookshift.has_table(name) THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE hookshift.%I (LIKE hookshift.payloads INCLUDING ALL)', name);
  PERFORM hookshift.close_table(format('hookshift.%I', name)::regclass);
  EXECUTE format(
    'ALTER TABLE hookshift.payloads ATTACH PARTITION hookshift.%I FOR VALUES FROM (%L) TO (%L)',
    name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION hookshift.make_payload_partitions(ahead INTEGER) RETURNS integer
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer
  FROM generate_series(0, ahead) AS day
  WHERE hookshift.make_payload_partition((now() AT TIME ZONE 'UTC')::date + day)
$$;

-- Drops the days before today (UTC) minus `retention_days` of which nothing waits any more.
CREATE OR REPLACE FUNCTION hookshift.drop_payload_partitions(retention_days INTEGER)
RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
  name text;
  dropped integer := 0;
  oldest date := (now() AT TIME ZONE 'UTC')::date - retention_days;
BEGIN
  IF retention_days IS NULL OR retention_days < 0 THEN
    RAISE EXCEPTION 'drop_payload_partitions: % is not a number of days', retention_days
      USING HINT = 'Give 0 or more.', ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(1752132459, 4);
  SELECT least(oldest, (min(received_at) AT TIME ZONE 'UTC')::date) INTO oldest
  FROM hookshift.deliveries;
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'hookshift.payloads'::regclass
      AND c.relnamespace = 'hookshift'::regnamespace
      AND c.relname ~ '^payloads_[0-9]{8}$' AND right(c.relname, 8) < to_char(oldest, 'YYYYMMDD')
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE hookshift.%I', name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  RAISE NOTICE 'drop_payload_partitions: they are being read; dropped next time';
  RETURN 0;
END $$;

SELECT hookshift.make_payload_partitions(7);

SELECT hookshift.close_everything();
