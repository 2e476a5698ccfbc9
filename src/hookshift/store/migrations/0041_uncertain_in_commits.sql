-- Commits of durable sources read and write whether a conversation is uncertain, as all others do.
-- The functions without it stay for gateways of an earlier version while they are replaced.

-- As `lock_conversations`, and whether a conversation is uncertain.
CREATE OR REPLACE FUNCTION hookshift.lock_remembered(keys BIGINT[])
RETURNS TABLE (
  key BIGINT, person BIGINT, domain TEXT, side TEXT, began BIGINT, last BIGINT, turned BIGINT,
  ended BOOLEAN, uncertain BOOLEAN
)
LANGUAGE plpgsql ROWS 64
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET lock_timeout = '1s'
AS $$
#variable_conflict use_column
DECLARE
  present BIGINT[];
  missing BIGINT[];
BEGIN
  -- A worker that is stopped in the middle gives them back.
  PERFORM set_config('idle_in_transaction_session_timeout', '2s', true);
  present := ARRAY(SELECT c.key FROM hookshift.conversations c WHERE c.key = ANY (keys)
                   ORDER BY c.key FOR NO KEY UPDATE);
  missing := ARRAY(SELECT unnest(keys) EXCEPT SELECT unnest(present));
  IF missing <> '{}' THEN
    -- 4,096 classes: however many wait, the server's table of locks has room.
    PERFORM pg_advisory_xact_lock(1752132460, class)
    FROM (SELECT DISTINCT (k & 4095)::integer AS class FROM unnest(missing) AS k
          ORDER BY class) AS classes;
    IF EXISTS (SELECT FROM hookshift.conversations c WHERE c.key = ANY (missing)) THEN
      RAISE serialization_failure USING MESSAGE = 'lock_remembered: one has begun meanwhile';
    END IF;
  END IF;
  RETURN QUERY
  SELECT c.key, c.person, c.domain, c.side, extract(epoch FROM c.began)::bigint,
    extract(epoch FROM c.last)::bigint, extract(epoch FROM c.turned)::bigint, c.ended, c.uncertain
  FROM hookshift.conversations c WHERE c.key = ANY (present);
END $$;

-- As `take_in_turns` of an earlier version, which has neither `uncertains` nor `told_uncertains`.
CREATE OR REPLACE FUNCTION hookshift.take_in_turns(
  taker BIGINT, new_keys UUID[],
  sources TEXT[], handlers TEXT[], sides TEXT[], domains TEXT[], lanes BIGINT[], buckets INTEGER[],
  sizes INTEGER[], expiries FLOAT8[], holds BOOLEAN[], key_ids TEXT[], contents BYTEA[],
  bodies BYTEA[], counted TEXT[], duplicates INTEGER[],
  host BIGINT, keys BIGINT[], persons BIGINT[], about TEXT[], sided TEXT[], begans BIGINT[],
  lasts BIGINT[], turneds BIGINT[], endeds BOOLEAN[], uncertains BOOLEAN[],
  told BIGINT[], told_persons BIGINT[], told_sources TEXT[], told_domains TEXT[], told_sides TEXT[],
  told_begans BIGINT[], told_lasts BIGINT[], told_turneds BIGINT[], told_endeds BOOLEAN[],
  told_uncertains BOOLEAN[]
) RETURNS TABLE (id BIGINT, ready BOOLEAN, received_at FLOAT8)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  -- Before anything else: deliveries get their numbers in the order of the commits.
  IF EXISTS (
    SELECT FROM unnest(keys, persons, about, sided, begans, lasts, turneds, endeds, uncertains)
      AS g (key, person, domain, side, began, last, turned, ended, uncertain)
    LEFT JOIN hookshift.lock_remembered(keys) AS c USING (key)
    WHERE (g.person, g.domain, g.side, g.began, g.last, g.turned, g.ended, g.uncertain)
      IS DISTINCT FROM
      (c.person, c.domain, c.side, c.began, c.last, c.turned, c.ended, c.uncertain)
  ) THEN
    RAISE serialization_failure USING MESSAGE = 'take_in_turns: a conversation has changed';
  END IF;
  IF told <> '{}' THEN
    PERFORM hookshift.note_conversations(host, told, told_persons, told_sources, told_domains,
      told_sides, told_begans, told_lasts, told_turneds, told_endeds, told_uncertains);
  END IF;
  RETURN QUERY SELECT * FROM hookshift.take_in(taker, new_keys, sources, handlers, sides, domains,
    lanes, buckets, sizes, expiries, holds, key_ids, contents, bodies, counted, duplicates);
END $$;

SELECT hookshift.close_everything();
