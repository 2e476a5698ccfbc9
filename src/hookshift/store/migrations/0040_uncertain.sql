-- Conversations of which it cannot be told whether they began before the percentage changed are left
-- out of all comparisons of sides, on whichever host they go on.

ALTER TABLE hookshift.conversations
  ADD COLUMN IF NOT EXISTS uncertain BOOLEAN NOT NULL DEFAULT false;

-- As `known_conversations`, which gateways of an earlier version ask while they are replaced, and
-- whether a conversation is uncertain.
CREATE OR REPLACE FUNCTION hookshift.remembered(
  aliases BIGINT[], keys BIGINT[], messages BIGINT[]
) RETURNS TABLE (
  kind INTEGER, key BIGINT, person BIGINT, bucket INTEGER, salt_tag BIGINT, domain TEXT, side TEXT,
  began BIGINT, last BIGINT, turned BIGINT, ended BOOLEAN, uncertain BOOLEAN
)
LANGUAGE plpgsql STABLE ROWS 64
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT 0, p.alias, p.person, p.bucket::integer, p.salt_tag, NULL::text, NULL::text,
    extract(epoch FROM p.since)::bigint, NULL::bigint, NULL::bigint, NULL::boolean, NULL::boolean
  FROM hookshift.conversation_people p WHERE p.alias = ANY (aliases)
  UNION ALL
  SELECT 1, c.key, c.person, NULL, NULL, c.domain, c.side, extract(epoch FROM c.began)::bigint,
    extract(epoch FROM c.last)::bigint, extract(epoch FROM c.turned)::bigint, c.ended, c.uncertain
  FROM hookshift.conversations c WHERE c.key = ANY (keys)
  UNION ALL
  SELECT 2, m.key, NULL, NULL, NULL, m.domain, m.side, extract(epoch FROM m.at)::bigint, NULL,
    NULL, NULL, NULL
  FROM hookshift.conversation_messages m
  WHERE m.key = ANY (messages)
    -- The upper bound spares a look into the partitions of days to come.
    AND m.at > now() - interval '24 hours' AND m.at < now() + interval '10 minutes';
END $$;

-- Writes turns; one that is older than what is known changes nothing.
CREATE OR REPLACE FUNCTION hookshift.note_conversations(
  host BIGINT, keys BIGINT[], persons BIGINT[], sources TEXT[], domains TEXT[], sides TEXT[],
  begans BIGINT[], lasts BIGINT[], turneds BIGINT[], endeds BOOLEAN[], uncertains BOOLEAN[]
) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
  WITH written AS (
    INSERT INTO hookshift.conversations AS c
      (key, person, source, domain, side, began, last, turned, ended, writer, uncertain)
    SELECT g.key, g.person, g.source, g.domain, g.side, to_timestamp(g.began),
      to_timestamp(g.last), to_timestamp(g.turned), g.ended, host, g.uncertain
    FROM unnest(keys, persons, sources, domains, sides, begans, lasts, turneds, endeds, uncertains)
      AS g (key, person, source, domain, side, began, last, turned, ended, uncertain)
    WHERE NOT EXISTS (SELECT FROM hookshift.forgotten f
                      WHERE f.alias = g.person AND f.at > to_timestamp(g.began))
    ORDER BY g.key
    ON CONFLICT (key) DO UPDATE SET person = EXCLUDED.person, source = EXCLUDED.source,
      domain = EXCLUDED.domain, side = EXCLUDED.side, began = EXCLUDED.began,
      last = greatest(c.last, EXCLUDED.last), turned = EXCLUDED.turned, ended = EXCLUDED.ended,
      writer = EXCLUDED.writer,
      -- What is the same conversation stays uncertain, whoever does not know that.
      uncertain = EXCLUDED.uncertain OR (c.uncertain AND c.began = EXCLUDED.began)
    WHERE EXCLUDED.turned >= c.turned
    RETURNING c.key, c.person, c.xmax = 0 AS is_new
  ), told AS (
    INSERT INTO hookshift.conversation_changes (writer, kind, key)
    SELECT host, 1, w.key FROM written w
  )
  UPDATE hookshift.conversation_people p SET seen = now()
  WHERE p.person = ANY (ARRAY(SELECT w.person FROM written w WHERE w.is_new))
    AND p.seen < now() - interval '1 day'
$$;

-- For commits of durable sources, and gateways of an earlier version.
CREATE OR REPLACE FUNCTION hookshift.note_conversations(
  host BIGINT, keys BIGINT[], persons BIGINT[], sources TEXT[], domains TEXT[], sides TEXT[],
  begans BIGINT[], lasts BIGINT[], turneds BIGINT[], endeds BOOLEAN[]
) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT hookshift.note_conversations(host, keys, persons, sources, domains, sides, begans, lasts,
    turneds, endeds, array_fill(false, ARRAY[cardinality(keys)]))
$$;

SELECT hookshift.close_everything();
