-- As `remembered`, which gateways of an earlier version ask while they are replaced, in one row: for
-- each kind its rows one after the other, as `store.conversations` unpacks them, and the domains and
-- sides in the same order. A kind of which nothing is wanted costs nothing. A bitmap would only hand
-- the reading of few pages to another process.
CREATE OR REPLACE FUNCTION hookshift.recalled(
  aliases BIGINT[], keys BIGINT[], messages BIGINT[],
  OUT people BYTEA, OUT conversations BYTEA, OUT conversations_about TEXT,
  OUT said BYTEA, OUT said_about TEXT
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
BEGIN
  IF aliases <> '{}' THEN
    SELECT string_agg(int8send(p.alias) || int8send(p.person) || int2send(p.bucket)
                      || int8send(p.salt_tag) || timestamptz_send(p.since), ''::bytea)
    INTO people
    FROM hookshift.conversation_people p WHERE p.alias = ANY (aliases);
  END IF;
  IF keys <> '{}' THEN
    SELECT string_agg(int8send(c.key) || int8send(c.person) || timestamptz_send(c.began)
                      || timestamptz_send(c.last) || timestamptz_send(c.turned)
                      || boolsend(c.ended) || boolsend(c.uncertain), ''::bytea),
      string_agg(c.domain || chr(31) || c.side, chr(31))
    INTO conversations, conversations_about
    FROM hookshift.conversations c WHERE c.key = ANY (keys);
  END IF;
  IF messages <> '{}' THEN
    SELECT string_agg(int8send(m.key) || timestamptz_send(m.at), ''::bytea),
      string_agg(m.domain || chr(31) || m.side, chr(31))
    INTO said, said_about
    FROM hookshift.conversation_messages m
    WHERE m.key = ANY (messages)
      -- The upper bound spares a look into the partitions of days to come.
      AND m.at > now() - interval '24 hours' AND m.at < now() + interval '10 minutes';
  END IF;
END $$;

SELECT hookshift.close_everything();
