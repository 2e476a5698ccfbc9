-- What gateways remember of conversations: who an alias belongs to, what a conversation is about and
-- on which side it is, and the same of single messages. Keys are 64-bit keyed hashes, by a key that
-- the database does not have; no number, id or text is in here.

-- A row is found by its key, its person and its beginning, which do not change with a turn: so what
-- does change is written beside the old version (HOT), and no index is touched.
CREATE TABLE IF NOT EXISTS hookshift.conversation_people (
  alias BIGINT PRIMARY KEY,
  person BIGINT NOT NULL, -- the alias that was known first
  bucket SMALLINT NOT NULL, -- the person's first
  salt_tag BIGINT NOT NULL, -- of the salt that it was drawn with
  since TIMESTAMPTZ NOT NULL,
  seen TIMESTAMPTZ NOT NULL DEFAULT now() -- when a conversation of theirs last began
) WITH (fillfactor = 90, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX IF NOT EXISTS conversation_people_person ON hookshift.conversation_people (person);

CREATE TABLE IF NOT EXISTS hookshift.conversations (
  key BIGINT PRIMARY KEY,
  person BIGINT NOT NULL, -- or the group
  source TEXT NOT NULL,
  domain TEXT NOT NULL,
  side TEXT NOT NULL,
  began TIMESTAMPTZ NOT NULL,
  last TIMESTAMPTZ NOT NULL, -- by a gateway's clock
  turned TIMESTAMPTZ NOT NULL, -- by the provider's clock; the later turn wins
  ended BOOLEAN NOT NULL,
  writer BIGINT NOT NULL -- the host that wrote it last
) WITH (
  fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05
);
CREATE INDEX IF NOT EXISTS conversations_person ON hookshift.conversations (person);
-- Who is in the middle of a conversation: changes when one begins, not with each of its turns.
CREATE INDEX IF NOT EXISTS conversations_began ON hookshift.conversations (began);

-- By day of receipt; a day is dropped as a whole.
CREATE TABLE IF NOT EXISTS hookshift.conversation_messages (
  key BIGINT NOT NULL,
  at TIMESTAMPTZ NOT NULL,
  domain TEXT NOT NULL,
  side TEXT NOT NULL,
  PRIMARY KEY (key, at)
) PARTITION BY RANGE (at);

-- What other hosts have to hear of: kept for some minutes. A journal of its own, because an index on
-- the time of a change would make each change of a conversation a change of every index.
CREATE TABLE IF NOT EXISTS hookshift.conversation_changes (
  xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  writer BIGINT NOT NULL,
  kind SMALLINT NOT NULL, -- 0: an alias, 1: a conversation
  key BIGINT NOT NULL
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX IF NOT EXISTS conversation_changes_xid ON hookshift.conversation_changes (xid);

-- When each host last followed; 0 stands for people who were forgotten.
CREATE TABLE IF NOT EXISTS hookshift.conversation_hosts (
  writer BIGINT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 50);

-- Whoever asked to be forgotten: what was remembered or recorded before is not written any more.
CREATE TABLE IF NOT EXISTS hookshift.forgotten (
  alias BIGINT PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL
);

-- What is known of these: kind 0 aliases, 1 conversations, 2 messages. Planned once, as if the tables
-- were large: a plan made while they were empty is used when they have a million rows.
CREATE OR REPLACE FUNCTION hookshift.known_conversations(
  aliases BIGINT[], keys BIGINT[], messages BIGINT[]
) RETURNS TABLE (
  kind INTEGER, key BIGINT, person BIGINT, bucket INTEGER, salt_tag BIGINT, domain TEXT, side TEXT,
  began BIGINT, last BIGINT, turned BIGINT, ended BOOLEAN
)
LANGUAGE plpgsql STABLE ROWS 64
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT 0, p.alias, p.person, p.bucket::integer, p.salt_tag, NULL::text, NULL::text,
    extract(epoch FROM p.since)::bigint, NULL::bigint, NULL::bigint, NULL::boolean
  FROM hookshift.conversation_people p WHERE p.alias = ANY (aliases)
  UNION ALL
  SELECT 1, c.key, c.person, NULL, NULL, c.domain, c.side, extract(epoch FROM c.began)::bigint,
    extract(epoch FROM c.last)::bigint, extract(epoch FROM c.turned)::bigint, c.ended
  FROM hookshift.conversations c WHERE c.key = ANY (keys)
  UNION ALL
  SELECT 2, m.key, NULL, NULL, NULL, m.domain, m.side, extract(epoch FROM m.at)::bigint, NULL,
    NULL, NULL
  FROM hookshift.conversation_messages m
  WHERE m.key = ANY (messages)
    -- The upper bound spares a look into the partitions of days to come.
    AND m.at > now() - interval '24 hours' AND m.at < now() + interval '10 minutes';
END $$;

-- Writes who aliases belong to, and returns who they belong to now. Where an alias is known as
-- somebody else's the older person stays; everything of the younger one becomes theirs.
CREATE OR REPLACE FUNCTION hookshift.note_people(
  host BIGINT, aliases BIGINT[], persons BIGINT[], buckets INTEGER[], salt_tags BIGINT[],
  sinces BIGINT[]
) RETURNS TABLE (alias BIGINT, person BIGINT, bucket INTEGER, salt_tag BIGINT, since BIGINT)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  older record;
BEGIN
  FOR older IN
    SELECT DISTINCT p.person AS former, g.person, g.bucket, g.salt_tag, g.since
    FROM unnest(aliases, persons, buckets, salt_tags, sinces)
      AS g (alias, person, bucket, salt_tag, since)
    JOIN hookshift.conversation_people p USING (alias)
    WHERE p.person <> g.person
      AND (to_timestamp(g.since), g.person) < (p.since, p.person)
      AND NOT EXISTS (SELECT FROM hookshift.forgotten f
                      WHERE f.alias = g.person AND f.at > to_timestamp(g.since))
    ORDER BY 1, 2
  LOOP
    WITH moved AS (
      UPDATE hookshift.conversation_people p
      SET person = older.person, bucket = older.bucket, salt_tag = older.salt_tag,
        since = to_timestamp(older.since)
      WHERE p.person = older.former RETURNING p.alias
    )
    INSERT INTO hookshift.conversation_changes (writer, kind, key)
    SELECT 0, 0, moved.alias FROM moved;
    UPDATE hookshift.conversations c SET person = older.person WHERE c.person = older.former;
  END LOOP;
  RETURN QUERY
  WITH written AS (
    INSERT INTO hookshift.conversation_people AS p (alias, person, bucket, salt_tag, since)
    SELECT g.alias, g.person, g.bucket, g.salt_tag, to_timestamp(g.since)
    FROM unnest(aliases, persons, buckets, salt_tags, sinces)
      AS g (alias, person, bucket, salt_tag, since)
    WHERE NOT EXISTS (SELECT FROM hookshift.forgotten f
                      WHERE f.alias IN (g.alias, g.person) AND f.at > to_timestamp(g.since))
    ORDER BY g.alias
    ON CONFLICT ON CONSTRAINT conversation_people_pkey DO UPDATE SET seen = now(),
      -- The first bucket stays; under another salt there is another first one.
      bucket = CASE WHEN p.person = EXCLUDED.person AND p.salt_tag <> EXCLUDED.salt_tag
        THEN EXCLUDED.bucket ELSE p.bucket END,
      salt_tag = CASE WHEN p.person = EXCLUDED.person THEN EXCLUDED.salt_tag ELSE p.salt_tag END
    RETURNING p.*
  ), told AS (
    INSERT INTO hookshift.conversation_changes (writer, kind, key)
    SELECT host, 0, w.alias FROM written w
  )
  SELECT w.alias, w.person, w.bucket::integer, w.salt_tag, extract(epoch FROM w.since)::bigint
  FROM written w;
END $$;

-- Writes turns; one that is older than what is known changes nothing.
CREATE OR REPLACE FUNCTION hookshift.note_conversations(
  host BIGINT, keys BIGINT[], persons BIGINT[], sources TEXT[], domains TEXT[], sides TEXT[],
  begans BIGINT[], lasts BIGINT[], turneds BIGINT[], endeds BOOLEAN[]
) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
  WITH written AS (
    INSERT INTO hookshift.conversations AS c
      (key, person, source, domain, side, began, last, turned, ended, writer)
    SELECT g.key, g.person, g.source, g.domain, g.side, to_timestamp(g.began),
      to_timestamp(g.last), to_timestamp(g.turned), g.ended, host
    FROM unnest(keys, persons, sources, domains, sides, begans, lasts, turneds, endeds)
      AS g (key, person, source, domain, side, began, last, turned, ended)
    WHERE NOT EXISTS (SELECT FROM hookshift.forgotten f
                      WHERE f.alias = g.person AND f.at > to_timestamp(g.began))
    ORDER BY g.key
    ON CONFLICT (key) DO UPDATE SET person = EXCLUDED.person, source = EXCLUDED.source,
      domain = EXCLUDED.domain, side = EXCLUDED.side, began = EXCLUDED.began,
      last = greatest(c.last, EXCLUDED.last), turned = EXCLUDED.turned, ended = EXCLUDED.ended,
      writer = EXCLUDED.writer
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

-- Partitions of messages, as those of payloads.
CREATE OR REPLACE FUNCTION hookshift.make_message_partitions(ahead INTEGER) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  name text;
  day date;
  made integer := 0;
BEGIN
  -- From yesterday on: what was received before midnight may be written after it.
  FOR number IN -1 .. ahead LOOP
    day := (now() AT TIME ZONE 'UTC')::date + number;
    name := 'conversation_messages_' || to_char(day, 'YYYYMMDD');
    CONTINUE WHEN hookshift.has_table(name);
    PERFORM pg_advisory_xact_lock(1752132459, 7);
    CONTINUE WHEN hookshift.has_table(name);
    EXECUTE format('CREATE TABLE hookshift.%I (LIKE hookshift.conversation_messages INCLUDING ALL)',
                   name);
    PERFORM hookshift.close_table(format('hookshift.%I', name)::regclass);
    EXECUTE format('ALTER TABLE hookshift.conversation_messages ATTACH PARTITION hookshift.%I '
                   'FOR VALUES FROM (%L) TO (%L)',
                   name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Drops the days that ended more than 24 hours ago.
CREATE OR REPLACE FUNCTION hookshift.drop_message_partitions() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
  name text;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(1752132459, 7);
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'hookshift.conversation_messages'::regclass
      AND c.relname ~ '^conversation_messages_[0-9]{8}$'
      AND right(c.relname, 8) < to_char((now() AT TIME ZONE 'UTC')::date - 1, 'YYYYMMDD')
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE hookshift.%I', name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  RAISE NOTICE 'drop_message_partitions: they are being read; dropped next time';
  RETURN 0;
END $$;

SELECT hookshift.make_message_partitions(7);

SELECT hookshift.close_everything();
