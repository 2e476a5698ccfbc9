-- What durable sources do for every webhook, as functions: one call and one round trip each, planned
-- once in a session also where a pooler keeps no prepared statements.
--
-- A plan made while a table is empty is used when it has a million rows. So sequential scans are
-- off, and a lane's first or last row is asked for by a range, not by equality: with equality the
-- planner may walk the primary key instead, from one end to wherever the lane's row happens to be.

-- The ledger is a journal: who counts adds a row, and rows are added up now and then (writer 0). A
-- row that was changed each time would leave a version each time, and while somebody holds an old
-- transaction open whoever changes it next would have to walk over all of them.
ALTER TABLE hookshift.ledger DROP CONSTRAINT IF EXISTS ledger_pkey;
ALTER TABLE hookshift.ledger ADD COLUMN IF NOT EXISTS id BIGINT GENERATED ALWAYS AS IDENTITY;
ALTER TABLE hookshift.ledger ADD CONSTRAINT ledger_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX IF NOT EXISTS ledger_added_up ON hookshift.ledger (source, hour)
  WHERE writer = 0;
ALTER TABLE hookshift.ledger SET (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0);

-- Those of `lanes` in which something waits. The last of each is locked, so that it cannot leave
-- unseen before this transaction has put something behind it: whoever takes it away then wakes that.
CREATE OR REPLACE FUNCTION hookshift.occupied(lanes BIGINT[]) RETURNS SETOF BIGINT
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
BEGIN
  RETURN QUERY
  SELECT lane FROM hookshift.deliveries
  WHERE id = ANY (ARRAY(
    SELECT (SELECT id FROM hookshift.deliveries d WHERE d.lane >= l AND d.lane <= l
            ORDER BY d.lane DESC, d.id DESC LIMIT 1)
    FROM (SELECT DISTINCT unnest(lanes)) AS u (l)))
  ORDER BY id
  FOR KEY SHARE;
END $$;

-- Takes in deliveries, in the order given. Raises unique_violation, with nothing written, if one of
-- `new_keys` was accepted before; whoever is about to accept one is waited for. In the keys' order,
-- so that two never wait for each other.
--
-- A delivery is ready if no other of its lane is before it (`occupied`). `taker` is who delivers what
-- is held; `counted` are sources with so many `duplicates`.
CREATE OR REPLACE FUNCTION hookshift.take_in(
  taker BIGINT, new_keys UUID[],
  sources TEXT[], handlers TEXT[], sides TEXT[], domains TEXT[], lanes BIGINT[], buckets INTEGER[],
  sizes INTEGER[], expiries FLOAT8[], holds BOOLEAN[], key_ids TEXT[], contents BYTEA[],
  bodies BYTEA[], counted TEXT[], duplicates INTEGER[]
) RETURNS TABLE (id BIGINT, ready BOOLEAN, received_at FLOAT8)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  written integer;
BEGIN
  INSERT INTO hookshift.event_keys (key)
  SELECT key FROM unnest(new_keys) AS key ORDER BY key ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written < cardinality(new_keys) THEN
    RAISE unique_violation USING MESSAGE = 'take_in: an event was accepted before';
  END IF;
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT nextval('hookshift.deliveries_id_seq') AS id, rows.*
    FROM unnest(sources, handlers, sides, domains, lanes, buckets, sizes, expiries, holds, key_ids,
                contents, bodies) WITH ORDINALITY AS rows
      (source, handler, side, domain, lane, bucket, events, expires, held, key_id, content, body,
       number)
  ), before AS MATERIALIZED (
    SELECT lane FROM hookshift.occupied(lanes) AS lane
  ), placed AS MATERIALIZED (
    SELECT given.*, lane IS NULL
      OR row_number() OVER (PARTITION BY lane ORDER BY number) = 1
         AND NOT EXISTS (SELECT FROM before WHERE before.lane = given.lane) AS ready
    FROM given
  ), rows AS (
    INSERT INTO hookshift.deliveries
      (id, source, handler, side, domain, lane, bucket, events, owner, next_at, expires_at)
    OVERRIDING SYSTEM VALUE
    SELECT id, source, handler, side, domain, lane, bucket, events,
           CASE WHEN ready AND held THEN taker END, CASE WHEN ready THEN now() END,
           now() + expires * interval '1 second'
    FROM placed ORDER BY number
  ), payloads AS (
    INSERT INTO hookshift.payloads (id, received_at, key_id, content, body)
    SELECT id, now(), key_id, content, body FROM placed ORDER BY number
  ), counts AS (
    SELECT source, sum(accepted) AS accepted, sum(duplicates) AS duplicates
    FROM (SELECT source, events AS accepted, 0 AS duplicates FROM given
          UNION ALL
          SELECT source, 0, count FROM unnest(counted, duplicates) AS d (source, count)) AS c
    GROUP BY source
  ), ledger AS (
    INSERT INTO hookshift.ledger (source, hour, writer, accepted, duplicates)
    SELECT source, hookshift.hour_of(now()), coalesce(nullif(taker, 0), -1), accepted, duplicates
    FROM counts
  )
  SELECT placed.id, placed.ready, extract(epoch FROM now())::float8 FROM placed ORDER BY number;
END $$;

-- Those of `keys` that were accepted before.
CREATE OR REPLACE FUNCTION hookshift.known_keys(keys UUID[]) RETURNS SETOF UUID
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
BEGIN
  RETURN QUERY SELECT key FROM hookshift.event_keys WHERE key = ANY (keys);
END $$;

-- The first of each of `ended` lanes is due, if it waited for another; those handlers.
CREATE OR REPLACE FUNCTION hookshift.promote(ended BIGINT[]) RETURNS SETOF TEXT
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
BEGIN
  RETURN QUERY
  UPDATE hookshift.deliveries SET next_at = now()
  WHERE next_at IS NULL AND id = ANY (ARRAY(
    SELECT (SELECT id FROM hookshift.deliveries d WHERE d.lane >= l AND d.lane <= l
            ORDER BY d.lane, d.id LIMIT 1)
    FROM unnest(ended) AS l))
  RETURNING handler;
END $$;

-- Those of `ids` that are still `holder`'s have been delivered. Their numbers, and the handlers for
-- which something is due now that waited for one of them.
CREATE OR REPLACE FUNCTION hookshift.delivered(ids BIGINT[], holder BIGINT)
RETURNS TABLE (id BIGINT, due TEXT)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  done bigint[];
  ended bigint[];
BEGIN
  WITH mine AS MATERIALIZED (
    -- Found by number: the index of owners may be full of what they have delivered.
    SELECT id FROM hookshift.deliveries WHERE id = ANY (ids) AND coalesce(owner, 0) = holder
    ORDER BY id FOR UPDATE
  ), gone AS (
    DELETE FROM hookshift.deliveries d USING mine WHERE d.id = mine.id
    RETURNING d.id, d.lane, d.source, coalesce(d.accepted_at, d.received_at) AS accepted_at,
              d.events
  ), counted AS (
    INSERT INTO hookshift.ledger (source, hour, writer, delivered)
    SELECT source, hookshift.hour_of(accepted_at), holder, sum(events) FROM gone GROUP BY 1, 2
  )
  SELECT array_agg(id), array_agg(DISTINCT lane) FILTER (WHERE lane IS NOT NULL)
  INTO done, ended FROM gone;
  RETURN QUERY SELECT each, NULL::text FROM unnest(done) AS each;
  RETURN QUERY SELECT NULL::bigint, each FROM hookshift.promote(ended) AS each;
END $$;

-- For each handler at most as many as there is room for, those first that are due longest, and not
-- before `earliest` (NULL: from the beginning).
CREATE OR REPLACE FUNCTION hookshift.claim(
  holder BIGINT, handlers TEXT[], rooms INTEGER[], earliest TIMESTAMPTZ[]
) RETURNS TABLE (
  id BIGINT, source TEXT, handler TEXT, side TEXT, domain TEXT, lane BIGINT, bucket INTEGER,
  received_at FLOAT8, expires_at FLOAT8, attempts INTEGER, failures INTEGER, key_id TEXT,
  content BYTEA, body BYTEA, next_at TIMESTAMPTZ
)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT d.id FROM unnest(handlers, rooms, earliest) AS room (handler, free, since)
    CROSS JOIN LATERAL (
      SELECT id FROM hookshift.deliveries
      WHERE handler = room.handler AND owner IS NULL
        AND next_at >= coalesce(room.since, '-infinity') AND next_at <= now()
      ORDER BY next_at LIMIT room.free
      FOR UPDATE SKIP LOCKED
    ) d
  ), mine AS (
    UPDATE hookshift.deliveries d SET owner = holder FROM due WHERE d.id = due.id
    RETURNING d.*
  )
  SELECT mine.id, source, handler, side, domain, lane, bucket,
         extract(epoch FROM mine.received_at)::float8, extract(epoch FROM expires_at)::float8,
         attempts, failures, key_id, content, body, next_at
  FROM mine LEFT JOIN hookshift.payloads p
    ON p.id = mine.id AND p.received_at = mine.received_at
  ORDER BY mine.id;
END $$;

SELECT hookshift.close_everything();
