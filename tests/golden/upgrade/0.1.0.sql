

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA hookshift;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.webhook_routing_config (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    percentage numeric(5,2) DEFAULT 0.00 NOT NULL,
    enabled boolean DEFAULT false NOT NULL,
    domains text[] DEFAULT ARRAY['jobs'::text, 'marketplace'::text, 'property'::text] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    salt text NOT NULL,
    version bigint NOT NULL,
    updated_by text,
    reason text,
    CONSTRAINT webhook_routing_config_domains_check CHECK ((array_position(domains, NULL::text) IS NULL)),
    CONSTRAINT webhook_routing_config_percentage_check CHECK (((percentage >= (0)::numeric) AND (percentage <= (100)::numeric))),
    CONSTRAINT webhook_routing_config_salt_check CHECK (((octet_length(salt) >= 1) AND (octet_length(salt) <= 64)))
);

CREATE FUNCTION hookshift.active_config() RETURNS public.webhook_routing_config
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT * FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1
$$;

CREATE FUNCTION hookshift.added(one integer[], other integer[]) RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT coalesce(array_agg(coalesce(a, 0) + coalesce(b, 0) ORDER BY place), '{}')
  FROM unnest(one, other) WITH ORDINALITY AS pairs (a, b, place)
$$;

CREATE FUNCTION hookshift.announce_entry() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM pg_notify('hookshift_rollout', NEW.rollout::text);
  RETURN NULL;
END $$;

CREATE FUNCTION hookshift.audit_config() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  touched public.webhook_routing_config;
  before public.webhook_routing_config;
  after public.webhook_routing_config;
  is_active boolean;
BEGIN
  IF TG_OP = 'DELETE' THEN
    touched := OLD;
    touched.version := nextval('hookshift.config_version');
    touched.reason := nullif(current_setting('hookshift.reason', true), '');
  ELSE
    touched := NEW;
  END IF;
  is_active := NOT EXISTS (SELECT FROM public.webhook_routing_config c
                           WHERE (c.created_at, c.id) > (touched.created_at, touched.id));
  IF TG_OP <> 'INSERT' THEN
    before := OLD;
  ELSIF is_active THEN
    SELECT * INTO before FROM public.webhook_routing_config c WHERE c.id <> NEW.id
    ORDER BY created_at DESC, id DESC LIMIT 1;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    after := NEW;
  ELSIF is_active THEN
    after := hookshift.active_config();
  END IF;
  INSERT INTO public.webhook_routing_config_audit (
    actor, operation, config_id, version, active, old_percentage, new_percentage,
    old_enabled, new_enabled, old_domains, new_domains, salt_changed, reason
  ) VALUES (
    coalesce(nullif(current_setting('hookshift.actor', true), ''), session_user),
    TG_OP, touched.id, touched.version, is_active, before.percentage, after.percentage,
    before.enabled, after.enabled, before.domains, after.domains,
    before.salt IS NOT NULL AND after.salt IS NOT NULL AND before.salt <> after.salt,
    touched.reason
  );
  PERFORM pg_notify('hookshift_config', touched.version::text);
  RETURN NULL;
END $$;

CREATE TABLE hookshift.dead_letters (
    id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    died_at timestamp with time zone DEFAULT now() NOT NULL,
    source text NOT NULL,
    handler text NOT NULL,
    side text NOT NULL,
    domain text NOT NULL,
    lane bigint,
    bucket integer,
    events integer NOT NULL,
    attempts integer NOT NULL,
    reason text NOT NULL,
    last_error text,
    key_id text,
    content bytea,
    body bytea,
    accepted_at timestamp with time zone
);

CREATE FUNCTION hookshift.chosen_letters(ids bigint[], handlers text[], domains text[], sources text[], reasons text[], contains text, since timestamp with time zone, until timestamp with time zone) RETURNS SETOF hookshift.dead_letters
    LANGUAGE sql STABLE
    AS $$
  SELECT * FROM hookshift.dead_letters d
  WHERE (ids IS NULL OR d.id = ANY (ids))
    AND (handlers IS NULL OR d.handler = ANY (handlers))
    AND (domains IS NULL OR d.domain = ANY (domains))
    AND (sources IS NULL OR d.source = ANY (sources))
    AND (reasons IS NULL OR d.reason = ANY (reasons))
    AND (contains IS NULL OR strpos(lower(d.last_error), lower(contains)) > 0)
    AND (since IS NULL OR d.died_at >= since)
    AND (until IS NULL OR d.died_at < until)
$$;

CREATE FUNCTION hookshift.claim(holder bigint, handlers text[], rooms integer[], earliest timestamp with time zone[]) RETURNS TABLE(id bigint, source text, handler text, side text, domain text, lane bigint, bucket integer, received_at double precision, expires_at double precision, attempts integer, failures integer, key_id text, content bytea, body bytea, next_at timestamp with time zone)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
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

CREATE FUNCTION hookshift.close_everything() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  item record;
BEGIN
  PERFORM hookshift.close_object('SCHEMA', 'hookshift');
  FOR item IN
    SELECT c.oid, c.relkind FROM pg_class c
    WHERE c.relkind IN ('r', 'p', 'v', 'S')
      AND (c.relnamespace = 'hookshift'::regnamespace
        OR c.relnamespace = 'public'::regnamespace AND c.relname IN (
          'webhook_routing_config', 'webhook_routing_config_audit',
          'webhook_routing_config_audit_id_seq', 'webhook_protected_domains',
          'webhook_routing_logs', 'webhook_routing_logs_before_hookshift', 'webhook_routing_stats'))
  LOOP
    IF item.relkind IN ('r', 'p') THEN
      PERFORM hookshift.close_table(item.oid::regclass);
    ELSE
      PERFORM hookshift.close_object(
        CASE item.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, item.oid::regclass::text);
    END IF;
  END LOOP;
  FOR item IN
    SELECT p.oid FROM pg_proc p
    WHERE p.pronamespace = 'hookshift'::regnamespace
      OR p.pronamespace = 'public'::regnamespace AND p.proname = 'update_routing_percentage'
  LOOP
    PERFORM hookshift.close_object('FUNCTION', item.oid::regprocedure::text);
  END LOOP;
END $$;

CREATE FUNCTION hookshift.close_object(kind text, object text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  stranger text;
BEGIN
  EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC', kind, object);
  FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
    EXECUTE format('REVOKE ALL ON %s %s FROM %I', kind, object, stranger);
  END LOOP;
END $$;

CREATE FUNCTION hookshift.close_table(target regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM hookshift.close_object('TABLE', target::text);
  IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = target) THEN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  END IF;
END $$;

CREATE FUNCTION hookshift.delivered(ids bigint[], holder bigint) RETURNS TABLE(id bigint, due text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
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

CREATE FUNCTION hookshift.drop_log_partitions(retention_days integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '500ms'
    AS $_$
DECLARE
  name text;
  dropped integer := 0;
  oldest text := to_char((now() AT TIME ZONE 'UTC')::date - retention_days, 'YYYYMMDD');
BEGIN
  IF retention_days IS NULL OR retention_days < 0 THEN
    RAISE EXCEPTION 'drop_log_partitions: % is not a number of days', retention_days
      USING HINT = 'Give 0 or more.', ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(1752132459, 3);
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.webhook_routing_logs'::regclass
      AND c.relnamespace = 'hookshift'::regnamespace
      AND c.relname ~ '^webhook_routing_logs_[0-9]{8}$' AND right(c.relname, 8) < oldest
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE hookshift.%I', name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
EXCEPTION WHEN lock_not_available THEN
  RAISE NOTICE 'drop_log_partitions: the log is being read; old partitions are dropped next time';
  RETURN 0;
END $_$;

CREATE FUNCTION hookshift.drop_payload_partitions(retention_days integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '500ms'
    AS $_$
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
END $_$;

CREATE FUNCTION hookshift.has_table(name text) RETURNS boolean
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  SELECT EXISTS (SELECT FROM pg_class
                 WHERE relname = $1 AND relnamespace = 'hookshift'::regnamespace)
$_$;

CREATE FUNCTION hookshift.hour_of(at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT date_bin('1 hour', at, 'epoch')
$$;

CREATE FUNCTION hookshift.known_keys(keys uuid[]) RETURNS SETOF uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
  RETURN QUERY SELECT key FROM hookshift.event_keys WHERE key = ANY (keys);
END $$;

CREATE FUNCTION hookshift.lowest(one integer[], other integer[], kept integer) RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT coalesce(array_agg(number ORDER BY number), '{}')
  FROM (SELECT DISTINCT number FROM unnest(one || other) AS number ORDER BY number LIMIT kept) AS few
$$;

CREATE FUNCTION hookshift.make_log_partition(day date) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $$
DECLARE
  name text := 'webhook_routing_logs_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF hookshift.has_table(name) THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(1752132459, 3);
  -- Another gateway may have made it while this one waited.
  IF hookshift.has_table(name) THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE hookshift.%I (LIKE public.webhook_routing_logs INCLUDING ALL)', name);
  PERFORM hookshift.close_table(format('hookshift.%I', name)::regclass);
  EXECUTE format(
    'ALTER TABLE public.webhook_routing_logs ATTACH PARTITION hookshift.%I FOR VALUES FROM (%L) TO (%L)',
    name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  RETURN true;
END $$;

CREATE FUNCTION hookshift.make_log_partitions(ahead integer) RETURNS integer
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT count(*)::integer
  FROM generate_series(0, ahead) AS day
  WHERE hookshift.make_log_partition((now() AT TIME ZONE 'UTC')::date + day)
$$;

CREATE FUNCTION hookshift.make_payload_partition(day date) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $$
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

CREATE FUNCTION hookshift.make_payload_partitions(ahead integer) RETURNS integer
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT count(*)::integer
  FROM generate_series(0, ahead) AS day
  WHERE hookshift.make_payload_partition((now() AT TIME ZONE 'UTC')::date + day)
$$;

CREATE FUNCTION hookshift.note_loss() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO hookshift.losses (at, gateway, host, slot)
    VALUES (OLD.seen_at, OLD.gateway, OLD.host, OLD.slot);
  ELSE
    INSERT INTO hookshift.losses (at, gateway, host, slot, dropped)
    VALUES (now(), NEW.gateway, NEW.host, NEW.slot,
            (NEW.counters->>'recorder_dropped_rows')::float8
              - CASE TG_OP WHEN 'UPDATE'
                  THEN coalesce((OLD.counters->>'recorder_dropped_rows')::float8, 0) ELSE 0 END);
  END IF;
  DELETE FROM hookshift.losses WHERE at < now() - interval '90 days';
  RETURN NULL;
END $$;

CREATE FUNCTION hookshift.occupied(lanes bigint[]) RETURNS SETOF bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
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

CREATE FUNCTION hookshift.one_change_at_a_time() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1752132459, 2);
  RETURN NULL;
END $$;

CREATE FUNCTION hookshift.promote(ended bigint[]) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
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

CREATE FUNCTION hookshift.refuse_operation() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME
    USING HINT = TG_ARGV[0], ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION hookshift.refuse_protected_domains() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  asked text[];
  refused text;
BEGIN
  IF TG_LEVEL = 'ROW' THEN
    asked := NEW.domains;
  ELSE
    asked := (hookshift.active_config()).domains;
  END IF;
  SELECT string_agg(format('%s (%s)', domain, handler), ', ' ORDER BY domain) INTO refused
  FROM public.webhook_protected_domains WHERE domain = ANY (asked);
  IF refused IS NOT NULL THEN
    RAISE EXCEPTION 'webhook_routing_config: protected domains cannot be in a rollout: %', refused
      USING HINT = 'Leave them out of domains.', ERRCODE = 'check_violation';
  END IF;
  IF TG_LEVEL = 'ROW' THEN
    RETURN NEW;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION hookshift.refuse_protecting_active() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.domain = ANY ((hookshift.active_config()).domains) THEN
    RAISE EXCEPTION 'webhook_protected_domains: % is in the active rollout', NEW.domain
      USING HINT = 'Take it out of webhook_routing_config.domains first.',
            ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION hookshift.stamp_config() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  given text := nullif(current_setting('hookshift.reason', true), '');
BEGIN
  NEW.version := nextval('hookshift.config_version');
  NEW.updated_at := clock_timestamp();
  NEW.updated_by := coalesce(nullif(current_setting('hookshift.actor', true), ''), session_user);
  IF TG_OP = 'INSERT' THEN
    NEW.reason := coalesce(given, NEW.reason);
    NEW.salt := coalesce(NEW.salt, (hookshift.active_config()).salt,
                         replace(gen_random_uuid()::text, '-', ''));
  ELSIF NEW.reason IS NOT DISTINCT FROM OLD.reason THEN
    -- Not set by this change: the previous change's reason is not this one's.
    NEW.reason := given;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION hookshift.take_in(taker bigint, new_keys uuid[], sources text[], handlers text[], sides text[], domains text[], lanes bigint[], buckets integer[], sizes integer[], expiries double precision[], holds boolean[], key_ids text[], contents bytea[], bodies bytea[], counted text[], duplicates integer[]) RETURNS TABLE(id bigint, ready boolean, received_at double precision)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
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

CREATE FUNCTION public.update_routing_percentage(new_percentage numeric, reason text DEFAULT NULL::text, actor text DEFAULT NULL::text) RETURNS public.webhook_routing_config
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
  result public.webhook_routing_config;
  former_reason text := coalesce(current_setting('hookshift.reason', true), '');
  former_actor text := coalesce(current_setting('hookshift.actor', true), '');
  how constant text := 'Give a percentage from 0 to 100 with at most two decimals, such as 10.00.';
BEGIN
  IF new_percentage IS NULL THEN
    RAISE EXCEPTION 'update_routing_percentage: the percentage is NULL'
      USING HINT = how, ERRCODE = 'null_value_not_allowed';
  ELSIF NOT new_percentage BETWEEN 0 AND 100 THEN
    RAISE EXCEPTION 'update_routing_percentage: % is not between 0 and 100', new_percentage
      USING HINT = how, ERRCODE = 'numeric_value_out_of_range';
  ELSIF new_percentage <> round(new_percentage, 2) THEN
    RAISE EXCEPTION 'update_routing_percentage: % has more than two decimals', new_percentage
      USING HINT = how, ERRCODE = 'numeric_value_out_of_range';
  END IF;
  -- Before the UPDATE takes its snapshot: a newer row that another session commits is seen.
  PERFORM pg_advisory_xact_lock(1752132459, 2);
  PERFORM set_config('hookshift.reason', coalesce($2, former_reason), true),
          set_config('hookshift.actor', coalesce($3, former_actor), true);
  UPDATE public.webhook_routing_config SET percentage = new_percentage
  WHERE id = (SELECT id FROM public.webhook_routing_config
              ORDER BY created_at DESC, id DESC LIMIT 1)
  RETURNING * INTO result;
  -- What follows in the caller's transaction has its own reason.
  PERFORM set_config('hookshift.reason', former_reason, true),
          set_config('hookshift.actor', former_actor, true);
  IF result.id IS NULL THEN
    RAISE EXCEPTION 'update_routing_percentage: webhook_routing_config has no row'
      USING HINT = 'Insert one first: INSERT INTO webhook_routing_config (enabled) VALUES (true);',
            ERRCODE = 'no_data_found';
  END IF;
  RETURN result;
END $_$;

CREATE TABLE hookshift.alert_news (
    id bigint NOT NULL,
    alert bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    news text NOT NULL,
    text text NOT NULL,
    CONSTRAINT alert_news_news_check CHECK ((news = ANY (ARRAY['alert'::text, 'resolved'::text])))
);

ALTER TABLE hookshift.alert_news ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.alert_news_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.alerts (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    raised_at timestamp with time zone,
    ended_at timestamp with time zone,
    told_at timestamp with time zone
);

ALTER TABLE hookshift.alerts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.alerts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.api_calls (
    token bigint NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    status integer,
    answer bytea
);

CREATE TABLE hookshift.api_sessions (
    id bigint NOT NULL,
    token bigint NOT NULL,
    digest bytea NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_at timestamp with time zone NOT NULL
);

ALTER TABLE hookshift.api_sessions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.api_sessions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.api_tokens (
    id bigint NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    made_by text NOT NULL,
    expires_at timestamp with time zone,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by text,
    CONSTRAINT api_tokens_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text])))
);

ALTER TABLE hookshift.api_tokens ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.api_tokens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE hookshift.config_version
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE hookshift.dead_letter_actions (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    reason text,
    chosen jsonb NOT NULL,
    letters bigint DEFAULT 0 NOT NULL,
    events bigint DEFAULT 0 NOT NULL
);

ALTER TABLE hookshift.dead_letter_actions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.dead_letter_actions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.deliverers (
    id bigint NOT NULL,
    gateway text NOT NULL,
    expires_at timestamp with time zone NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE hookshift.deliverers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.deliverers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.deliveries (
    id bigint NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    source text NOT NULL,
    handler text NOT NULL,
    side text NOT NULL,
    domain text NOT NULL,
    lane bigint,
    bucket integer,
    events integer NOT NULL,
    owner bigint,
    next_at timestamp with time zone,
    expires_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    last_error text,
    accepted_at timestamp with time zone
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000', autovacuum_vacuum_insert_threshold='-1', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='20000', autovacuum_vacuum_cost_delay='0');

ALTER TABLE hookshift.deliveries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.deliveries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.event_keys (
    key uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE hookshift.gateways (
    gateway text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    slot integer NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    config_version bigint,
    counters jsonb DEFAULT '{}'::jsonb NOT NULL
);

CREATE TABLE hookshift.leases (
    name text NOT NULL,
    holder text NOT NULL,
    term bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE hookshift.ledger (
    source text NOT NULL,
    hour timestamp with time zone NOT NULL,
    writer bigint NOT NULL,
    accepted bigint DEFAULT 0 NOT NULL,
    duplicates bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    dead bigint DEFAULT 0 NOT NULL,
    dropped bigint DEFAULT 0 NOT NULL,
    id bigint NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_insert_threshold='-1', autovacuum_vacuum_cost_delay='0');

ALTER TABLE hookshift.ledger ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.ledger_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.losses (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    gateway text NOT NULL,
    host text NOT NULL,
    slot integer NOT NULL,
    dropped bigint
);

ALTER TABLE hookshift.losses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.losses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE hookshift.notifications (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    notifier text NOT NULL,
    entry bigint,
    at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    tried_at timestamp with time zone,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    last_error text,
    alert_news bigint,
    CONSTRAINT notifications_about_check CHECK ((num_nonnulls(entry, alert_news) = 1)),
    CONSTRAINT notifications_end_check CHECK (((state = 'waiting'::text) = (ended_at IS NULL))),
    CONSTRAINT notifications_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'given_up'::text])))
);

CREATE TABLE hookshift.notifiers (
    name text NOT NULL,
    reads_from timestamp with time zone NOT NULL,
    rests_until timestamp with time zone
);

CREATE TABLE hookshift.payloads (
    id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    key_id text,
    content bytea NOT NULL,
    body bytea NOT NULL
)
PARTITION BY RANGE (received_at);

CREATE TABLE hookshift.payloads_20261127 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261128 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261129 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261130 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261201 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261202 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261203 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261204 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.payloads_20261205 (
    id bigint CONSTRAINT payloads_id_not_null NOT NULL,
    received_at timestamp with time zone CONSTRAINT payloads_received_at_not_null NOT NULL,
    key_id text,
    content bytea CONSTRAINT payloads_content_not_null NOT NULL,
    body bytea CONSTRAINT payloads_body_not_null NOT NULL
);

CREATE TABLE hookshift.rollout_entries (
    id bigint NOT NULL,
    rollout bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    stage integer NOT NULL,
    news text NOT NULL,
    actor text NOT NULL,
    text text NOT NULL
);

ALTER TABLE hookshift.rollout_entries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.rollout_entries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.rollout_verdicts (
    id bigint NOT NULL,
    rollout bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    stage integer NOT NULL,
    domain text NOT NULL,
    gate text NOT NULL,
    kind text NOT NULL,
    verdict json NOT NULL
);

ALTER TABLE hookshift.rollout_verdicts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.rollout_verdicts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.rollouts (
    id bigint NOT NULL,
    revision bigint NOT NULL,
    phase text NOT NULL,
    stage integer NOT NULL,
    plan json NOT NULL,
    progress json NOT NULL,
    verdicts json NOT NULL,
    folded_to timestamp with time zone NOT NULL,
    looked_at timestamp with time zone,
    started_at timestamp with time zone NOT NULL,
    started_by text NOT NULL,
    reason text,
    ended_at timestamp with time zone,
    CONSTRAINT rollouts_end_check CHECK (((phase = ANY (ARRAY['completed'::text, 'rolled_back'::text, 'aborted'::text])) = (ended_at IS NOT NULL)))
);

ALTER TABLE hookshift.rollouts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hookshift.rollouts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hookshift.rollup_errors (
    minute timestamp with time zone NOT NULL,
    version bigint NOT NULL,
    domain text NOT NULL,
    side text NOT NULL,
    sender integer NOT NULL,
    errors integer NOT NULL
)
WITH (fillfactor='80');

CREATE TABLE hookshift.rollup_hours (
    start timestamp with time zone CONSTRAINT rollups_start_not_null NOT NULL,
    seconds smallint CONSTRAINT rollups_seconds_not_null NOT NULL,
    gateway text CONSTRAINT rollups_gateway_not_null NOT NULL,
    domain text CONSTRAINT rollups_domain_not_null NOT NULL,
    side text CONSTRAINT rollups_side_not_null NOT NULL,
    version bigint CONSTRAINT rollups_version_not_null NOT NULL,
    requests integer CONSTRAINT rollups_requests_not_null NOT NULL,
    errors integer CONSTRAINT rollups_errors_not_null NOT NULL,
    undelivered integer CONSTRAINT rollups_undelivered_not_null NOT NULL,
    slow integer CONSTRAINT rollups_slow_not_null NOT NULL,
    errors_squared bigint CONSTRAINT rollups_errors_squared_not_null NOT NULL,
    new_senders integer CONSTRAINT rollups_new_senders_not_null NOT NULL,
    attempts integer CONSTRAINT rollups_attempts_not_null NOT NULL,
    lowest_bucket integer,
    highest_bucket integer,
    failing_senders integer[] CONSTRAINT rollups_failing_senders_not_null NOT NULL,
    latency integer[] CONSTRAINT rollups_latency_not_null NOT NULL,
    CONSTRAINT rollup_hours_seconds_check CHECK ((seconds = 3600))
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.02');

CREATE TABLE hookshift.rollup_senders (
    version bigint NOT NULL,
    domain text NOT NULL,
    sender integer NOT NULL
);

CREATE TABLE hookshift.rollups (
    start timestamp with time zone CONSTRAINT rollups_start_not_null1 NOT NULL,
    seconds smallint CONSTRAINT rollups_seconds_not_null1 NOT NULL,
    gateway text CONSTRAINT rollups_gateway_not_null1 NOT NULL,
    domain text CONSTRAINT rollups_domain_not_null1 NOT NULL,
    side text CONSTRAINT rollups_side_not_null1 NOT NULL,
    version bigint CONSTRAINT rollups_version_not_null1 NOT NULL,
    requests integer CONSTRAINT rollups_requests_not_null1 NOT NULL,
    errors integer CONSTRAINT rollups_errors_not_null1 NOT NULL,
    undelivered integer CONSTRAINT rollups_undelivered_not_null1 NOT NULL,
    slow integer CONSTRAINT rollups_slow_not_null1 NOT NULL,
    errors_squared bigint CONSTRAINT rollups_errors_squared_not_null1 NOT NULL,
    new_senders integer CONSTRAINT rollups_new_senders_not_null1 NOT NULL,
    attempts integer CONSTRAINT rollups_attempts_not_null1 NOT NULL,
    lowest_bucket integer,
    highest_bucket integer,
    failing_senders integer[] CONSTRAINT rollups_failing_senders_not_null1 NOT NULL,
    latency integer[] CONSTRAINT rollups_latency_not_null1 NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');

CREATE TABLE public.webhook_routing_logs (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
)
PARTITION BY RANGE (created_at);

CREATE TABLE hookshift.webhook_routing_logs_20261127 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261128 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261129 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261130 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261201 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261202 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261203 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261204 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE hookshift.webhook_routing_logs_20261205 (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null1 NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null1 NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null1 NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null1 NOT NULL,
    source text,
    event_kind text,
    event_type text,
    rule text,
    reason text,
    bucket integer,
    config_version bigint,
    handler_status integer,
    attempt integer,
    correlation_id text
);

CREATE TABLE public.webhook_protected_domains (
    domain text NOT NULL,
    handler text NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.webhook_routing_config_audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    actor text NOT NULL,
    login_role text DEFAULT SESSION_USER NOT NULL,
    application_name text DEFAULT current_setting('application_name'::text, true),
    client_addr inet DEFAULT inet_client_addr(),
    operation text NOT NULL,
    config_id uuid NOT NULL,
    version bigint NOT NULL,
    active boolean NOT NULL,
    old_percentage numeric(5,2),
    new_percentage numeric(5,2),
    old_enabled boolean,
    new_enabled boolean,
    old_domains text[],
    new_domains text[],
    salt_changed boolean NOT NULL,
    reason text
);

ALTER TABLE public.webhook_routing_config_audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_routing_config_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_routing_logs_before_hookshift (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT webhook_routing_logs_id_not_null NOT NULL,
    webhook_name text CONSTRAINT webhook_routing_logs_webhook_name_not_null NOT NULL,
    domain text,
    routed_to text CONSTRAINT webhook_routing_logs_routed_to_not_null NOT NULL,
    from_number text,
    message_id text,
    response_time_ms integer,
    status text,
    error_message text,
    created_at timestamp with time zone DEFAULT now() CONSTRAINT webhook_routing_logs_created_at_not_null NOT NULL
);

CREATE VIEW public.webhook_routing_stats AS
 SELECT domain,
    routed_to,
    count(*) AS request_count,
    avg(response_time_ms) AS avg_response_ms,
    percentile_cont((0.95)::double precision) WITHIN GROUP (ORDER BY ((response_time_ms)::double precision)) AS p95_ms,
    sum(
        CASE
            WHEN (status = 'error'::text) THEN 1
            ELSE 0
        END) AS error_count,
    (((sum(
        CASE
            WHEN (status = 'error'::text) THEN 1
            ELSE 0
        END))::numeric / (NULLIF(count(*), 0))::numeric) * (100)::numeric) AS error_rate_pct,
    max(created_at) AS last_request
   FROM public.webhook_routing_logs
  WHERE (created_at > (now() - '01:00:00'::interval))
  GROUP BY domain, routed_to
  ORDER BY domain, routed_to;

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261127 FOR VALUES FROM ('2026-11-27 00:00:00+00') TO ('2026-11-28 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO ('2026-11-29 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261129 FOR VALUES FROM ('2026-11-29 00:00:00+00') TO ('2026-11-30 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261130 FOR VALUES FROM ('2026-11-30 00:00:00+00') TO ('2026-12-01 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261201 FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2026-12-02 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261202 FOR VALUES FROM ('2026-12-02 00:00:00+00') TO ('2026-12-03 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261203 FOR VALUES FROM ('2026-12-03 00:00:00+00') TO ('2026-12-04 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261204 FOR VALUES FROM ('2026-12-04 00:00:00+00') TO ('2026-12-05 00:00:00+00');

ALTER TABLE ONLY hookshift.payloads ATTACH PARTITION hookshift.payloads_20261205 FOR VALUES FROM ('2026-12-05 00:00:00+00') TO ('2026-12-06 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261127 FOR VALUES FROM ('2026-11-27 00:00:00+00') TO ('2026-11-28 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO ('2026-11-29 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261129 FOR VALUES FROM ('2026-11-29 00:00:00+00') TO ('2026-11-30 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261130 FOR VALUES FROM ('2026-11-30 00:00:00+00') TO ('2026-12-01 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261201 FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2026-12-02 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261202 FOR VALUES FROM ('2026-12-02 00:00:00+00') TO ('2026-12-03 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261203 FOR VALUES FROM ('2026-12-03 00:00:00+00') TO ('2026-12-04 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261204 FOR VALUES FROM ('2026-12-04 00:00:00+00') TO ('2026-12-05 00:00:00+00');

ALTER TABLE ONLY public.webhook_routing_logs ATTACH PARTITION hookshift.webhook_routing_logs_20261205 FOR VALUES FROM ('2026-12-05 00:00:00+00') TO ('2026-12-06 00:00:00+00');

INSERT INTO hookshift.alert_news OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '2026-11-28 12:24:57.162705+00', 'alert', '4 deliveries to jobs were given up within 15 min');

INSERT INTO hookshift.alerts OVERRIDING SYSTEM VALUE VALUES
	(1, 'dead_letters', 'jobs', '3 deliveries to jobs were given up within 15 min', '2026-11-28 12:24:57.162705+00', '2026-11-28 12:25:07.401993+00', '2026-11-28 12:24:57.162705+00', NULL, '2026-11-28 12:24:57.162705+00');

INSERT INTO hookshift.api_calls VALUES
	(1, '795aa9c6-ba19-48af-a28a-37e6681ac5f3', '\xe49578cb3ef9c72edb8250a5e0655dfa4fbfa4e5b16a28a9cbc4d4db43d90684', '2026-11-28 12:25:01.430695+00', 200, '\x7b226c657474657273223a312c226576656e7473223a312c226c656674223a307d');

INSERT INTO hookshift.api_sessions OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '\xe382f3086d994f58ca10071cea5e2bf1a270243e52cdcb50e611ecd87bb2f4d7', '2026-11-28 12:24:36.86786+00', '2026-11-29 00:24:36.86786+00');

INSERT INTO hookshift.api_tokens OVERRIDING SYSTEM VALUE VALUES
	(2, 'bob', 'operator', '\x5f162a344c99ba003ec05a2e3108b327de6fe14d26e852a71041d791ab888951', '2026-11-28 12:24:12.379749+00', 'ada@gateway-1', NULL, NULL, '2026-11-28 12:24:18.536561+00', 'ada@gateway-1'),
	(1, 'ana', 'admin', '\x3b6183937c7e0fc310a0dc0369965f3d01ed32f99cde2f0c4345f0348f90be6c', '2026-11-28 12:24:04.807659+00', 'ada@gateway-1', NULL, '2026-11-28 12:24:36.851063+00', NULL, NULL);

INSERT INTO hookshift.dead_letter_actions OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-28 12:25:01.534335+00', 'replay', 'ana (token)', 'mended', '{"ids": [326]}', 1, 1),
	(2, '2026-11-28 12:25:11.68572+00', 'drop', 'ada@gateway-1', 'a test', '{"ids": [327], "until": "2026-11-28 12:24:53.408365+00:00"}', 1, 1);

INSERT INTO hookshift.dead_letters VALUES
	(328, '2026-11-28 12:24:53.362696+00', '2026-11-28 12:24:53.475664+00', 'whatsapp', 'jobs', 'legacy', 'jobs', -7424692181197833525, 8459, 1, 1, 'permanent', 'HTTP 400: a bug', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d3635663165383432326361376364353730336566383266386130333431663462383731653165313434626134633139333335383932643738663461333465386492c410782d636f7272656c6174696f6e2d6964c42433623633386537322d393162612d343937392d613639382d30333538616664383664393392c40b7472616365706172656e74c43730302d33623633386537323931626134393739613639383033353861666438366439332d316537316230373166356337313035642d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738313030303030332e32ac323530373831303030303033ac323530373831303030303033a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd210bce00035e6605d92433623633386537322d393162612d343937392d613639382d303335386166643836643933d9206462303964396232633363333138346264336238346430663564343835663661', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373831303030303033220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373831303030303033222c0a2020202020202020226964223a202277616d69642e3235303738313030303030332e32222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d', NULL),
	(329, '2026-11-28 12:24:53.370756+00', '2026-11-28 12:24:53.546695+00', 'whatsapp', 'jobs', 'legacy', 'jobs', -7424692181197833525, 8459, 1, 1, 'permanent', 'HTTP 400: a bug', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d6638303533643739393461366139316664663965323531306539353162326235323466643634393431643765393765383736363233633861336330343862336692c410782d636f7272656c6174696f6e2d6964c42464633333333339332d366163362d343231622d613264612d61376130323234633866333892c40b7472616365706172656e74c43730302d64633333333339333661633634323162613264616137613032323463386633382d623464326362656263366533323036632d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738313030303030332e33ac323530373831303030303033ac323530373831303030303033a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd210bce00035e6605d92464633333333339332d366163362d343231622d613264612d613761303232346338663338d9203764393132636261613531363330666635386235303931653862373864353861', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373831303030303033220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373831303030303033222c0a2020202020202020226964223a202277616d69642e3235303738313030303030332e33222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d', NULL);

INSERT INTO hookshift.deliverers OVERRIDING SYSTEM VALUE VALUES
	(1, 'gateway-1:25871:1795868676168903994', '2026-11-28 12:25:13.386281+00'),
	(2, 'gateway-1:27019:1795868743989343198', '2026-11-28 12:26:44.611079+00');

INSERT INTO hookshift.deliveries OVERRIDING SYSTEM VALUE VALUES
	(332, '2026-11-28 12:25:44.778489+00', 'whatsapp', 'jobs', 'legacy', 'jobs', 1077454954208697209, 8095, 1, NULL, NULL, NULL, 0, 0, NULL, NULL),
	(334, '2026-11-28 12:25:44.829367+00', 'whatsapp', 'jobs', 'legacy', 'jobs', 2369075634852262483, 8753, 1, NULL, NULL, NULL, 0, 0, NULL, NULL),
	(331, '2026-11-28 12:25:44.744663+00', 'whatsapp', 'jobs', 'legacy', 'jobs', 1077454954208697209, 8095, 1, NULL, '2026-11-28 12:25:46.195019+00', NULL, 1, 0, 'HTTP 503: down', NULL),
	(333, '2026-11-28 12:25:44.810701+00', 'whatsapp', 'jobs', 'legacy', 'jobs', 2369075634852262483, 8753, 1, NULL, '2026-11-28 12:25:45.958694+00', NULL, 1, 0, 'HTTP 503: down', NULL),
	(335, '2026-11-28 12:25:45.153979+00', 'whatsapp', 'mobility', 'legacy', 'mobility', 9058292519039793719, NULL, 1, 2, '2026-11-28 12:25:45.153979+00', NULL, 0, 0, NULL, NULL),
	(336, '2026-11-28 12:25:45.187476+00', 'whatsapp', 'unified', 'unified', 'jobs', -2438046278315048857, 5947, 1, 2, '2026-11-28 12:25:45.187476+00', NULL, 0, 0, NULL, NULL),
	(337, '2026-11-28 12:25:45.227324+00', 'whatsapp', 'mobility', 'legacy', 'mobility', 9058292519039793719, NULL, 1, NULL, NULL, NULL, 0, 0, NULL, NULL),
	(338, '2026-11-28 12:25:45.240368+00', 'whatsapp', 'unified', 'unified', 'jobs', -2438046278315048857, 5947, 1, NULL, NULL, NULL, 0, 0, NULL, NULL);

INSERT INTO hookshift.event_keys VALUES
	('478555b2-8c49-30c1-8327-f5ac8e1fa07f', '2026-11-28 12:24:42.994176+00'),
	('8e1e72de-4bc7-4604-e746-4b80fab65477', '2026-11-28 12:24:43.057404+00'),
	('129bf746-6a10-7bf8-44ab-2da5cafef3da', '2026-11-28 12:24:43.105447+00'),
	('7ad042d8-001d-f1b7-2b62-1bc485a5a487', '2026-11-28 12:24:43.137657+00'),
	('e7b676f0-5c1a-384d-b65c-801ef5aae3a7', '2026-11-28 12:24:43.174699+00'),
	('eb85ce03-8bf6-91ac-d910-86f08ef6f755', '2026-11-28 12:24:43.210707+00'),
	('a04a94ce-61de-3b46-d92e-083e577da385', '2026-11-28 12:24:43.239178+00'),
	('f99d2afd-4b21-1c95-1300-591234458526', '2026-11-28 12:24:43.265458+00'),
	('1025fe5a-27a3-4367-0a2b-e2b626f3b6a3', '2026-11-28 12:24:43.294717+00'),
	('bf44608d-7691-8675-8f88-16c362998c94', '2026-11-28 12:24:43.325814+00'),
	('c89c5b22-48a7-1ace-e3df-6e4bca1390f1', '2026-11-28 12:24:43.353041+00'),
	('ad88d239-512f-b580-dfab-b7ceeea69098', '2026-11-28 12:24:43.381697+00'),
	('0b06eb4c-2088-1f7e-856c-574f2a77a5a6', '2026-11-28 12:24:43.409245+00'),
	('e0ca4e01-16f6-9109-5e46-2f08c109ae1f', '2026-11-28 12:24:43.436505+00'),
	('2fc1328a-f19b-fb28-8905-7557c2eb78a9', '2026-11-28 12:24:43.475838+00'),
	('7d811206-4b0e-1b7a-9623-75f01c9208d5', '2026-11-28 12:24:43.506695+00'),
	('6e64e334-be95-3947-1cc5-c89d4adc6aae', '2026-11-28 12:24:43.535438+00'),
	('7982c730-b1b1-8382-5f84-aa46a72fe972', '2026-11-28 12:24:43.56525+00'),
	('7acc0d66-cf0c-5d92-5f22-51e94a4b24ca', '2026-11-28 12:24:43.596952+00'),
	('c4c4f03a-43c5-d061-d9e3-67711c131e87', '2026-11-28 12:24:43.626505+00'),
	('5d4719bf-ad6e-6c65-c5ae-5c7011598c8b', '2026-11-28 12:24:43.655771+00'),
	('3c1470cf-bb26-4106-ded7-098f4692017e', '2026-11-28 12:24:43.680128+00'),
	('4dd24d25-c37d-5d4d-018d-d402d90785ed', '2026-11-28 12:24:43.704687+00'),
	('d90710f5-70f9-75ab-231c-b72b300b9f50', '2026-11-28 12:24:43.731348+00'),
	('1390d047-df0b-fa56-e403-a836bdac2b03', '2026-11-28 12:24:43.760431+00'),
	('98262f00-8e84-f029-d884-e294e2102f22', '2026-11-28 12:24:43.7947+00'),
	('cef73cf6-1345-ee47-81ce-8b8828099b7c', '2026-11-28 12:24:43.8331+00'),
	('4f9291b2-cf46-8edb-5385-55748f481e7a', '2026-11-28 12:24:43.857855+00'),
	('7a4011b2-cd1f-159b-27c0-3b8fbce956a5', '2026-11-28 12:24:43.894739+00'),
	('5de5cd31-6365-9b50-d910-8f28bcf3d7d4', '2026-11-28 12:24:43.923665+00'),
	('b25834c2-98d5-ba95-e0f8-3bcac5524081', '2026-11-28 12:24:43.948628+00'),
	('1f57e101-d6f6-e8b1-8a95-53e20bd10292', '2026-11-28 12:24:43.975691+00'),
	('aba2123a-04a2-21a9-f1fb-611a03904b6b', '2026-11-28 12:24:44.001228+00'),
	('b20d7833-7e93-4ab6-fae4-ee45c9122387', '2026-11-28 12:24:44.028651+00'),
	('0d317d11-2645-c361-99cf-fb82e7390822', '2026-11-28 12:24:44.052735+00'),
	('5cad2fdc-080a-2425-eb82-109de1d4a6bf', '2026-11-28 12:24:44.078684+00'),
	('b27cbb49-b94f-05dc-b62d-9d0f3de28582', '2026-11-28 12:24:44.110723+00'),
	('0ca4c7ab-e789-9938-c7fd-312d1e23d79e', '2026-11-28 12:24:44.136082+00'),
	('b025e577-44a3-b691-bb49-bea7cba3cb0f', '2026-11-28 12:24:44.16058+00'),
	('be999a33-4936-96d4-f8f7-6610ca6dbfda', '2026-11-28 12:24:44.188636+00'),
	('c11f2916-20c5-9c3d-d854-d6ad1fc6ef03', '2026-11-28 12:24:44.22053+00'),
	('67b7b9c2-afaa-f787-f9bc-8a07fbd1d718', '2026-11-28 12:24:44.258432+00'),
	('43a480f7-8df9-8056-4e7b-7de4fa84291f', '2026-11-28 12:24:44.283969+00'),
	('2b6c3cd0-6ba6-a10a-55e6-99af31266ed8', '2026-11-28 12:24:44.309332+00'),
	('18490beb-2283-63f7-f48c-077db1ce13b4', '2026-11-28 12:24:44.336267+00'),
	('0206e28b-9f5d-fcd5-e2ab-2865e781c0dd', '2026-11-28 12:24:44.363264+00'),
	('6008adba-1e09-47c0-f1d9-9693dcea1fda', '2026-11-28 12:24:44.387377+00'),
	('f0b45209-6766-e215-d6cb-ad1e907656c4', '2026-11-28 12:24:44.414722+00'),
	('fe97f8aa-2d13-c222-9c7a-94cdd8197ab2', '2026-11-28 12:24:44.442791+00'),
	('bcdfdfba-a6db-5a6c-5c61-96b99f83e657', '2026-11-28 12:24:44.474714+00'),
	('9b517f9e-ab8d-e93f-7662-fe86df3211bf', '2026-11-28 12:24:44.500673+00'),
	('b6ebc0a6-3848-f680-f4fb-2d183ac3a530', '2026-11-28 12:24:44.535984+00'),
	('26fc19de-8557-abb6-64bb-9d28992c9484', '2026-11-28 12:24:44.566709+00'),
	('705bc035-d6bd-4f10-b4a6-45cb44878a8a', '2026-11-28 12:24:44.606828+00'),
	('a5d7411f-b8a0-f7a5-3b32-627916bb8d00', '2026-11-28 12:24:44.633216+00'),
	('4d61cc91-cb5a-15df-e5cc-d74c7744dda1', '2026-11-28 12:24:44.662621+00'),
	('5bb14a75-69dd-b8be-1aba-adbfab024396', '2026-11-28 12:24:44.687425+00'),
	('8b14aafe-5939-4788-d217-aa23af01bbd7', '2026-11-28 12:24:44.718693+00'),
	('40c63252-04c3-629a-c1a5-c3ac40060b2a', '2026-11-28 12:24:44.74397+00'),
	('7fb59ff1-97f7-10ad-8827-c67878d580e1', '2026-11-28 12:24:44.768252+00'),
	('ca0d8971-6725-1466-b861-a98b7ebd2161', '2026-11-28 12:24:44.80269+00'),
	('837893a0-624e-debe-dd7d-096d94bb3e67', '2026-11-28 12:24:44.830206+00'),
	('7563ffef-c7ae-a692-8f28-37d9d31a303b', '2026-11-28 12:24:44.858706+00'),
	('c473c7cc-0e77-2f72-7963-d9e5f788b8c9', '2026-11-28 12:24:44.88502+00'),
	('04e359d6-09cc-a339-564a-07c9375a210f', '2026-11-28 12:24:44.91369+00'),
	('43cd91f5-3bec-16c7-6e6b-b6f9b01a4971', '2026-11-28 12:24:44.939424+00'),
	('17d51cb0-f808-03b6-727c-e908392bcb9f', '2026-11-28 12:24:44.978697+00'),
	('08b67ee5-c3af-b3a9-5822-6307791585b1', '2026-11-28 12:24:45.008232+00'),
	('2db0e0f5-ec97-b412-d632-f94b1fcd5abc', '2026-11-28 12:24:45.032626+00'),
	('cc246ec5-7e8e-8ee1-e35a-c0068f1c4f51', '2026-11-28 12:24:45.056918+00'),
	('62ece68f-291a-8417-d36b-233274e88af9', '2026-11-28 12:24:45.096823+00'),
	('7c1080b2-dda9-47ea-06bc-807e52847450', '2026-11-28 12:24:45.133183+00'),
	('c0a6173f-a6cb-0747-18ef-812f29809cef', '2026-11-28 12:24:45.163118+00'),
	('9494b163-24eb-bd86-6cef-62b5f823c143', '2026-11-28 12:24:45.189628+00'),
	('c3978fb8-8cc9-34bd-adff-33210a036a27', '2026-11-28 12:24:45.227023+00'),
	('b56c8653-a528-1f7e-5043-abdbe33b002b', '2026-11-28 12:24:45.258097+00'),
	('85aed408-7a19-a26b-4150-858a282b921e', '2026-11-28 12:24:45.28462+00'),
	('60de2273-0f8c-7cf2-dcc6-f87bdea88205', '2026-11-28 12:24:45.314694+00'),
	('9bd284a4-836a-92dd-5a09-bd2c485839ed', '2026-11-28 12:24:45.340002+00'),
	('3914b275-a6d0-b36d-c728-a45a341232b0', '2026-11-28 12:24:45.364429+00'),
	('4b50ccd4-d8e5-dddd-d364-a3226e15148b', '2026-11-28 12:24:45.397307+00'),
	('c5913bb6-c6f2-550e-1b15-e1699e6c794c', '2026-11-28 12:24:45.424941+00'),
	('7ed7c1c8-d26a-3bbb-1276-693834bbf058', '2026-11-28 12:24:45.453828+00'),
	('9e91969c-046d-88d1-2b9b-1913398632f5', '2026-11-28 12:24:45.488569+00'),
	('445778fc-6138-d192-d2a2-f78978290faf', '2026-11-28 12:24:45.514173+00'),
	('07778d40-0abc-53a9-88f4-c3f6cdf48ad1', '2026-11-28 12:24:45.540706+00'),
	('67c982ec-e175-05a6-8df6-ced028a3c6b4', '2026-11-28 12:24:45.569906+00'),
	('1f460642-e2ff-90b4-cde7-c61d4562551d', '2026-11-28 12:24:45.594682+00'),
	('0867afb9-7b2e-4c1b-4c4f-106601575b33', '2026-11-28 12:24:45.634719+00'),
	('d0600e62-5b13-fd69-a5c4-9df6a125e0ff', '2026-11-28 12:24:45.675639+00'),
	('acf7565d-247b-3f9a-e277-944981efe5a2', '2026-11-28 12:24:45.7031+00'),
	('ea938371-509b-ff3e-15c8-eda45a1f46f3', '2026-11-28 12:24:45.733392+00'),
	('ca0a851b-6d43-5385-96c7-4c05f7f98d87', '2026-11-28 12:24:45.761248+00'),
	('b1a022da-5ed2-bb9c-1d6c-e9f623a63fb9', '2026-11-28 12:24:45.795788+00'),
	('f5fde478-b5e3-295a-68e6-16c01930f91d', '2026-11-28 12:24:45.822693+00'),
	('ce779d16-290d-6cd8-06a4-d7c1aa28ca8a', '2026-11-28 12:24:45.866582+00'),
	('8492a0bc-c321-1a28-bd93-10f512027c27', '2026-11-28 12:24:45.894787+00'),
	('f49e806c-b922-bd03-e217-44852e0407a4', '2026-11-28 12:24:45.92269+00'),
	('8b17ddeb-30f0-47fb-b2d8-10d42336e751', '2026-11-28 12:24:45.947523+00'),
	('3ebb9e38-e33d-05ac-79ba-4a5c5ba494c5', '2026-11-28 12:24:45.982208+00');
INSERT INTO hookshift.event_keys VALUES
	('59b25255-43fb-6a97-abea-5e26d781c9c9', '2026-11-28 12:24:46.010702+00'),
	('4a919431-8ff0-5976-c5d7-422837a22247', '2026-11-28 12:24:46.035446+00'),
	('31252516-1aad-1dbd-0909-e2208590e8e3', '2026-11-28 12:24:46.072215+00'),
	('19cefa08-750a-bc10-6c8d-a0f6c7b64a8e', '2026-11-28 12:24:46.100252+00'),
	('b5409cf8-fe3f-f5ce-2c28-ec4614e490d1', '2026-11-28 12:24:46.135265+00'),
	('7c7cd76a-5acb-c5be-21e5-2333699b5421', '2026-11-28 12:24:46.175674+00'),
	('77af6376-b6f2-23f8-3a5c-b72814feb8b5', '2026-11-28 12:24:46.212821+00'),
	('f3ff7c4c-7bf9-9ef8-582a-09f1a76970e2', '2026-11-28 12:24:46.24283+00'),
	('eb2035d0-9b8d-cb60-f27c-0c612d6bb5a6', '2026-11-28 12:24:46.276922+00'),
	('07c62f8e-0224-df10-1321-530f3202689b', '2026-11-28 12:24:46.323227+00'),
	('d8ad463a-e079-42f9-c292-eedfa2691548', '2026-11-28 12:24:46.348423+00'),
	('15082a86-57be-f51d-512d-a268913cb967', '2026-11-28 12:24:46.375819+00'),
	('25ce577b-0f03-be81-81a3-1951b1096666', '2026-11-28 12:24:46.413522+00'),
	('a77a92b5-cbe6-641f-db10-ec3486ec5890', '2026-11-28 12:24:46.442693+00'),
	('4408c8bb-cb12-c151-b3d8-aafb181ddc14', '2026-11-28 12:24:46.477933+00'),
	('c6231ca2-aceb-c7a3-1fcb-47afd213e281', '2026-11-28 12:24:46.506714+00'),
	('714b5b85-c3a6-443f-a4f2-9821d9a57a3e', '2026-11-28 12:24:46.540224+00'),
	('70e7235c-4f20-0037-217a-62661ecdc0aa', '2026-11-28 12:24:46.575664+00'),
	('c8e43187-d269-ab85-cade-6fe54b11470a', '2026-11-28 12:24:46.615688+00'),
	('4d6e09b5-cbe0-e8d2-2859-75c759daffa8', '2026-11-28 12:24:46.642689+00'),
	('9c257293-3c03-d38e-4b08-992e2d6b0ece', '2026-11-28 12:24:46.678693+00'),
	('2552ffe6-fd62-afd9-e37f-eea80297ce11', '2026-11-28 12:24:46.706994+00'),
	('e9138541-96f9-6bdf-893d-35603a49b5b3', '2026-11-28 12:24:46.738668+00'),
	('848ac2af-5f4f-e97f-2cb7-e3f3957a0b86', '2026-11-28 12:24:46.772773+00'),
	('e15a7074-5c82-518d-0e51-c8a26d264469', '2026-11-28 12:24:46.816783+00'),
	('e3610355-aaff-f3cc-6eb3-a60547857af7', '2026-11-28 12:24:46.853001+00'),
	('d41b5bcd-371d-5c79-38bb-0bb890229806', '2026-11-28 12:24:46.880351+00'),
	('2828ff86-3864-8e5d-2944-1ad8c3a9f30f', '2026-11-28 12:24:46.915683+00'),
	('bf5fbf1d-84bf-3643-243a-e6a378902b9a', '2026-11-28 12:24:46.957938+00'),
	('f3351ec4-c458-780b-e424-62a07a67951b', '2026-11-28 12:24:46.986697+00'),
	('db8baf06-b2a3-8cd2-6961-afa58019c159', '2026-11-28 12:24:47.018363+00'),
	('582e9a0e-9c0d-2d2c-bbab-4945a83acd07', '2026-11-28 12:24:47.055857+00'),
	('1ff02013-16ca-017f-ab7f-d4f9c0a0bc2a', '2026-11-28 12:24:47.087425+00'),
	('e72e4e66-cfbf-29c9-54c9-0bd34031e0d8', '2026-11-28 12:24:47.113773+00'),
	('9c0e87b6-1775-7a01-d8fc-f82a9cb63792', '2026-11-28 12:24:47.142701+00'),
	('2c34f76e-343f-7227-cf8a-9cb8c922caaf', '2026-11-28 12:24:47.183775+00'),
	('da91fdeb-2d3d-918a-d5b0-13e423760aec', '2026-11-28 12:24:47.227109+00'),
	('28a09ea3-f1d8-a355-fb25-496a1656e0dc', '2026-11-28 12:24:47.258687+00'),
	('16ece750-0144-7a21-ee38-3a0b8d2c7736', '2026-11-28 12:24:47.286083+00'),
	('b971cbaa-3596-cdda-8f34-9301d9234570', '2026-11-28 12:24:47.319142+00'),
	('981fe07d-42e3-b4c5-3d56-892af9ac88de', '2026-11-28 12:24:47.346696+00'),
	('0da59df9-89d9-4752-b89a-b1f35154f1f4', '2026-11-28 12:24:47.379335+00'),
	('70327760-ad49-522b-5de5-d2d8fcd77128', '2026-11-28 12:24:47.414701+00'),
	('4f6274e6-d777-8cc5-d201-ff3a881c20e8', '2026-11-28 12:24:47.444584+00'),
	('ec5fda6a-0247-1e41-7cac-1ddbf6ec8147', '2026-11-28 12:24:47.4772+00'),
	('26a4dd72-8ffa-6d15-15eb-8fe4945f13d9', '2026-11-28 12:24:47.510708+00'),
	('244d3212-5587-949f-ed0d-dba64b41ae59', '2026-11-28 12:24:47.538692+00'),
	('92fdceea-f2a6-e56b-479a-1de6456d8092', '2026-11-28 12:24:47.567208+00'),
	('a7ead36a-fb9c-f8a4-027f-437513d00b21', '2026-11-28 12:24:47.598087+00'),
	('8d052c44-8653-ebbe-8115-2793df0f7290', '2026-11-28 12:24:47.638699+00'),
	('af61392d-c0db-28df-a3e8-8459e0285670', '2026-11-28 12:24:47.67884+00'),
	('7d0635eb-e415-b014-5c02-63b85f3bd267', '2026-11-28 12:24:47.715015+00'),
	('4c2e8c07-67b2-bba4-dc7b-38a069c5c7e1', '2026-11-28 12:24:47.746712+00'),
	('52f25239-3237-c461-8141-83e433458b62', '2026-11-28 12:24:47.773322+00'),
	('915b110f-4d5f-98e2-de86-093334b29ac3', '2026-11-28 12:24:47.811603+00'),
	('f996dc82-137f-c5d1-70bb-6c165cc0eb3c', '2026-11-28 12:24:47.845894+00'),
	('37715f29-44c4-f248-f944-83225e08d7d9', '2026-11-28 12:24:47.891219+00'),
	('b2b14f50-e736-84c1-328f-f6faca61692e', '2026-11-28 12:24:47.930093+00'),
	('c9c341f7-4f9e-05de-cb27-bcf8a58c6fbd', '2026-11-28 12:24:47.962885+00'),
	('3a640dcc-1d09-8ab2-805d-d59e3aba0b6d', '2026-11-28 12:24:47.988082+00'),
	('e0e45afd-21f6-bad3-c131-b35cfeec30bf', '2026-11-28 12:24:48.030762+00'),
	('ed6979f6-627d-5cde-1bef-3ae419561c88', '2026-11-28 12:24:48.069328+00'),
	('55b574fa-2750-b551-feb9-141dbaa53aa3', '2026-11-28 12:24:48.110989+00'),
	('2e87ab8f-f078-599a-7658-dfcd6d5a4285', '2026-11-28 12:24:48.142691+00'),
	('044d8581-f0f3-d01a-78cc-e98de1cc56f0', '2026-11-28 12:24:48.182384+00'),
	('e2c96767-e813-1e06-89d6-f718e476b0f1', '2026-11-28 12:24:48.234708+00'),
	('b8d3f360-3435-8e3f-a393-cc7e3c33288d', '2026-11-28 12:24:48.274712+00'),
	('ee790cea-7a3d-df78-d561-b4d71c7a660c', '2026-11-28 12:24:48.320695+00'),
	('ebd7c597-baf3-fc93-5369-dc0949a32284', '2026-11-28 12:24:48.367691+00'),
	('feb48aaa-2f30-d96c-407f-44e5b93edfcb', '2026-11-28 12:24:48.400307+00'),
	('42b4b53a-acbb-c584-2be7-5c407648e4b4', '2026-11-28 12:24:48.448561+00'),
	('1b1e6637-dd66-7741-18a3-b4c943c70aa0', '2026-11-28 12:24:48.486615+00'),
	('50253970-e273-a578-f826-b084fb156f59', '2026-11-28 12:24:48.535462+00'),
	('ee729772-6564-c53c-1f87-3b605078f063', '2026-11-28 12:24:48.565547+00'),
	('0cf67eb6-b5d7-9be5-33fd-e95f9af1c7fe', '2026-11-28 12:24:48.592678+00'),
	('a9fa39bc-6cba-46a1-bb6e-b016ac71d2f3', '2026-11-28 12:24:48.632359+00'),
	('ae4ef028-2b7d-b350-3906-ac46daf72bc3', '2026-11-28 12:24:48.661998+00'),
	('d6e137f2-5837-12e2-5189-c491730059dd', '2026-11-28 12:24:48.699223+00'),
	('cc90ef4c-cf32-d1e0-f9c6-b037dbbb4293', '2026-11-28 12:24:48.726687+00'),
	('21cd654e-d884-bfa4-935a-3a92786e7a39', '2026-11-28 12:24:48.766699+00'),
	('36efd679-b493-0ffc-559b-f4b521252033', '2026-11-28 12:24:48.798697+00'),
	('2691ec12-cd2c-5153-ba05-6d07a455209a', '2026-11-28 12:24:48.823101+00'),
	('a62d9f7b-908e-eecb-882b-662020e94b3e', '2026-11-28 12:24:48.849105+00'),
	('a21d2ffb-d1ce-bb9b-5a5a-f22e4c505a75', '2026-11-28 12:24:48.88269+00'),
	('39a10f44-ad58-18cf-12e9-ab546891753b', '2026-11-28 12:24:48.9187+00'),
	('e28e5c39-287c-d25d-ae0e-f744f977446a', '2026-11-28 12:24:48.950695+00'),
	('44a72d27-4a86-c9e7-8149-d8a0b702557f', '2026-11-28 12:24:48.977829+00'),
	('6f142f98-2699-b9f1-06d8-b3db816631c5', '2026-11-28 12:24:49.029817+00'),
	('8d2a532c-b069-19b7-9b9a-997bdbcc9273', '2026-11-28 12:24:49.062906+00'),
	('d4e6713b-d7d3-dc2f-5fd5-8fcc06930b4e', '2026-11-28 12:24:49.086533+00'),
	('c6e41e3b-52e1-9e2a-279b-b2fd1f5dcdb3', '2026-11-28 12:24:49.119039+00'),
	('4f0c78bd-9d55-1ec4-c4a9-d83083926de0', '2026-11-28 12:24:49.158708+00'),
	('2b2c60b0-017c-fd37-af90-e47a83d7170e', '2026-11-28 12:24:49.192872+00'),
	('116a2697-0773-073d-5515-ed66f0a99838', '2026-11-28 12:24:49.228251+00'),
	('762162b1-a7ba-7bdc-f653-586b68a046db', '2026-11-28 12:24:49.252587+00'),
	('80145236-8db5-ac89-89db-0ab999c63534', '2026-11-28 12:24:49.281302+00'),
	('bd733696-bbe3-1848-c66b-049eb504667d', '2026-11-28 12:24:49.306007+00'),
	('2baa7613-774f-28d5-5469-ca68cc875ea7', '2026-11-28 12:24:49.332737+00'),
	('5cb883b2-3c2a-50e7-9f68-a8cdee4ec343', '2026-11-28 12:24:49.372966+00'),
	('c69e1a3a-47ea-ad5a-9482-07f80b42e2a1', '2026-11-28 12:24:49.402694+00');
INSERT INTO hookshift.event_keys VALUES
	('39d35cf3-13c2-9106-d27a-5ebecf14c85e', '2026-11-28 12:24:49.434599+00'),
	('9622bd67-ec94-d9b3-5a33-dc95e39daa45', '2026-11-28 12:24:49.474399+00'),
	('053df523-69cd-4a6d-f100-81eaf91440ac', '2026-11-28 12:24:49.498975+00'),
	('c23b7a79-a83c-6740-a458-b864d19bd881', '2026-11-28 12:24:49.526696+00'),
	('21fb5b7e-6f85-8ed6-afc3-1c8a976ba9de', '2026-11-28 12:24:49.561211+00'),
	('cc631448-c06c-bcff-1b55-54ae098fe8ae', '2026-11-28 12:24:49.598916+00'),
	('3ec81718-a951-c7f7-22fa-2c32bc3c4166', '2026-11-28 12:24:49.630692+00'),
	('fd6c6c5a-1454-aac5-54f3-36474c85cfd9', '2026-11-28 12:24:49.662508+00'),
	('709507cd-4042-9b34-8161-5b4db20bc7a9', '2026-11-28 12:24:49.693796+00'),
	('47f92dc7-5138-c50e-aecd-4c8a2b7e09c1', '2026-11-28 12:24:49.721007+00'),
	('630641c9-e9de-8c5f-6792-748d1d3a4537', '2026-11-28 12:24:49.746689+00'),
	('e754afd3-158d-5572-d8db-e35d29a5588f', '2026-11-28 12:24:49.78232+00'),
	('2673c537-f17f-4188-3f41-ea48398e5279', '2026-11-28 12:24:49.814022+00'),
	('b76b2659-fabe-9bfe-a3e0-21f185e1b57f', '2026-11-28 12:24:49.842694+00'),
	('b8ebbea6-fd4b-9140-78a4-735de97334e3', '2026-11-28 12:24:49.8745+00'),
	('d86df9f6-0721-997e-2229-934fbc135985', '2026-11-28 12:24:49.898407+00'),
	('191984f8-acb7-03b9-a1c1-407e2b9d0e27', '2026-11-28 12:24:49.925848+00'),
	('9a462ab3-209e-2b00-a951-3d121fd63c6d', '2026-11-28 12:24:49.949497+00'),
	('9347eaa1-ae6e-45da-e349-782bc35e37ef', '2026-11-28 12:24:49.989238+00'),
	('0bd98263-2206-e4ec-fad8-4239c30f5f5a', '2026-11-28 12:24:50.015734+00'),
	('ba336793-318e-6402-6b69-26638d7fb047', '2026-11-28 12:24:50.043795+00'),
	('05896aa6-5686-4dae-bdd8-26be9f51f992', '2026-11-28 12:24:50.082991+00'),
	('5d88ee11-533e-789e-a06c-4c7f27cd6f35', '2026-11-28 12:24:50.118747+00'),
	('c3a6aa3e-7314-1460-4d0d-29a5b346886e', '2026-11-28 12:24:50.146725+00'),
	('af7a8d01-ddc0-81dc-10a8-9e7f2b5690b3', '2026-11-28 12:24:50.18478+00'),
	('befd7994-2b2d-59e5-1551-71fabe5762ce', '2026-11-28 12:24:50.226695+00'),
	('fd55abfd-1ac2-b6cc-dd4f-4a8c103a8fad', '2026-11-28 12:24:50.257088+00'),
	('fd6e6567-526e-275f-a8af-e54bc0671d65', '2026-11-28 12:24:50.286707+00'),
	('824bc081-b7b3-64cc-1211-2b9764bb70f9', '2026-11-28 12:24:50.320949+00'),
	('f9dd0278-cbf2-399b-bd2f-627cecbc2479', '2026-11-28 12:24:50.354759+00'),
	('6c68d202-f339-ddb7-1697-e252e1947d8c', '2026-11-28 12:24:50.382694+00'),
	('c42cb8d1-05a7-4115-6639-ed377c61a8b8', '2026-11-28 12:24:50.414703+00'),
	('aeffcdf1-9b98-b947-2e1c-50cd1e466c23', '2026-11-28 12:24:50.440021+00'),
	('fd80cf6d-c775-311f-5032-85fe7cf60e83', '2026-11-28 12:24:50.471623+00'),
	('1ea329f7-e1d9-30c7-6827-912d5d69d95b', '2026-11-28 12:24:50.498199+00'),
	('7efa0cf4-7e43-2db0-6e2a-b3bbbd882e97', '2026-11-28 12:24:50.538986+00'),
	('35061881-ec1e-4fec-d17b-43c74a41e4cf', '2026-11-28 12:24:50.570702+00'),
	('cedd3dbd-cf07-2739-6192-feca46ff5256', '2026-11-28 12:24:50.606693+00'),
	('13c26841-5b4d-5ff6-6a17-cf4679e65e8a', '2026-11-28 12:24:50.638845+00'),
	('6eca7e4c-6ed0-cd87-a239-eeb2382d5be6', '2026-11-28 12:24:50.681911+00'),
	('3689dcfa-6c1d-79f7-294b-c90c7dc982b5', '2026-11-28 12:24:50.722687+00'),
	('931edc23-f415-3bb4-3697-659e18244c8f', '2026-11-28 12:24:50.760422+00'),
	('78e1702c-88ac-9671-ec53-81eaaf899786', '2026-11-28 12:24:50.802697+00'),
	('98016dde-8e21-6b6a-0c44-3534afe2185b', '2026-11-28 12:24:50.838948+00'),
	('dea1075a-3922-af22-5c72-6e611b9ad893', '2026-11-28 12:24:50.86529+00'),
	('0465a3c4-f10b-9c06-02ca-d949fbe644f5', '2026-11-28 12:24:50.897465+00'),
	('5eed8341-4665-6a77-2532-ee6c4aa6aa3f', '2026-11-28 12:24:50.94269+00'),
	('f7993965-97d4-ea17-ce35-ef09abd675b5', '2026-11-28 12:24:50.974742+00'),
	('3515e6b4-1958-0327-6aea-8efbfd9e0b7f', '2026-11-28 12:24:51.006699+00'),
	('e8f50d87-bccd-ee71-2efd-556e2ddcbbd5', '2026-11-28 12:24:51.041379+00'),
	('a06611dc-3d73-a092-e54a-5c7799094262', '2026-11-28 12:24:51.066006+00'),
	('3d046a4d-b262-4600-2f40-49f296a8af1d', '2026-11-28 12:24:51.094201+00'),
	('46779db4-6825-686c-c580-f9a44c31cc21', '2026-11-28 12:24:51.122056+00'),
	('7b7d959e-6afe-d86a-3b5d-52b907b7c1a2', '2026-11-28 12:24:51.150491+00'),
	('f1fa4d24-a996-fc0a-30be-cd4df74babd5', '2026-11-28 12:24:51.179637+00'),
	('331da833-faba-db3e-b2e8-4386a9bc6461', '2026-11-28 12:24:51.206692+00'),
	('34634e5d-1f39-7bf4-c91a-19243388ea84', '2026-11-28 12:24:51.23438+00'),
	('d3d952c3-6d09-ed87-ec3b-b396f6c9a317', '2026-11-28 12:24:51.272595+00'),
	('8c58d644-d008-5f3d-bf43-c7364992713b', '2026-11-28 12:24:51.308073+00'),
	('b908e0a0-c962-03db-d5c0-31b413d82f97', '2026-11-28 12:24:51.354433+00'),
	('f5c8d893-4400-b748-a3cb-96960812d4fc', '2026-11-28 12:24:51.385073+00'),
	('625d3ee5-09d0-a066-e643-433da8166bbc', '2026-11-28 12:24:51.42688+00'),
	('d8bbf367-7f16-b2ac-df19-9b62e100d52f', '2026-11-28 12:24:51.456893+00'),
	('7434723d-9fd4-b6c1-8ae6-b63c14e2883f', '2026-11-28 12:24:51.482553+00'),
	('ced32233-fe2e-126b-ce87-1f3c2bc8f72f', '2026-11-28 12:24:51.524795+00'),
	('8bf9df67-2930-089e-036e-55e59db83d73', '2026-11-28 12:24:51.564684+00'),
	('8f6c0fbb-916a-56c7-7883-342a38bbffb5', '2026-11-28 12:24:51.592002+00'),
	('48f403db-3743-e33b-aa5c-f7c80a983a9d', '2026-11-28 12:24:51.620888+00'),
	('5a996bf7-ecc8-de9e-d6a7-ed0d36703401', '2026-11-28 12:24:51.647524+00'),
	('6151c380-026e-af39-ed9a-bbf10e912fd2', '2026-11-28 12:24:51.676803+00'),
	('73cbf24d-45c7-e8c1-6832-440d36dd8139', '2026-11-28 12:24:51.709006+00'),
	('5234f938-b383-ce5a-e206-783263264a09', '2026-11-28 12:24:51.735731+00'),
	('ff49d5bd-a8eb-347f-e0a4-d09d7995ce56', '2026-11-28 12:24:51.765074+00'),
	('726a05d8-366b-993b-3523-46e6c5101b92', '2026-11-28 12:24:51.797111+00'),
	('981261f7-75de-614e-7ebc-a327ebd7e20c', '2026-11-28 12:24:51.828835+00'),
	('9ed241ba-35bf-543b-f068-fe8f27a0c80a', '2026-11-28 12:24:51.867235+00'),
	('0cad1ee3-428b-dd73-f533-a661a6ec1501', '2026-11-28 12:24:51.893589+00'),
	('2e952b30-5cb6-b1b0-ffa1-5b1bf29bb4f8', '2026-11-28 12:24:51.921075+00'),
	('f4110aed-b6d2-a4e9-0c57-71a0be82da41', '2026-11-28 12:24:51.951793+00'),
	('95e22d74-3eec-3d17-325a-6877ae82e2d7', '2026-11-28 12:24:51.976864+00'),
	('50b86b10-72dd-5a0b-bff8-c8ab4dd0774a', '2026-11-28 12:24:52.0011+00'),
	('537899f2-f9fb-7252-f4ca-216e782e0f5d', '2026-11-28 12:24:52.025997+00'),
	('16586c92-946c-7be0-d4d2-c5e8f5334776', '2026-11-28 12:24:52.050706+00'),
	('c547aa43-66fa-eed6-060c-c2bda61668b9', '2026-11-28 12:24:52.082924+00'),
	('077ada9a-4418-3855-09f5-b02636376d77', '2026-11-28 12:24:52.12203+00'),
	('caacfcac-49a8-898c-fd2e-398e1cec2d36', '2026-11-28 12:24:52.146606+00'),
	('5af1276d-8c2b-54ec-ea03-49d32c1313ae', '2026-11-28 12:24:52.171282+00'),
	('f0cece13-c24f-1ad7-fa9b-45d3a12144de', '2026-11-28 12:24:52.197803+00'),
	('98887d50-f93e-bb2a-63c6-b5238915613a', '2026-11-28 12:24:52.223941+00'),
	('a1a19c20-6f48-939e-f2a9-98f93781d31c', '2026-11-28 12:24:52.256118+00'),
	('2834c996-b501-1d24-5117-7fbb11741374', '2026-11-28 12:24:52.282631+00'),
	('2587546e-526c-a67b-1542-0893d6552a8f', '2026-11-28 12:24:52.307348+00'),
	('d399589a-5862-86c3-a545-13ffd87e2908', '2026-11-28 12:24:52.342343+00'),
	('b2dde73b-59da-a66c-146d-0a13e326994e', '2026-11-28 12:24:52.372712+00'),
	('4edbf83d-a01c-b663-f9b1-d4f59065b9a1', '2026-11-28 12:24:52.398694+00'),
	('d287bf3c-cd20-937c-8486-90f5b69b917e', '2026-11-28 12:24:52.430722+00'),
	('df2a3bee-47a2-cfb8-d5e1-9e871deb178d', '2026-11-28 12:24:52.455591+00'),
	('6e8a0fc2-7781-de5a-34a1-f42c1a714ba5', '2026-11-28 12:24:52.487107+00'),
	('b47b59a0-28c6-0db5-f6cf-919b3a5d02aa', '2026-11-28 12:24:52.512751+00'),
	('9e87df85-89f6-2383-5c89-76e3bc243d8a', '2026-11-28 12:24:52.537643+00');
INSERT INTO hookshift.event_keys VALUES
	('00f09d4a-ef23-419b-d420-b5986bef5ad1', '2026-11-28 12:24:52.562398+00'),
	('97d7a6e4-0d87-426e-1435-c842e1b225c7', '2026-11-28 12:24:52.591045+00'),
	('3133c7cf-d9a8-a89f-8e04-54b8f911005f', '2026-11-28 12:24:52.618931+00'),
	('c42d90c8-76f5-166f-c841-fa3f4dd2ddda', '2026-11-28 12:24:52.654716+00'),
	('b8aedd40-9f68-a126-439a-88bf0b55e281', '2026-11-28 12:24:52.67955+00'),
	('7605d787-74b6-ca64-04ad-a8b08b9f23d5', '2026-11-28 12:24:52.708385+00'),
	('51e23faa-cb2b-1520-b0fc-b27cd201cf01', '2026-11-28 12:24:52.735869+00'),
	('3f1353c5-aa34-e2aa-a5e3-0762b17ead51', '2026-11-28 12:24:52.761825+00'),
	('de467c00-12d5-f120-b814-99a3652c5fea', '2026-11-28 12:24:52.796766+00'),
	('41b55273-93c5-4753-e42d-dcf88e3e2a0a', '2026-11-28 12:24:52.834701+00'),
	('9ebe45fa-a46e-82bb-d629-5789ef084ff1', '2026-11-28 12:24:52.864873+00'),
	('beb08a56-671c-68a8-7e75-b3b4be969012', '2026-11-28 12:24:52.890916+00'),
	('3305550c-dea0-211d-284e-a68157f95123', '2026-11-28 12:24:52.92201+00'),
	('fab47a59-87c5-25b7-2864-104685414b31', '2026-11-28 12:24:52.947007+00'),
	('42ef60b0-a987-a470-5136-0bb5931eb427', '2026-11-28 12:24:52.974695+00'),
	('5c805142-78c0-10b0-755e-ff3b0dcebc0f', '2026-11-28 12:24:52.99972+00'),
	('52736956-1b2e-e3fb-e00d-2704f71ad7f1', '2026-11-28 12:24:53.026592+00'),
	('831ecd29-bde7-de71-2a34-e5d2c7539350', '2026-11-28 12:24:53.051613+00'),
	('b395c6c2-ca4a-8191-ca05-504fbd8654bc', '2026-11-28 12:24:53.078691+00'),
	('c6d06c23-5cba-afd6-fcd4-a704ee66d19b', '2026-11-28 12:24:53.106685+00'),
	('c4498983-bfcf-ecb7-61a8-cc0fd3e3d4fb', '2026-11-28 12:24:53.136517+00'),
	('734464d4-5f4e-3fdb-834f-37f7caccbf72', '2026-11-28 12:24:53.171161+00'),
	('97cc8ede-7a23-0adb-c6fb-85922bb6bbe9', '2026-11-28 12:24:53.23485+00'),
	('b35941ad-8bc5-5778-bdc2-16f331a8503d', '2026-11-28 12:24:53.268206+00'),
	('414ef7a5-8025-ac27-8b67-4e0d444bbb93', '2026-11-28 12:24:53.293654+00'),
	('18456624-30e0-57d5-cc56-f7e2eb51be2f', '2026-11-28 12:24:53.328201+00'),
	('c317b33b-070d-d7df-81d5-857a4119258c', '2026-11-28 12:24:53.346672+00'),
	('db09d9b2-c3c3-184b-d3b8-4d0f5d485f6a', '2026-11-28 12:24:53.362696+00'),
	('7d912cba-a516-30ff-58b5-091e8b78d58a', '2026-11-28 12:24:53.370756+00'),
	('6f3c01d1-ec05-a92d-3b9a-1c30d3505ff2', '2026-11-28 12:25:44.744663+00'),
	('6314ac39-3345-ca0a-6de0-e003d7447fa6', '2026-11-28 12:25:44.778489+00'),
	('283c3eff-69bc-1ee3-3b30-f092d2c73d57', '2026-11-28 12:25:44.810701+00'),
	('0d19e4d5-c6b9-387d-07ef-ae9fd9b4ca66', '2026-11-28 12:25:44.829367+00'),
	('37e25bab-4543-fd98-2755-ba8894863e5f', '2026-11-28 12:25:45.153979+00'),
	('5445e8ff-a5b2-8801-7532-bced2acfbd22', '2026-11-28 12:25:45.187476+00'),
	('f63dd242-495b-3cf8-cd04-2ff7311eadf7', '2026-11-28 12:25:45.227324+00'),
	('92a83125-e9bb-5868-4257-32667c8fe533', '2026-11-28 12:25:45.240368+00');

INSERT INTO hookshift.gateways VALUES
	('gateway-1:27019:1795868743989343198', 'gateway-1', 27019, 0, '0.1.0', '2026-11-28 12:25:43.989355+00', '2026-11-28 12:25:44.598895+00', 5, '{"in_flight": 1, "inbox_away": 0.0, "connections": 1, "recorded_at": 1795868744.5968661, "database_away": 0.0, "inbox_waiting": 0, "buffered_bytes": 902, "config_version": 5, "deliveries_held": 0, "unwritten_seconds": 0.0, "config_age_seconds": 0.029982941000525898, "deliveries_running": 0, "deliveries_overtaken": 0, "recorder_spool_bytes": 0, "recorder_dropped_rows": 0, "recorder_spooled_rows": 0, "recorder_waiting_rows": 0, "recorder_written_rows": 0, "recorder_damaged_files": 0}');

INSERT INTO hookshift.leases VALUES
	('rollouts', 'gateway-1:27018:1795868744091477464', 2, '2026-11-28 12:25:50.040843+00');

INSERT INTO hookshift.ledger OVERRIDING SYSTEM VALUE VALUES
	('whatsapp', '2026-11-28 12:00:00+00', 0, 333, 0, 326, 2, 1, 640),
	('whatsapp', '2026-11-28 12:00:00+00', 2, 1, 0, 0, 0, 0, 648),
	('whatsapp', '2026-11-28 12:00:00+00', 2, 1, 0, 0, 0, 0, 649),
	('whatsapp', '2026-11-28 12:00:00+00', 2, 1, 0, 0, 0, 0, 650),
	('whatsapp', '2026-11-28 12:00:00+00', 2, 1, 0, 0, 0, 0, 651);

INSERT INTO hookshift.migrations VALUES
	('0001_routing_config', '38a3ca51d647d1d31177b7eff280af597c50254fd5652f27189bf287a54b7a30', '2026-11-28 12:23:40.431435+00'),
	('0002_routing_logs', '6adf6faa20e519e0ee3cc50ee97d0b15664619e76ad299360e9c0fb11b4ec324', '2026-11-28 12:23:40.506006+00'),
	('0003_gateways', '1f681319a71b9ac4960e596ffa1d1bb24cc53f370a7babfdf97b548d0f7736de', '2026-11-28 12:23:40.833528+00'),
	('0004_access', 'f85dc37eca41b45b976c8bf8f1a20a4724a40b24050c13e108c9c89f0e751a1b', '2026-11-28 12:23:40.85583+00'),
	('0005_rollups', 'e04109e104672429ae8b05def7b51531f42a0dbd5146e557727177e76bcc8b84', '2026-11-28 12:23:40.936426+00'),
	('0006_rollouts', '4886f6d4bc37e96a68ffa6d7cfcb5683c454e5a2b88b94f75fb007f8e42cd2f1', '2026-11-28 12:23:41.054838+00'),
	('0007_outbox', '91050b3c502f93f822420b4e5c3c050f542da2321cb809ff5467fcfb898a20dc', '2026-11-28 12:23:41.150559+00'),
	('0008_losses', '3cdc1eed578d3e7aaf192ab954626631e462f7462207039da2a547e38ebbddc8', '2026-11-28 12:23:41.22814+00'),
	('0009_deliveries', 'cdf001d891e83f9a133809c7be313a5af0ee99160b686b1c314d44f2a5eca5b9', '2026-11-28 12:23:41.29514+00'),
	('0010_replay', 'ffbe99fa83ece3cc3a41091c713b1782efb83f8d8d3f6f93babd8f9d7eb9af25', '2026-11-28 12:23:41.575334+00'),
	('0011_hot_statements', '7d7bc4e60ad7560b050b2c6fb40d5d691ba0585d5a0741398b94b3dd185e946c', '2026-11-28 12:23:41.638024+00'),
	('0012_api', '918ca66881e76f6d8f9637bb5725501cdcbfe59b468b5d5a656762f80a6104bc', '2026-11-28 12:23:41.742449+00'),
	('0013_sessions', '6dc25241a92f2c905f020f5a2f31089d08a4846a683be31c395557bde1d9828a', '2026-11-28 12:23:41.80348+00'),
	('0014_alerts', '4308fa86c84bd84c02941dad2285909f1e6fde81aebab2e7c8902068b7ad8e62', '2026-11-28 12:23:41.864369+00'),
	('0015_search', '2cd63413efbe3ce622579e4c2bd6bbd7c4d55b271c37c5eab96753b6c3043c1c', '2026-11-28 12:23:41.949092+00'),
	('0016_reminders', '0eba4e301b7f1dcf7805ac907427716c8a60b216343814a06eab3305df000a74', '2026-11-28 12:23:42.01274+00');

INSERT INTO hookshift.notifications VALUES
	('f418768b-e8a7-4c18-b41f-b678b15a4c1c', 'ops', 1, '2026-11-28 12:24:41.755927+00', 'sent', 1, '2026-11-28 12:24:42.758697+00', '2026-11-28 12:25:42.758697+00', '2026-11-28 12:24:42.792739+00', NULL, NULL),
	('d041d910-639f-4bbb-b5b4-b5f086a597fb', 'ops', 2, '2026-11-28 12:24:41.755927+00', 'sent', 1, '2026-11-28 12:24:43.762412+00', '2026-11-28 12:25:43.762412+00', '2026-11-28 12:24:43.795916+00', NULL, NULL),
	('a5dc9e7f-6e0a-48d7-93cc-b9439dcad91f', 'ops', 3, '2026-11-28 12:24:51.294768+00', 'sent', 1, '2026-11-28 12:24:51.808512+00', '2026-11-28 12:25:51.808512+00', '2026-11-28 12:24:51.871685+00', NULL, NULL),
	('9079ae48-ce7b-4b07-ba37-96061c190fad', 'ops', 4, '2026-11-28 12:24:51.294768+00', 'sent', 1, '2026-11-28 12:24:52.79781+00', '2026-11-28 12:25:52.79781+00', '2026-11-28 12:24:52.858692+00', NULL, NULL),
	('7d4b4e7f-4ffb-438e-9fa4-257a8441f620', 'pager', 4, '2026-11-28 12:24:51.294768+00', 'waiting', 2, '2026-11-28 12:24:56.807142+00', '2026-11-28 12:25:17.689452+00', NULL, 'HTTP 503: nobody is there', NULL),
	('1dcd51e1-5580-4fca-8cd5-f0966bdfde92', 'pager', 3, '2026-11-28 12:24:51.294768+00', 'waiting', 2, '2026-11-28 12:24:57.798893+00', '2026-11-28 12:25:20.303924+00', NULL, 'HTTP 503: nobody is there', NULL),
	('c4ea4e37-7d53-4225-8f30-a8e8ad8ac24e', 'ops', NULL, '2026-11-28 12:24:57.162705+00', 'sent', 1, '2026-11-28 12:24:57.798893+00', '2026-11-28 12:25:57.798893+00', '2026-11-28 12:24:57.838704+00', NULL, 1),
	('98b61c45-a12e-4683-99a1-eef8bcfdf36f', 'pager', 2, '2026-11-28 12:24:41.755927+00', 'waiting', 3, '2026-11-28 12:25:03.829834+00', '2026-11-28 12:25:29.828872+00', NULL, 'HTTP 503: nobody is there', NULL),
	('59947d9a-5306-40a6-8684-93b013a16033', 'pager', NULL, '2026-11-28 12:24:57.162705+00', 'waiting', 2, '2026-11-28 12:25:05.856986+00', '2026-11-28 12:25:20.514578+00', NULL, 'HTTP 503: nobody is there', 1),
	('f46d84eb-44a2-40ca-9537-a82e740ea4ce', 'pager', 1, '2026-11-28 12:24:41.755927+00', 'waiting', 3, '2026-11-28 12:25:12.847229+00', '2026-11-28 12:25:46.043736+00', NULL, 'HTTP 503: nobody is there', NULL);

INSERT INTO hookshift.notifiers VALUES
	('ops', '2026-11-28 12:14:37.786687+00', NULL),
	('pager', '2026-11-28 12:14:37.786687+00', NULL);

INSERT INTO hookshift.payloads VALUES
	(1, '2026-11-28 12:24:42.994176+00', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d3563313566613636313461373766323133386366363964643466663935393966353139366135656134303663313439313330333239343132653038323065646492c410782d636f7272656c6174696f6e2d6964c42466346235323333312d373638332d346662352d613662642d33303639663333313333353692c40b7472616365706172656e74c43730302d66346235323333313736383334666235613662643330363966333331333335362d663662666535323539396232616566392d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738303030303030312e31ac323530373830303030303031ac323530373830303030303031a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd15a6ce0009c61104d92466346235323333312d373638332d346662352d613662642d333036396633333133333536d9203437383535356232386334393330633138333237663561633865316661303766', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373830303030303031220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373830303030303031222c0a2020202020202020226964223a202277616d69642e3235303738303030303030312e31222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d'),
	(2, '2026-11-28 12:24:43.057404+00', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d6533613661383263333039653862363938383735613739306533626534393437613832353935313865653466633561386537613961616432666165653236613992c410782d636f7272656c6174696f6e2d6964c42461393130376139642d316532302d346163632d616463662d61383938396135333862303792c40b7472616365706172656e74c43730302d61393130376139643165323034616363616463666138393839613533386230372d333063643734393631323035306662372d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738303030303030322e32ac323530373830303030303032ac323530373830303030303032a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a7756e6966696564a7756e6966696564a8696e5f7368617265a46a6f6273cd0927ce000289f904d92461393130376139642d316532302d346163632d616463662d613839383961353338623037d9203865316537326465346263373436303465373436346238306661623635343737', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373830303030303032220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373830303030303032222c0a2020202020202020226964223a202277616d69642e3235303738303030303030322e32222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d'),
	(3, '2026-11-28 12:24:43.105447+00', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d6263333066393066343130653436373430383463646533383166633866336634613130636161383161396331303830313663636638353366656133343037653692c410782d636f7272656c6174696f6e2d6964c42464376630343332662d366261612d343134642d613635302d61636563386636323633376292c40b7472616365706172656e74c43730302d64376630343332663662616134313464613635306163656338663632363337622d336339613731653238343630356564392d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738303030303030332e33ac323530373830303030303033ac323530373830303030303033a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd1be9ce00089c5d04d92464376630343332662d366261612d343134642d613635302d616365633866363236333762d9203132396266373436366131303762663834346162326461356361666566336461', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373830303030303033220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373830303030303033222c0a2020202020202020226964223a202277616d69642e3235303738303030303030332e33222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d'),
	(331, '2026-11-28 12:25:44.744663+00', '830951866ecf', '\x8abf3180340f494724996248fb3ffa876404de3ac11b8ba183815933cc983aa58711d308f4f6959cf8cdd276e48519798687703cf7fd8abab4c13c7b916cf367fc7866a5ebfe08fb96ac664946f0d9c97e51527c760381d6a432c5fa6fea821663fa457298e27552980c4ee15f36cb4d5243caef84d57c254a099dce12a524c37d99063363094a956ffbcf5b148e381e95a74cda0637d96c1d0a3e06ad260c422a8a1b89b2a9c2e10b9cfc05a0b4107c9204cd951fef004fbf40d2c83e4731d6d366be07d6f5b332cbed838043eab9e9324496fcba65493a5838f31f2ffdfc2de5c2ead04bfe1ab58f4d8987a4205370d8ed8d6a03fd902b4bd21d2dfb5fbce859728a14f56dc7821757fc7a4e10a6842881db77e9a0c3bfd361cdea8c3a64f62d149d2957bc95ac1fb620d121ef6f33563aa36ab598360f141e8d9cab5ef88bbfbfc9f6b00d59db4391c982a9c8b893c08e5dc80495594c623c67f5668b7a58a69993182b1420faa07cb10c9adc9d9d2f4bd8e2a76c01444a62fa52da9781ad74fd25624b5c139f913e26c7fa3ddf116cb218249ed6c04cbb3d0449b376ea9e394a638cd99c831d893f657879364bf1c3f5d2bbf0b590440f301a12430ebe7e28e326153445c4617d9b95e50c7df1d3516a41e5b614542a708ebecea91c07839719c55b40c7b27ea150a4dff3797ad7c5947bd6d9f7b19ef21d856bc541bcbaf05047fd7410b4e9b4822fbd7a376c226ab3e7fe9b95f9c57ad17b5781ec1e7175d3839d32da7f665c3382d04530ad869c2eccd9ab0df7c7d0a4330196de13120046a10f4ba1db', '\xfb4a171a369e11d20628808040b79d2cdd0de34144b562e87c5cee34755b3381842a166b01c21477753df78d140d8fc0dff8e69b19576cf194e52ca5a3d1a7fe9fe07803b49c7951587a4f8b6fb0816753191ef406e4ce48a08097f2e06198178f24e9c7f4eba63417896e90c1b23486f0da532209f5d6abbaf037de107d20cc0309f24426c8e8125dbe86455ab7c1088ad43c2118b3c20e6b9ccbf857fad46e2968b84ab71463d946ad1b5bf277724c325a723ac3a1f53affd4f2252c5cbba21acde9bfdafd538f1a0876504b58e617257af2e9bcf6172fe26be06e2f76c7edc512c1072795405feda21e4492a9a92c4ca881dfb4d09b7ca1f706283b23f7589f1c6f1e4198ff4628fab5c6b7caf228191a0c01bd826bcf3669a4fec0d95e53455e14951deaa540047c017f633abc36f00abb4e2b50d433e1d0eb41a2cac003808eaeca3df90f5103cfab13e331abe3be02340807531efe8cb395686f41562b63df3183fba49b94fb0978c753de84c228a276b39659a1f719547e9127ea3960720fa968e147ab7f02e37ce6d7297f397daadd3c17ba235942f6ae7fbf40462a2dc95fee567a1975b6c76addd38a6a5e36cc495de7469de251290dc8235bb209a25edbf9679cc5f5d66e721b5018ca6d0144d454d4da94c0dff90ddbf67747b0399e3cd52dfde762ecc30484fd0ccc53d0746a84abbdf4c6baac68b3afd4058f5a6d3013c196c220d9154f4d2ff6439b674184b05e4b9482ff79060a8d2b533ae064dd8c7d7806b1821b402516cb83e949b0b8b01e4968f06cc2be2a78424a6a88f816847e1d3923576bac7d621f67e9a8a6fd94472bfd587c1ba191b8e767fffd602e89fd1ca92e9428a2a544f6a90b29e3dd5942d93e57f1f04012515d203d4c7d5edbbf8a9bf2bdbccac8ffe2c42fe2cb68d6546c1e84a44dbf04f7cf512972e0b43a4bfa6d503b7a8ecc7464dd67edd177f869040987e8a9'),
	(332, '2026-11-28 12:25:44.778489+00', '830951866ecf', '\x52063dc4d9e4a6eeeda5d213d4ed847f8c8efe07bad65cfbb45177fdb7c8e04b462b0ca4a0f1fbbebcf16896585e69c0aa61f0c402de3d29e318c96fc11c5bef254382c1c1fdd0d5b0986b6521f09a6407f6104fef37c705b41695a5502cfea367726c4abe4d9d8e1a8ff069e1e4a3fc515eb1ba1b4e1ef7b85ba160c2502bc148fd3c7e906d968ec113101cac20321772a325a676b47ce22324258affe63313d1e5623534ae922133581967865f491fdfc47063c9c683451b1fbb13bb53c8570a9b2a70ff0b5b047ebd472f2892c7c8e617f95700272d2495e0b65c6857331870dafb0dadf5a339b0956c52826dde8f27da0e345534cc3cd61b68439df05250fd69c487366bbd97f07850851bd4bbcb8dcff323bfa8a29d883e95c862d54db9d03eb9524469e2da31f7237277d4a4f4d5794c12bc832419eab76c1914f394c3d59108a895459830e24ca3228929fc55683b6f56ea1e34f595f14ef8f51e23c4dfb67eb5bb7d041d3b738d29844afb114505ac6ed9bbf0939d46e448f1bce43f28509fb123e8973e60493daeda8f2d256625c62e85d1ed1750159cee004fc01ea5dc412d395598791d825b8017fcbe154ae852f5af8bc47c1cfc2d0d4393c15aed9957d44917d37907e2751d941c48fa5c1977eef4ec8087a72590b7ebdcacb95cc33ae1fe45c7e16a43289ce3b09f4bf59cc7bb54db262910820c146c234c5a21e6349427e1ee98ea67a76796e6e92e4b763e9d33272c6fdc6b34e44670eb32a4105e134f95bc004b929b1a96687e8e5d2d7f16ed00e6449af4f2e67f4bc2d5ead5e74b37d431', '\x4bb10da6de27d595e443b0653b494144841834bf833ea7410bfb46ef71aec3054ec4ddb4170edc24a02782c91000f606f37dc2a3e0a681b2f3d176dd1ea05cce526487cfae1388128e15a012547cae2d48ec585bcd613de941ff4c546ddda632adc56fcf56a4c57360ff989f665bb6313d74ad7a4cc366167e18ef01202ebcd5ee6bc0c2c1af6ef327677c6c550ae2714fd1bb657c44d1bd982dfc0761feed08c3f7464084eac4b3258593da171280e248d34804b6a27674b4fe3f50991d5c8a232e865b4de6d89ffaa9c019103f0003372ceef1ac5094f53555d8ea0d40d1841318afe47e0bc77a5dc19eda45c0ce610626060b14905be9e3320d50c30b9cd161e0a21dfbcfe2ab4059517be8918239c0d58ebf81b938e07407c2455d71181dbb7e9ad5f61728e225254f11c678199d9ddc57a99333ea36a384f33e4e734acdb1850911dadf3b5cfa1c79fcbc53a6bd80ac4e19a861d71d3fb9ca167837ed8a7d6dcf530855d7a56856e02e9ed54d6e10ebbbcfda75963c73a0d9483aea79ea3ba429ad18a65f8d5bb2b1b4c078dbb11e0e7c390bed9724f09255a3b1ed7e1c85bd1b9105d178317a27e33e45f97edaeb1f0b4334de2c7356b1b3a9f69d988e7d2f0d618b8f179900a18a960329c8e07381523cc0f25cfbd75bdd5d8f13539d8fb226cd7a8465f4aa124a3722f70112eab9c8079807a6ecca2c1368a2e03755bfda83f751c4e8c03f02b1313fc0ccddd021970473b0c31f40336958c74409b4578a946c021e663b5f18c61b9353119622a30d942edb3c80585cd24946b2fe62a948378a3ce0fb825bf46fac73a632d1eb294f29384d19be133db092dbf0a86f43bed0d8d3ef00e649834754f3c0988fa853a6a8af8567d4098ab4b049ad20017c2b5dbe99344815200fd697b58c2f4f2c12c0dbe0e9032b9a121eaec688516226c97d57391bf45239f322d780679e84e32edadf96639a6751ad'),
	(333, '2026-11-28 12:25:44.810701+00', '830951866ecf', '\x28ed2cb30f6696ae9f49ca2522c7d9aecf4b2d68e0893a5e19d3c188a6362779ad68f16b950849f5e7ca1a5e83aa55fcb5958adaffdbd74ab36a13a8175a3fcc40c6e0764b6d2dd186d14969ecfff3d3d9089336ec71aa772a74235df3d1ddc56e892da5a1d81ec06499de1a9c31f723c562365f8708f5756a6622e891c306ffd444036d2b23b2c13904cf2575ea932604176c41c8c4fea695ebcf2860364e2bb28914ce5206f0da2d5ca7522ab20408a143cfe6752999ad337a0847c70c8ebc95e3988b07d55213c822e554f97abece62fd8afdadc8367f6db8965fb63f3d1de788e80a15305159692cc234a654811f0776172333dc41f9edb4e196a104b2b966c0804d2f50b0d461e31d41a232adb6d24eee7b64faf905ec4c53a486d9f2d30da659f52ca746b65de6047ee9ac9180c12a82839e92cf2299b9011bd44227bda929a44b140408f64c9f138a8759a355b8b2bea076994bf79411ef65f53c39c5da6a3e1bd21e08b14bf0e3744648af8c218e9cba61ae83e2c2555ed840af43bce56ffbdad48a3f70953e41defbe42e28546473e95a27d9c9bc415854257548f918c35477607610d31e8232d4f3424104605097c306ac87c69e2a79152a8de78069c49f35a80664babd974596a15780d006cd8f532bebc2c316ca656d57d585c8ecb4681da231c167b716780373fee36ce52619742234926264740f594d973da5f507d06dddd86f9bd9ac865178028c358544f579a1e98c2bc793247d6d85eebefeed1a1863fe62a1ef8dc5955783f2eff9706994fb98297203049590446a20f53533a5d80da2cb', '\x9e06ee80121e3fd51c9c1ac57e883f2b55bf59ecb8fc60dd5560f90c868c5f75a46a12d887b31cc94733228698407f7d0bd7f0d05fb4291875a1ebb4a27b984655364b5fc96fbcbca09285084d216fed17a1f5b0c33fec73af69e340b9dca310f1395bbe4b5027e7fc4034950db48cb6bc62eb49181f23fae669b3bd000c4900c2acb54f46cd1ec3debf8b619538bf1202c0857c04454c179720464017263c97498708b53253a73f6ba64433c53008018b8c02f375f733b3f1e390d5429fcafe8d93e87b7d579dd0a51c7346de8f384f415f1ad74f8a9eee5e7e257a432911b67f058fb23e610453a6eb0dce5547bc072e1960bd780e409c84b333c75051102d9de4170df0837d02595aad656c179cd0f9cd66102d524ff943a2064e6f7bf0ac5616940add395bab93f0de2183579ba553b8ef8868870e3b500dad5280173b47a61ac2679e6fba23d1dd4e54711adae6d1c3f82a68ccc7782ef6ae8d37bd43b53087a04ac97af3afa8f04f35e095db5b00f581899ed93ce83f33ff7accdb0dc50dc1b3a288c45f28168c8cc375b907c8c5f546640b8b7b26a0b5fb9866f98fdce8a62a820f5ebcf6d539138c3725e0faf23de104aada2954d8ff3803f53325073919706e63cd5c63d90c7e5899b073c3cf9a1f1f0faf2d7e20aa27c3bede81b099130f5214a0c2b439b2c341fa2189827ce009e88435e6bb508bc875f1323b475b58e841bee66eb5ea101a15599aef14bcf4f4b8232beb9e19f3ac5f9c3230b5eec9bdd5f4074f0b086424367c5184d8e097bd3b482b9992a1d72a9cea8266d2c794a2ab7e2b9db63c56514404d8f0e3bfa737ed3d328d12388346dee9e69ceb0ed95c472570e101022658910a4dd7ebfb6446000df714ccec96b12510f4460e0b06627b164f985209feba1360a89f6e7d3bb5a1ca26b9cf8539eb704f91f6c6e8f081d3990b76a073df6be15f834f9be6dd7ad2383577e9ef53'),
	(334, '2026-11-28 12:25:44.829367+00', '830951866ecf', '\xe8f1662bf2ae2e5df10a80928861dcc1a48840361b43cf5ad7fd23e3c0efbf375dc81d612a10b8f4aa1ad1692140a773d28fb0c25a0e705d2c0797c188f6ddc21b34443865b666ad5cf92f894f6c1d5cbc2bac269438070d5f7c62a6b17d58a97cc8541583ede1e97aaf4966b279d33c59f656ca62cbe232f0c4708bd132f4c4835281accb19ed191c89e302eb8b969ecbdef4db6ad227833beb514cd73f0bfd311cff155a81873af47ed0546d3eec02e58f7fee5b8f63ab15a8ec1e2cbc73760854921c39173f31d3ad9903b57d25766eef38114307a2aa3955251d879bc1d131937da08eb1d2d4ef91e790e8f780671b8813901f89fe59301fcab231c438c485df0845ef5e8bcb599c8344cc4cc3a2c483c8229cf77c766104b2517db45ea83d66d1be539e012f01c62d114c273324b8ecdcd67aa8c7f2a12ce1d94e53a7911a2f46c8f549c3c239cc5e862b636d2e51be8e08c9465dca00726d35ceef6adcbf86d1f8acfaca08d6f035835fccd91f5690b1b4698071b4ead4ddaf9d30af1723e71abf456632b53da6d3b0bbf31ffeea536148bad64f3f30698a4dc8097f870ca61bdd3b814ad872f181677628703293b306b366976e1ad9b71a171ab93a976aa431499d395247f0075e421fd5136299777414bfbbc347bc75e02d6c53016ae17df912c9e326fb052e86f54660f87ef1e81a9def797df7bbff8dcc747dda8aa59c73ac077ffa8f340e372e6e2d8ee48338451e44bf60da3eb2818984d91e69e8c704c13b726acc58b9c6477e32ded506ac155b059a7764b35655db7ecaa646db3d8f06b93809', '\xf7c53ccd1824461bd95fcfb4b3a7dbd92171d0bcd49d9b6372d5f4bd6f1694c87bb5a2ab08cbac07488bd46e02441dcc6d363aed83a29e5e94e02d688adf8b03bb8ee92d9de627ae2ee9166b6d59c83668c31ce3f7be15c5cc97f7d5d0979c979241cdf006bf5e9768420962b208651353d5d7a7fd47d5df2bc7edb356cf42b2294b4d57c1d887df1a457699512bcdd3b4e5b888cfc32e30f1758d956b279ee4ea716081140f41a6f087ed822068f42e31f911783fe6d6631c60ccc01da7fe712b63641440b6aff0b74da3f70972fe27a52e92230bb1cc71407fc3c5fe74b1956f217bd66d630c10a12f556e937319543170e279de676ec6fff45b7be880a26ae69f55ce03862a45dc4e108c68e7460b7017532a365ddc94a64deb39921dd56961c2efbb5276a25af026cd1e3aa30a84a959fa8120f185a72badc6420bab390c5ba64fd111b58dc1ca915195ecf571f561bf7a01dde701c91a38be5105456c2ebc3587f04b548963ba5945840da7550a8522ad0f1fb4dfa7f9e8507ad48ecf753d4239a945c2aa0382712edf9c2e20eba2b05035b69935b674cfb27608aac93af2d59bb913629db942c90cd2f2bd063257343e5b41af344ae826fb1937f0cb9864fde0d62d3bec5772a7bf5383acf1716dfc44d29a8f0ea7011b3e9796a3bb3f6af357c30fcd258095505599d12967a22828f35d039b1ebce52a1a864601def96c20c8f66aebfb2bb8030e44993d7a2bc7814389afd45083162af8f270a3ebf340754f3eafa4b0b54fb59a5a9ddbcbbe47a4efbac1ceaba713be8716d29ef46e73662e7e8e67f210bf55c8491d6006510fc580b60d28331bad27e43b929091412921faa36239d40055e16a626d8002f22b8e972f7fd14dafb617c9450b3abfb6b700c4feddd5bdbe2e341312b9d8df66fb1060f9cf44843f1f52f0899ac897bce0b054c0319967493fdd2e02c870fcfdd84cefae2d9abcf49ac8'),
	(335, '2026-11-28 12:25:45.153979+00', '830951866ecf', '\xa2a1c222261588fed9b61415dc90b5102ed8ae2ee83acb12cc819d16494b731e0bfe24c4fa542146f9ad3c33f87cb5f454c251d59d5985633a23c19c29d83b3b06dff1b34ad4aed6707842bae06dae4e8752704b1ef7cf93ec41f26056b37726dd83c2162b0f9f86b4354773334d5c639331b29d4778223330ca1b5675d5070e6ef9d85f9a8baa7df1192f1acf71c20498e7372cc083da576341a288ab48c1d82a784d0c706f952247af5e72fb59a797c302fd6afbc4d8363532a8528968b1cb81468cf44df39e88856008bdf7e0735b0ea0ddc626a4a72c04ec6ddc2504426bb4dee089590ebe5e837ce5ebd5111d736ea4becc7f570d7d0eccfa6e752bf8db17b36a8e1c65e4bf3f344ad91c32061ceafc4ce101e26a109fb00349b955760cbbb9fa5dc124e8821550efb7f7ea1ef4b9e2a53e558aa29168d17e9de6ebe7549741cf93bebbca8f9d2e47647acc01c125e93aa2ce363b56ab26c6895a7184564a2606dbddb99ae0002b5eb0b7257ec2ed942bcbc20b749d922e4adc45f13bfad911cc286c69e0c463199e42a0683deca48d8fbf7fa324482d462f64beda9b0bedaf64a5d1a9dca47bc50a659a4642f26e31c21d8120001e4f46491cae109218af8bae70aabd5afcd42383849f69800060ac797890a1877f9a471d2d75ee98caadad8f106c19b76534c8cfcaf58e413ff1511e3f97ba9b571fe497d5f612d3662c2afd7214cee8edbbd919e6032ca4618a43ed32b670ada72bcdff554419dc88ae89d0fcaccb16ef4293c8beb7c2160242164f47c66ca440555b1003aa773a3c20f585e878ef2e2be2a7decd6bee42396d4d', '\x1889b30074436aabbb71c88255bc0038929367c0c138cc561df6e9cb047a2d423dda11626eb4ec4f731a0f4470dfbed7398eec8d5b6bd03d42e9dde6bc0c59be7b22c64c8e1e1d9a8dce7416219b4f5130c3bc98cc794fd3ef715e4a65ca3104f4bb5baa132f3261745a2b3cbc3fe233696ceb53633779eb12be813e40d7db396e236b839a15437a923b3a0f08bd984d60708b88b27c691416bb0bf72ddaeccf329e109bae57d9bd1d240c3ff38d82213cffa67e2621921c2a017ad22c8d5d790611564f7c03864a787fc56fd58bc6544b87f3931c3cbeb549e5357d3684b3407929b250868c0089a22f58fe76482702e1222ae3b2a771e31e1370f4f919c72cac1185110b11a8800600e4549a9d58644f037250f755723b6180a76d464cbc517b9e1637b973e3517cf803f9a63c19ea10449eca8bd95c200e68d54f61fd3d88cb4b426cf611204527e07a9545f1b89d0679ece76d10f0d55d1872b0b194d6e60dbe8404d31a38355b72031b48fc0d6b0aece6a3dfa3d4bcd18981e89b765376f5118779bf13d8397b7e767480007f083ed80d959ed1b476705e090330a39a62848ba66a1b2ef902aeb7b2fab701d0d81af4296adba30d5abeb0e9ca66fac2a0bd72e96a73b9e79cf3c98ac4a639c7d154ba7f956e6822ad48e8140339f5826fd29078a4333144ac589910b2c609b94793f15e0dcfafe644c7308fbfff37f8c8ad865591ccf5d70e1f8888bd01491db52a5a9b972390c4908fbd090a93d5be0825230caedb5440a3860dcff85631f37b8d9fffb9cd1f4e0e804ed516f7973c7fd46c918c5fe8d4313fe616899a4faccb2333fecca74d721aab8f0297f68d40a7daf66366e0a55853575e2711529bd6083d16e8fe830b6c71e05d59e8afa126fdb670bcfc9e907992a27c29dd50c66eac0d1fe962880282494e15455394fa2178fc56756c85b72c17d7af2fb5a4b48de8aa64f615ad8f8028c188d3'),
	(336, '2026-11-28 12:25:45.187476+00', '830951866ecf', '\x95f8165e5bf496bbe4888fd647ac0a9c2677af52cc75b8bc63b2e21b5300212f3fe2651d5c86c846a0aa7f6af4165296cc10f48952e374336fd3eafcb651dd4cc2815003f8934add4760c5ba4b1576121fa79e4d6e8cf9c8c604123d4b746700854b0d06a6e65ec729c3c0137d715be02b317bf5eab3322860048899f072d2698c36cff1618f7ca48679b735a0e20ff18b8b975f2ef9f134a57db53d4e43c53e1863164670ae66b315d90682dc91ee415936f3b440b3ea9dd9b50cf8106950396f23c7059aab4905cdf64741262961df0481fe47efbca63c050b89f0d4695a7288b729a2b2ff63e9d7bd62494fc2d4ab7cf37cd7accbdd6c140331341087365935bb0df7707d2caa4d5648e3f18a1aad54f8ed5f0b005dab6b87ec028f0ddf4607fbf42204e21d2742a86ec83886bd53e4ea4988e491b228e34c8a7fb8dbc143b599ed18afe4fae850fb4c77f785628978cf5fa649abbebea8d45e6453f22325ee96e3ff0866ad0359ab013f43925cf85acd1433aa465a859108285956dbb0ac73bfa8388cf9a3d003029431516d209d3fe1fc2dffee4f4f1752d93b2197f1060ecc09712cfed02af5dd0666c7705251b3dd8dd3d95dc2b9eaf0370e125e345beac13ab3e3152fda03d8aaa6de1c5dabb5d017ee0e8f92ead42d879434804bc8ddb1d24395974ff8a66231d0e4a378454a9a386cd23b8109afba9888eed7c817670dbd701bda5ff79e1be535f8cf8ef11901bcd828d04cea976b24376788cf6358450d735057348f1d5cdc1ed768f5474011da981155b35aca45312f8da8c37b1c91cb7ef2988e', '\xc17048287bb4dc5ff46caac4a83e0dd1c943a4994e46556b81a0007bb63a697a716d62b6c595f5115c5efd22053a30b2579b3f4da4271f960572bfab54bd29f8e6d05fe726a1ed2ebe28edd4758c1c586873e9444866b7df2e92c736a2f402e144ad0714dee29eebe4b5117cec755ea76721edd9ba5660738c49747f569dafdbd7088e33815e67b1144121d73396a0da603486b767219307c2a017e123db6878c2fb3b36bebbc045771bd67238662554c96175ce1582712d6bdba14e6464c38d1344719b53f90d2924e7bf8fa66bcae98825b004cfe42f0eb27534c7dfa4ad7046fd4bac13832d8dcd43887fed42b74f310a6b59b92990205c29bfb4f9b49e5d6d7543d6cb02a3586fe245f072e45dc3775614a1b43333a461609e0173024592506f22eaa0f83f99779a66b477826c31ab205f98b6f0309619773fa7768204272a8cc7a02fa846b6933c6ee93cd6151d4595dbde265f78cb75da7a6e7bbd96b41de73a66b8ecef9c09e78639ae014067464961d090cc57f5ba883eb0bde04553eaccd28f166469378e11f225a26e228b05bb34f3f13317ad217e0c53e212237506943564b912bbde5dae72966ebd47697483f157464af9ef908b56fb48b1bdbb1a50bd2e45851ea965cc7a673dc8acef89946d1734b588e656ae3820b31838898b21e7ebc15e71db02437e48a5ef0ef9135ac54d32bf93f435a96dd6aa19c0cf1a16f7ba6b5bac8f037fa961133c27cb339850753a9d1c6993ce5f9bf7b10b1db56d4ad58823ca25c410fb8f44c78ad3eceeb0c3a16c9f8ff888a3330751d3f179eb1efd0063f47b3125f474032134b9fd8997500b8aa107521f0aa071483324d2b2785ac8fb310e5c3f95f25b356d08762ed4d9ada5c7559b5da42d097bdb30bb8208e0996dab09626dcd6167780abf61a89d9cffec8198259b670bf2c4c3e3761c7a171df22544678b3e2c917f3458af6935e249b449820447'),
	(337, '2026-11-28 12:25:45.227324+00', '830951866ecf', '\x17ddcea29ce73a07ccfb7acc854c5674c4c507476bb1fe9e511971dabfa2003b0f53a4e5b742988aff3efc2335603c787ea1d1c542a2653102644061c6952a23e07da099cf446786cfe681662b0e59a9410ff630085e2faf294b931e962c5f62531da52f9a5582e31d53800c25128e09883556ce2006b23036364a14b5b183399150871a0267d2e6ce68bedfca94756f07aedc24b46cc4f1bf6dcc9aeee04b5158f37098cb5f2fb2d86e910eb9e07e773962fd5c01efd53477777616a8bdfca5c98e6ef96c5c1f0d0679afc0b095aeb838008f8cbd06a5956d3a406cdfb212c4ce9fa581de658175af751594841362c73ecad7fb911e781131a2f0b29e66ec88e6399011f9c54e48ae68c0e2cc2b6779acb6e8a9588cf1720f844a5a179e8919a3ce9e8f9ab4dc9ce912d80dfa6624e40db55a8955fc6fc8b4da857da30eeac72860103564269817524cd35de8714cc81e8c84e85923582728f6e55d8564807b1f6ca4f476216353ba5089725ee03905b5643f4966ba13419fc56627594e966909f0c499cf8b260bfda126c510325b5c44612a0f6335b17d1316580e45541dc1833c0bf4ab5ebb56cb1a4e03c6537d86a10e86131d740704ddddd63e4a5a302abc6ea8d67b4cce678e485908bd80520831d87bcd9e665d5eb364dfcfd0b1dba25009532a98a0b580fba150841ce480f5c38231785a7c0006a827e490d4185be2a8711f0a47480a6a4530ecb5e55cb394d5017df5789fae1f53f2c7c5ab375cd3423fd20e18c5cf34f04e83051a8f4a43186a91104e2a7f2ef1729fa04229012fdb111b631fede87cb7a252d4d46cc35fa6a3', '\x232f6ff7ae133b61d0e8b82957822271f49720d757013d18aefc14b935b3e036abc5e986a29a44a37575bb579220f4bf98e28ae548accc0fa19652463020fe0236d173ee099c3059bf86358e8f3f011eb2b5aa0577ff4c13e993f6734fc7a571baffbde9a652c33e09889e70700eeaf7ac0858e62a03e1b101d14bc70059ee6846a448e884e51b011ccb58fe24ee301d3570c67494e97cfdadbc2b52ff3844201610ba4ac608f3bde47076fe24de008670fb37a53062850e716194710631fe917f570ed4eed28450e222a3cf1fc2b8a3259bf01e4e1ac837a0c154c344b0da6a784f46fd13a26856b07842ee52e34c8f40ec1d3ccdea96b0c1864d779baf86b76e8bc919ba5070f2449baf4d1eefe0cebbf5bc2572a4aaa28f6043aaee5decc25192d413be55472bade48297f5b3b43d1b44ce2e8a6b95c23c0d3ad1f6cdb47ae8a08f4d4c2679b761e7d174924967e01206aa6fe295f15be4cd159fcd2c8fefbcb335b813148406e264702314fb42fcd8bea5a44b8d4806292987c82083456c59f5b4807c678fb1a1a555ed8c69d80cace85f81036bf3c681827fa30717d3ba53db8aeb64643d7fea95267b51717fb71a324cfb8fbda06a20bf798b35e7fb60092b9e4ae56b06bb9f3ee66ac96af3bee3a4402e06e7f1c7111c9ab2418323dc373d569bf05e3a3fea9fc61ef62927e875f60bf0ccf0c758c7fd68492a03c73c5a9a715022896a3235468481c14d961db095224804c67c8d3bfeaf3c12ee1d7fd22132ddf7996eb9554231f0b8eeab27ec17653b8eaefb307926529af0773b429724cbb770ac632a6124281a874f03e84df8dd5aa6c2512849faaebdc1a0ce73a9f3fa28c49c32099143fd8a3524d01eabecba457a25dad91d97ffe463817275906cd24c5b9fa0195ab9abdeb0b9be90760c12bcc8f56909a2c4208e187815c2dcd6bed6cfc4d01bc2411315f99c3b61e8d8464012e05b8172cfdb'),
	(338, '2026-11-28 12:25:45.240368+00', '830951866ecf', '\x424e2b7ffa5774738892a6a3e735d29c857c1d9c5c8c6f861d95dc4dc4c3b028ebb78acae64aa51b2eadd61f4c2d629f2d331161ab29cabc3aefd35339b89265e6f2e9755796f89a4742c5e71fc16b439e5107db642c19ff8011939bb94b48938f9946ded18085f1ca97dc4ee69d566cec49caa04b4f09d52f43420f94e925168f9efec078a6bb7270eb8f0149a6817c79ac8761b533e9f43ed972273968453cccf96dac10386fb4a444ff00a5590bf41d8c3538ebc5cdee19889e054cebf55399c7b74ad2c0e459a32d03a49c64a450fbc51e820cd88f98b7fb9514682067fb5e80d7d68ba85c071e981fbeaad0ab51ce67cd179e3a7946db7091ea00910650af99478cca1569ba7475982b51dec96daa2e4561e2c1537f9a6746ae37d59954b53a38c3928ae95a724192eea7d556873e6607f0aa31c5cad956c31cf6fd8aaf1948d96f88ff2b1aadf895c58d2ca7ebc188ba63d1e32180f84163b19100858ca4b4f93be5670db299bf7798f09056dc305208b84143756b07181187b65447aa28c6e4cde9c3d19d1fd15dd3f4544c84c534e063594e32396828848df2ffaa44175f6f6810c2a4106102446ff570126b060e8225c2ef432a481fb073784ecb24a9e914c0000700e75c6b2a83ec3bfcddd49d605fd3dcb78818e797d88366c9f60de24a35f9112ce3dc61c35fed1a04c6d9936b32f199a11915645b0de1305c4c47b75237a546c3f1bd70d532092e45d1ed34c0ba1855bfd31baba859adc67d2566de9421ebc6bd4f5c7340381a5f866571d83c061ccbf106d25d7ff689076f288e8282d0db52fb', '\x0ca98b585a6d0537141448648090edabcd7d3a7f85f8c1730ab67d4f770ca89c2cf2df53298415674a7b54ce588ebb2b92577dd01b1da01401b6b22b24ac585afa3ccc50bae9a77c249aed727485be77a0afbb7261505c0bbe942cb8957427d7e51dd35bc5fc7d060f284c5aa2253e9c1201d9e272be0206febfc18c252357d17c042e9547bd16708da3527be8135ef980a9992ab7d2e7132aa563c82832d0593b0e6a618dafbd151755302d5583cb9597e73895887abb70a03fadad507d56432e64e15d4f1600bf7361c6688310d07e8337c9d6347582294c27e9e273d568543e80503913ec81a10d597f008c220a236fc239ab4abecc09c5b9fd5e6354a419f92d53de42beac9423a94f49743b3f4941e72353e0d0f57603dc34df6e4b525452b5b284f129196de10ab9697230b02d0a483239d9545b7d3bc30f737458659a8b8c064b69521b7558ca7c871906b123ec9067dbcebdd5ce8da01adce929868afe6d1787ed3008aacdff1f281675037d332858cd0a27432c9b2996ebeaed911b02ea68326583d27d62f21f8a84582c638297dd8075bee459f825feb00969ad4dd14c755aeb27d79a92b00350732eb702961faa20f9a6d34fb35921f66ca0045102bb53fca0f798fe167f10faea7bbc3488354a695fd53916a8935a73d36c63e1a275c942e444f0aa0144f2bb1e9a8cc8bd80a6fdf10715182d0af69d598a7fee59e3500cfe3af5c5da757f6dc1606b2ff4106935a42794def637ec1f42300fa210e5dde36509cf92b4a58fe7db9de673cd93e9328badf165ccfb45745891a50ec3e55fd62ebe55271fb7a1a50d1ceee9b6b94476654a6739c6e397259e57f59dbb3a9724df9e504575a6ff2865ded0dd1fde0dedd674896b6356f89693086a93eb8127f52ca90970bfb44378c9eff5d29cdc719281bf63d09447054d33510fa89bd846078a2728f2df1254f6b832dfbed1e899f6cb8c14c42498');

INSERT INTO hookshift.rollout_entries OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '2026-11-28 12:24:41.755927+00', 0, 'entered', 'ada@gateway-1', 'stage 1 of 3: 50 %'),
	(2, 1, '2026-11-28 12:24:41.755927+00', 0, 'started', 'ada@gateway-1', 'stage 1 of 3: 50 %'),
	(3, 1, '2026-11-28 12:24:51.294768+00', 0, 'passed', 'hookshift controller', 'stage 1 (50 %) passed every gate after 7 s'),
	(4, 1, '2026-11-28 12:24:51.294768+00', 1, 'entered', 'hookshift controller', 'stage 2 of 3: 75 %');

INSERT INTO hookshift.rollout_verdicts OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '2026-11-28 12:24:41.834818+00', 0, 'jobs', 'errors', 'insufficient', '{"gate":"errors","domain":"jobs","kind":"insufficient","sentence":"0 failures in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":0,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":0,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868681.755927,"last_traffic":null,"senders_without_unified":0},"incident":false}'),
	(2, 1, '2026-11-28 12:24:41.834818+00', 0, 'jobs', 'delivery', 'insufficient', '{"gate":"delivery","domain":"jobs","kind":"insufficient","sentence":"0 undelivered events in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":0,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":0,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868681.755927,"last_traffic":null,"senders_without_unified":0},"incident":false}'),
	(3, 1, '2026-11-28 12:24:41.834818+00', 0, 'jobs', 'latency', 'insufficient', '{"gate":"latency","domain":"jobs","kind":"insufficient","sentence":"0 slow requests in 0 requests; 71 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":0,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":0,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868681.755927,"last_traffic":null,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":null,"proven_p95_ms":null,"legacy_p95_ms":null,"compared_above_ms":null},"incident":false}'),
	(4, 1, '2026-11-28 12:24:41.834818+00', 0, 'jobs', 'share', 'insufficient', '{"gate":"share","domain":"jobs","kind":"insufficient","sentence":"unified has had no request yet","numbers":{"unified_senders":0,"legacy_senders":0,"configured":0.5,"observed":null,"log_e_mismatch":0.0,"fail_at":6.907755278982137,"highest_unified_bucket":null,"lowest_legacy_bucket":null,"threshold":5000,"from":1795868681.755927,"until":1795868681.755927,"last_traffic":null,"senders_without_unified":0},"incident":false}'),
	(5, 1, '2026-11-28 12:24:41.834818+00', 0, 'mobility', 'guard', 'pass', '{"gate":"guard","domain":"mobility","kind":"pass","sentence":"0 requests, none moved, 0 errors, not worse","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868681.755927,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(6, 1, '2026-11-28 12:24:41.834818+00', 0, 'unknown', 'guard', 'pass', '{"gate":"guard","domain":"unknown","kind":"pass","sentence":"0 requests, none moved, 0 errors, not worse","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868681.755927,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(7, 1, '2026-11-28 12:24:45.057729+00', 0, 'jobs', 'errors', 'pass', '{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 15 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":9.489982513000092,"requests":15,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.21235348764062073,"per_second":6.684274786970784,"requests_in_stage":15,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":15,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":14,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":14,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868684.0,"last_traffic":1795868684.0,"senders_without_unified":0},"incident":false}'),
	(8, 1, '2026-11-28 12:24:45.057729+00', 0, 'jobs', 'delivery', 'pass', '{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 15 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":9.489982513000092,"requests":15,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.21235348764062073,"per_second":6.684274786970784,"requests_in_stage":15,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":15,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":14,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":14,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868684.0,"last_traffic":1795868684.0,"senders_without_unified":0},"incident":false}'),
	(9, 1, '2026-11-28 12:24:45.057729+00', 0, 'jobs', 'share', 'pass', '{"gate":"share","domain":"jobs","kind":"pass","sentence":"15 of 29 new people on unified, 51.7 % beside 50 %","numbers":{"unified_senders":15,"legacy_senders":14,"configured":0.5,"observed":0.5172413793103449,"log_e_mismatch":-0.12397689217084285,"fail_at":6.907755278982137,"highest_unified_bucket":4808,"lowest_legacy_bucket":5084,"threshold":5000,"from":1795868681.755927,"until":1795868684.0,"last_traffic":1795868684.0,"senders_without_unified":0},"incident":false}'),
	(10, 1, '2026-11-28 12:24:47.842141+00', 0, 'unknown', 'guard', 'idle', '{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868686.8232646,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(11, 1, '2026-11-28 12:24:51.294768+00', 0, 'jobs', 'errors', 'pass', '{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 75 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":50.79214806335662,"requests":75,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.04694759221973096,"per_second":10.353291703314433,"requests_in_stage":75,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":75,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":93,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":93,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868689.0,"last_traffic":1795868689.0,"senders_without_unified":0},"incident":false}'),
	(12, 1, '2026-11-28 12:24:51.294768+00', 0, 'jobs', 'delivery', 'pass', '{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 75 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":50.79214806335662,"requests":75,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.04694759221973096,"per_second":10.353291703314433,"requests_in_stage":75,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":75,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":93,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":93,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868689.0,"last_traffic":1795868689.0,"senders_without_unified":0},"incident":false}'),
	(13, 1, '2026-11-28 12:24:51.294768+00', 0, 'jobs', 'latency', 'pass', '{"gate":"latency","domain":"jobs","kind":"pass","sentence":"p95 56 ms, proven to be at most 56 ms (limit 2,000 ms, 75 requests)","numbers":{"log_e_better":3.2123337243752017,"requests":75,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.04694759221973096,"per_second":10.353291703314433,"requests_in_stage":75,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":75,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":93,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":93,"legacy_failures_since_start":0,"from":1795868681.755927,"until":1795868689.0,"last_traffic":1795868689.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":56.0,"proven_p95_ms":56.0,"legacy_p95_ms":50.0,"compared_above_ms":null},"incident":false}'),
	(14, 1, '2026-11-28 12:24:51.294768+00', 0, 'jobs', 'share', 'pass', '{"gate":"share","domain":"jobs","kind":"pass","sentence":"16 of 36 new people on unified, 44.4 % beside 50 %","numbers":{"unified_senders":16,"legacy_senders":20,"configured":0.5,"observed":0.4444444444444444,"log_e_mismatch":-0.09513724112538213,"fail_at":6.907755278982137,"highest_unified_bucket":4808,"lowest_legacy_bucket":5084,"threshold":5000,"from":1795868681.755927,"until":1795868689.0,"last_traffic":1795868689.0,"senders_without_unified":0},"incident":false}'),
	(15, 1, '2026-11-28 12:24:51.294768+00', 0, 'mobility', 'guard', 'pass', '{"gate":"guard","domain":"mobility","kind":"pass","sentence":"18 requests, none moved, 0 errors, not worse","numbers":{"requests":18,"requests_in_stage":18,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868689.0,"last_traffic":1795868689.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(16, 1, '2026-11-28 12:24:51.294768+00', 0, 'unknown', 'guard', 'idle', '{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868689.0,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(17, 1, '2026-11-28 12:24:51.510835+00', 1, 'jobs', 'errors', 'insufficient', '{"gate":"errors","domain":"jobs","kind":"insufficient","sentence":"0 failures in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":75,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":93,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868691.294768,"last_traffic":1795868689.0,"senders_without_unified":0},"incident":false}'),
	(18, 1, '2026-11-28 12:24:51.510835+00', 1, 'jobs', 'delivery', 'insufficient', '{"gate":"delivery","domain":"jobs","kind":"insufficient","sentence":"0 undelivered events in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":75,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":93,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868691.294768,"last_traffic":1795868689.0,"senders_without_unified":0},"incident":false}'),
	(19, 1, '2026-11-28 12:24:51.510835+00', 1, 'jobs', 'latency', 'insufficient', '{"gate":"latency","domain":"jobs","kind":"insufficient","sentence":"0 slow requests in 0 requests; 71 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":75,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":93,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868691.294768,"last_traffic":1795868689.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":null,"proven_p95_ms":null,"legacy_p95_ms":null,"compared_above_ms":1000},"incident":false}'),
	(20, 1, '2026-11-28 12:24:51.510835+00', 1, 'jobs', 'share', 'insufficient', '{"gate":"share","domain":"jobs","kind":"insufficient","sentence":"unified has had no request yet","numbers":{"unified_senders":0,"legacy_senders":0,"configured":0.75,"observed":null,"log_e_mismatch":0.0,"fail_at":6.907755278982137,"highest_unified_bucket":null,"lowest_legacy_bucket":null,"threshold":7500,"from":1795868691.294768,"until":1795868691.294768,"last_traffic":1795868689.0,"senders_without_unified":0},"incident":false}'),
	(21, 1, '2026-11-28 12:24:51.510835+00', 1, 'mobility', 'guard', 'pass', '{"gate":"guard","domain":"mobility","kind":"pass","sentence":"21 requests, none moved, 0 errors, not worse","numbers":{"requests":21,"requests_in_stage":3,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868691.294768,"last_traffic":1795868690.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(22, 1, '2026-11-28 12:24:51.510835+00', 1, 'unknown', 'guard', 'pass', '{"gate":"guard","domain":"unknown","kind":"pass","sentence":"0 requests, none moved, 0 errors, not worse","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868691.294768,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(23, 1, '2026-11-28 12:24:53.153357+00', 1, 'jobs', 'share', 'pass', '{"gate":"share","domain":"jobs","kind":"pass","sentence":"14 of 17 new people on unified, 82.4 % beside 75 %","numbers":{"unified_senders":14,"legacy_senders":3,"configured":0.75,"observed":0.8235294117647058,"log_e_mismatch":-0.028188006007082045,"fail_at":6.907755278982137,"highest_unified_bucket":6504,"lowest_legacy_bucket":8722,"threshold":7500,"from":1795868691.294768,"until":1795868692.0,"last_traffic":1795868692.0,"senders_without_unified":0},"incident":false}'),
	(24, 1, '2026-11-28 12:24:55.382836+00', 1, 'jobs', 'errors', 'pass', '{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 23 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":14.91324364329312,"requests":23,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.14457823098258205,"per_second":13.487901518135315,"requests_in_stage":37,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":112,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":11,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":104,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868693.0,"last_traffic":1795868693.0,"senders_without_unified":0},"incident":false}'),
	(25, 1, '2026-11-28 12:24:55.382836+00', 1, 'jobs', 'delivery', 'pass', '{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 23 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":14.91324364329312,"requests":23,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.14457823098258205,"per_second":13.487901518135315,"requests_in_stage":37,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":112,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":11,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":104,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868693.0,"last_traffic":1795868693.0,"senders_without_unified":0},"incident":false}'),
	(26, 1, '2026-11-28 12:24:57.614861+00', 1, 'unknown', 'guard', 'idle', '{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868696.614861,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(27, 1, '2026-11-28 12:25:00.40966+00', 1, 'jobs', 'latency', 'idle', '{"gate":"latency","domain":"jobs","kind":"idle","sentence":"nobody has traffic; 0 slow requests in 32 requests so far","numbers":{"log_e_better":1.2952262545148372,"requests":32,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.10633633914563713,"per_second":4.110426634104464,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":121,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":16,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":109,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868699.079848,"last_traffic":1795868694.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":50.0,"proven_p95_ms":null,"legacy_p95_ms":50.0,"compared_above_ms":1000},"incident":false}'),
	(28, 1, '2026-11-28 12:25:00.40966+00', 1, 'mobility', 'guard', 'idle', '{"gate":"guard","domain":"mobility","kind":"idle","sentence":"nobody has traffic; 32 requests so far, none moved","numbers":{"requests":32,"requests_in_stage":14,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868699.079848,"last_traffic":1795868694.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(29, 1, '2026-11-28 12:25:04.274469+00', 1, 'jobs', 'latency', 'insufficient', '{"gate":"latency","domain":"jobs","kind":"insufficient","sentence":"0 slow requests in 32 requests; 39 more without one are needed, about 14 s at today''s traffic","numbers":{"log_e_better":1.2952262545148372,"requests":32,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.10633633914563713,"per_second":2.7338202489073242,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":121,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":17,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":110,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868703.0,"last_traffic":1795868703.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":50.0,"proven_p95_ms":null,"legacy_p95_ms":50.0,"compared_above_ms":1000},"incident":false}'),
	(30, 1, '2026-11-28 12:25:09.667554+00', 1, 'jobs', 'latency', 'idle', '{"gate":"latency","domain":"jobs","kind":"idle","sentence":"nobody has traffic; 0 slow requests in 32 requests so far","numbers":{"log_e_better":1.2952262545148372,"requests":32,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.10633633914563713,"per_second":1.8419613501330407,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":121,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":17,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":110,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868708.667554,"last_traffic":1795868703.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":50.0,"proven_p95_ms":null,"legacy_p95_ms":50.0,"compared_above_ms":1000},"incident":false}');

INSERT INTO hookshift.rollouts OVERRIDING SYSTEM VALUE VALUES
	(1, 15, 'running', 1, '{"stages":[{"threshold":5000,"hold":3.0,"prove":0.5,"approval":false},{"threshold":7500,"hold":15.0,"prove":0.5,"approval":false},{"threshold":10000,"hold":3.0,"prove":0.5,"approval":false}],"mode":"ladder","domains":["jobs"],"guards":["mobility","unknown"],"error_limit":0.001,"undelivered_limit":0.001,"latency_ms":2000.0,"latency_floor_ms":1000.0,"on_fail":{"errors":"zero","delivery":"zero","latency":"zero","share":"hold","guard":"hold"},"settle":0.0,"lag":1.0,"idle_after":5.0,"stale_after":10.0,"extension":50.0,"slot":1.0}', '{"state":{"phase":"running","stage":1,"version":5,"since":1795868691.294768,"reason":"stage 1 (50 %) passed every gate after 7 s","approved":false,"foreign":false,"failed":false,"blind":null},"evidence":{"entered":1795868691.294768,"through":1795868708.667554,"domains":{"jobs":{"baseline":{"requests":0,"errors":0,"undelivered":0,"slow":0,"dispersion":1.0,"slow_edge":63},"settled":{"counts":{"requests":32,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":15,"attempts":0,"lowest_bucket":829,"highest_bucket":7212,"failing_senders":[],"latency":[2,1,2,1,2,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,16,4,0,1]},"slow_squared":0},"unified":{"counts":{"requests":46,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":29,"attempts":0,"lowest_bucket":829,"highest_bucket":7212,"failing_senders":[],"latency":[2,1,2,1,2,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,16,4,0,1]},"slow_squared":0},"legacy":{"counts":{"requests":17,"errors":4,"undelivered":4,"slow":0,"errors_squared":16,"new_senders":9,"attempts":0,"lowest_bucket":7684,"highest_bucket":9468,"failing_senders":[220774],"latency":[3,2,4,0,2,0,0,2,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1]},"slow_squared":0},"unified_before":{"counts":{"requests":75,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":16,"attempts":0,"lowest_bucket":829,"highest_bucket":4808,"failing_senders":[],"latency":[]},"slow_squared":0},"legacy_before":{"counts":{"requests":93,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":20,"attempts":0,"lowest_bucket":5084,"highest_bucket":9468,"failing_senders":[],"latency":[]},"slow_squared":0},"comparison":{"unified":{"requests":0,"errors":0,"undelivered":0,"slow":0},"legacy":{"requests":1,"errors":0,"undelivered":0,"slow":0},"since":1795868702.0,"errors":[-1.1890060938717273,-2.1043723835871173,-3.476151388094438,-5.307483762596361,-7.913381699233868,-12.192714995706135,-16.967520011722556],"undelivered":[-1.1890060938717273,-2.1043723835871173,-3.476151388094438,-5.307483762596361,-7.913381699233868,-12.192714995706135,-16.967520011722556],"slow":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"errors_lately":[-1.1890060938717273,-2.1043723835871173,-3.476151388094438,-5.307483762596361,-7.913381699233868,-12.192714995706135,-16.967520011722556],"undelivered_lately":[-1.1890060938717273,-2.1043723835871173,-3.476151388094438,-5.307483762596361,-7.913381699233868,-12.192714995706135,-16.967520011722556],"slow_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0]},"comparison_before":{"unified":{"requests":0,"errors":0,"undelivered":0,"slow":0},"legacy":{"requests":0,"errors":0,"undelivered":0,"slow":0},"since":null,"errors":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"undelivered":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"slow":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"errors_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"undelivered_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"slow_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0]},"peaks":[[-0.002252534112621861,-0.004505632134152509,-0.009013521033805896,-0.01803607818043669,-0.03610837340964673,-0.08144851967926117,-0.2651283643601251,-0.939240137918185,-3.2010699924463393],[-0.002252534112621861,-0.004505632134152509,-0.009013521033805896,-0.01803607818043669,-0.03610837340964673,-0.08144851967926117,-0.2651283643601251,-0.939240137918185,-3.2010699924463393],[-0.11920704075018577,-0.24001422373945205,-0.4866049914324819,-1.0010307159920195,-2.127499002578073,-5.776684975551554,-20.261626187458457,-20.261626187458457,-20.261626187458457]],"last_traffic":1795868703.0,"legacy_senders_alone":0}},"guards":{"mobility":{"baseline":{"requests":0,"errors":0,"undelivered":0,"slow":0,"dispersion":1.0,"slow_edge":null},"legacy":{"counts":{"requests":32,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"in_stage":{"counts":{"requests":14,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"moved":0,"last_traffic":1795868694.0,"peaks":[[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]]},"unknown":{"baseline":{"requests":0,"errors":0,"undelivered":0,"slow":0,"dispersion":1.0,"slow_edge":null},"legacy":{"counts":{"requests":0,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"in_stage":{"counts":{"requests":0,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"moved":0,"last_traffic":null,"peaks":[[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]]}},"alone":false,"held":7.7052319049835205,"counted_to":1795868703.0,"stands":false}}', '[{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 32 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":21.078806298620556,"requests":32,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.10633633914563713,"per_second":1.8419613501330407,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":121,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":17,"legacy_failures":4,"legacy_rate":0.23529411764705882,"legacy_requests_since_start":110,"legacy_failures_since_start":4,"from":1795868691.294768,"until":1795868708.667554,"last_traffic":1795868703.0,"senders_without_unified":0},"incident":false},{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 32 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":21.078806298620556,"requests":32,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.10633633914563713,"per_second":1.8419613501330407,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":121,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":17,"legacy_failures":4,"legacy_rate":0.23529411764705882,"legacy_requests_since_start":110,"legacy_failures_since_start":4,"from":1795868691.294768,"until":1795868708.667554,"last_traffic":1795868703.0,"senders_without_unified":0},"incident":false},{"gate":"latency","domain":"jobs","kind":"idle","sentence":"nobody has traffic; 0 slow requests in 32 requests so far","numbers":{"log_e_better":1.2952262545148372,"requests":32,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.10633633914563713,"per_second":1.8419613501330407,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":121,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":17,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":110,"legacy_failures_since_start":0,"from":1795868691.294768,"until":1795868708.667554,"last_traffic":1795868703.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":50.0,"proven_p95_ms":null,"legacy_p95_ms":50.0,"compared_above_ms":1000},"incident":false},{"gate":"share","domain":"jobs","kind":"pass","sentence":"29 of 38 new people on unified, 76.3 % beside 75 %","numbers":{"unified_senders":29,"legacy_senders":9,"configured":0.75,"observed":0.7631578947368421,"log_e_mismatch":-0.15226798804063257,"fail_at":6.907755278982137,"highest_unified_bucket":7212,"lowest_legacy_bucket":7684,"threshold":7500,"from":1795868691.294768,"until":1795868708.667554,"last_traffic":1795868703.0,"senders_without_unified":0},"incident":false},{"gate":"guard","domain":"mobility","kind":"idle","sentence":"nobody has traffic; 32 requests so far, none moved","numbers":{"requests":32,"requests_in_stage":14,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868708.667554,"last_traffic":1795868694.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false},{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795868708.667554,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}]', '2026-11-28 12:25:02.001+00', '2026-11-28 12:25:09.667554+00', '2026-11-28 12:24:41.755927+00', 'ada@gateway-1', 'the new handler is ready', NULL);

INSERT INTO hookshift.rollup_errors VALUES
	('2026-11-28 12:24:00+00', 5, 'jobs', 'legacy', 220774, 4),
	('2026-11-28 12:25:00+00', 5, 'jobs', 'legacy', 411461, 1);

INSERT INTO hookshift.rollup_hours VALUES
	('2026-11-28 12:00:00+00', 3600, 'gateway-1:0', 'jobs', 'legacy', 4, 130, 0, 0, 0, 0, 20, 0, 5084, 9468, '{}', '{31,16,7,6,7,5,0,3,2,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,7,24,16,3,2}'),
	('2026-11-28 12:00:00+00', 3600, 'gateway-1:0', 'mobility', 'legacy', 5, 6, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{4,0,1,0,1}'),
	('2026-11-28 12:00:00+00', 3600, 'gateway-1:0', 'jobs', 'unified', 5, 46, 0, 0, 0, 0, 29, 0, 829, 7212, '{}', '{8,2,3,1,3,0,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,16,8,0,1}'),
	('2026-11-28 12:00:00+00', 3600, 'gateway-1:0', 'jobs', 'unified', 4, 106, 0, 0, 0, 0, 16, 0, 829, 4808, '{}', '{32,9,6,5,6,5,4,0,1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,6,16,7,2,4}'),
	('2026-11-28 12:00:00+00', 3600, 'gateway-1:0', 'mobility', 'legacy', 4, 26, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{12,5,1,4,1,1,1,0,1}'),
	('2026-11-28 12:00:00+00', 3600, 'gateway-1:0', 'jobs', 'legacy', 5, 18, 5, 4, 0, 17, 10, 0, 7684, 9468, '{220774,411461}', '{3,2,4,0,2,0,0,2,1,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,1,1,1}');

INSERT INTO hookshift.rollup_senders VALUES
	(4, 'jobs', 131896),
	(4, 'jobs', 166393),
	(4, 'jobs', 277803),
	(4, 'jobs', 564317),
	(4, 'jobs', 640529),
	(4, 'jobs', 8581),
	(4, 'jobs', 84324),
	(4, 'jobs', 176436),
	(4, 'jobs', 255692),
	(4, 'jobs', 267627),
	(4, 'jobs', 381304),
	(4, 'jobs', 620565),
	(4, 'jobs', 702975),
	(4, 'jobs', 843386),
	(4, 'jobs', 1030473),
	(4, 'jobs', 27350),
	(4, 'jobs', 78364),
	(4, 'jobs', 342225),
	(4, 'jobs', 368717),
	(4, 'jobs', 932014),
	(4, 'jobs', 942079),
	(4, 'jobs', 5417),
	(4, 'jobs', 123480),
	(4, 'jobs', 151201),
	(4, 'jobs', 374725),
	(4, 'jobs', 431347),
	(4, 'jobs', 906195),
	(4, 'jobs', 1021024),
	(4, 'jobs', 288905),
	(4, 'jobs', 339905),
	(4, 'jobs', 391411),
	(4, 'jobs', 450381),
	(4, 'jobs', 522090),
	(4, 'jobs', 628530),
	(4, 'jobs', 708574),
	(4, 'jobs', 971177),
	(5, 'jobs', 5417),
	(5, 'jobs', 342225),
	(5, 'jobs', 374725),
	(5, 'jobs', 431347),
	(5, 'jobs', 878117),
	(5, 'jobs', 906195),
	(5, 'jobs', 1021024),
	(5, 'jobs', 123480),
	(5, 'jobs', 151201),
	(5, 'jobs', 288905),
	(5, 'jobs', 339905),
	(5, 'jobs', 522090),
	(5, 'jobs', 971177),
	(5, 'jobs', 166393),
	(5, 'jobs', 277803),
	(5, 'jobs', 391411),
	(5, 'jobs', 450381),
	(5, 'jobs', 564317),
	(5, 'jobs', 628530),
	(5, 'jobs', 640529),
	(5, 'jobs', 708574),
	(5, 'jobs', 8581),
	(5, 'jobs', 84324),
	(5, 'jobs', 131896),
	(5, 'jobs', 255692),
	(5, 'jobs', 267627),
	(5, 'jobs', 620565),
	(5, 'jobs', 27350),
	(5, 'jobs', 78364),
	(5, 'jobs', 176436),
	(5, 'jobs', 381304),
	(5, 'jobs', 702975),
	(5, 'jobs', 843386),
	(5, 'jobs', 932014),
	(5, 'jobs', 1030473),
	(5, 'jobs', 368717),
	(5, 'jobs', 942079),
	(5, 'jobs', 220774),
	(5, 'jobs', 411461);

INSERT INTO hookshift.rollups VALUES
	('2026-11-28 12:24:44+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{3}'),
	('2026-11-28 12:24:43+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 14, 0, 0, 0, 0, 14, 0, 5084, 9468, '{}', '{5,1,0,1,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,2}'),
	('2026-11-28 12:24:44+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 19, 0, 0, 0, 0, 6, 0, 5084, 9468, '{}', '{8,1,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,4,3}'),
	('2026-11-28 12:24:43+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{2,0,0,1}'),
	('2026-11-28 12:24:43+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 15, 0, 0, 0, 0, 15, 0, 829, 4808, '{}', '{4,0,1,1,1,1,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,1,0,2}'),
	('2026-11-28 12:24:45+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 15, 0, 0, 0, 0, 0, 0, 5084, 9468, '{}', '{4,0,0,1,0,2,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3,3,1}'),
	('2026-11-28 12:24:44+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 12, 0, 0, 0, 0, 1, 0, 829, 4053, '{}', '{5,1,1,0,1,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1}'),
	('2026-11-28 12:24:45+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 15, 0, 0, 0, 0, 0, 0, 829, 4808, '{}', '{3,1,1,1,0,1,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,3,1,1}'),
	('2026-11-28 12:24:45+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 4, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{3,0,0,1}'),
	('2026-11-28 12:24:48+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 14, 0, 0, 0, 0, 0, 0, 5084, 9468, '{}', '{2,2,0,2,0,0,0,0,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,4,1}'),
	('2026-11-28 12:24:47+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 16, 0, 0, 0, 0, 0, 0, 5084, 9468, '{}', '{1,4,2,1,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,3,1,1}'),
	('2026-11-28 12:24:47+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 10, 0, 0, 0, 0, 0, 0, 895, 4808, '{}', '{2,0,1,0,0,1,1,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1}'),
	('2026-11-28 12:24:47+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,0,0,1,0,1,1}'),
	('2026-11-28 12:24:46+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 15, 0, 0, 0, 0, 0, 0, 5542, 9236, '{}', '{5,3,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2,3}'),
	('2026-11-28 12:24:46+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 12, 0, 0, 0, 0, 0, 0, 829, 4808, '{}', '{3,1,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3,1,0,0,1}'),
	('2026-11-28 12:24:46+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,0,1,1,1}'),
	('2026-11-28 12:24:48+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 11, 0, 0, 0, 0, 0, 0, 829, 4053, '{}', '{2,2,1,1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2}'),
	('2026-11-28 12:24:48+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,0,0,0,0,0,0,0,1}'),
	('2026-11-28 12:24:51+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 6, 0, 0, 0, 0, 0, 0, 829, 2758, '{}', '{4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1}'),
	('2026-11-28 12:24:51+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,2}'),
	('2026-11-28 12:24:51+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 7, 0, 0, 0, 0, 0, 0, 5084, 9468, '{}', '{2,0,2,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1}'),
	('2026-11-28 12:24:50+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{2,1}'),
	('2026-11-28 12:24:50+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 15, 0, 0, 0, 0, 0, 0, 5542, 9236, '{}', '{2,2,0,0,2,1,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3,2,1}'),
	('2026-11-28 12:24:50+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 10, 0, 0, 0, 0, 0, 0, 895, 4808, '{}', '{3,1,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3,1}'),
	('2026-11-28 12:24:49+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,2}'),
	('2026-11-28 12:24:49+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 15, 0, 0, 0, 0, 0, 0, 5084, 9468, '{}', '{2,3,1,1,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,4,0,1,1}'),
	('2026-11-28 12:24:49+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 15, 0, 0, 0, 0, 0, 0, 829, 4808, '{}', '{6,3,1,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,1}'),
	('2026-11-28 12:24:51+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 3, 0, 0, 0, 0, 3, 0, 8722, 9236, '{}', '{1,0,0,0,2}'),
	('2026-11-28 12:24:51+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 14, 0, 0, 0, 0, 14, 0, 895, 6504, '{}', '{6,1,1,0,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,4}'),
	('2026-11-28 12:24:51+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{2}'),
	('2026-11-28 12:24:53+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 5, 4, 4, 0, 16, 1, 0, 8325, 8459, '{220774}', '{0,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1}'),
	('2026-11-28 12:25:02+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 1, 0, 0, 0, 0, 0, 0, 8459, 8459, '{}', '{0,0,0,0,0,0,0,1}'),
	('2026-11-28 12:25:44+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 1, 1, 0, 0, 1, 1, 0, 8753, 8753, '{411461}', '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,1}'),
	('2026-11-28 12:24:52+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 8, 0, 0, 0, 0, 5, 0, 7684, 9468, '{}', '{2,1,3,0,0,0,0,1,1}'),
	('2026-11-28 12:24:52+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 23, 0, 0, 0, 0, 15, 0, 829, 7212, '{}', '{1,1,2,1,2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,11,2,0,1}'),
	('2026-11-28 12:24:52+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,0,1,0,1}'),
	('2026-11-28 12:24:53+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1}'),
	('2026-11-28 12:24:53+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 9, 0, 0, 0, 0, 0, 0, 2343, 7145, '{}', '{1,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,5,2}');

INSERT INTO public.webhook_routing_logs VALUES
	('01a2221d-6b0b-7407-98e9-5a20e4944670', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.1', 4, 'success', NULL, '2026-11-28 12:24:43.01953+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, 'f4b52331-7683-4fb5-a6bd-3069f3313356'),
	('01a2221d-6b3b-7ea1-aa8c-ec44077b8ca9', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.2', 5, 'success', NULL, '2026-11-28 12:24:43.067892+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, 'a9107a9d-1e20-4acc-adcf-a8989a538b07'),
	('01a2221d-6b6b-728b-bd22-4419a373e2fa', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.3', 5, 'success', NULL, '2026-11-28 12:24:43.115126+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, 'd7f0432f-6baa-414d-a650-acec8f62637b'),
	('01a2221d-6baa-7d48-94f2-e7b08a869b08', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.5', 3, 'success', NULL, '2026-11-28 12:24:43.178884+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '4fc2a2d9-dbb5-4b78-a6b8-59ce5dfc9133'),
	('01a2221d-6bb3-7f9e-aeaf-04ec0ff329f4', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.4', 44, 'success', NULL, '2026-11-28 12:24:43.187037+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, 'e422847f-ef3f-4da9-ac50-0d903eae2cbb'),
	('01a2221d-6bf2-7b6e-8a09-8c706b72735e', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.7', 4, 'success', NULL, '2026-11-28 12:24:43.250518+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, '17e480dc-d8b8-476a-ac32-f0695cfb81f3'),
	('01a2221d-6bf7-7d2d-8599-66f47dbb6790', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.6', 43, 'success', NULL, '2026-11-28 12:24:43.255389+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, '902274c5-7d8f-4e82-a01b-f0df511af2d0'),
	('01a2221d-6c21-7590-b3e1-4d6c1d95e3a9', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.9', 1, 'success', NULL, '2026-11-28 12:24:43.297134+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, '2482fca1-a132-4d04-af93-71608b0403ee'),
	('01a2221d-6c35-7d7f-a2cf-cf51b5b05777', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.8', 48, 'success', NULL, '2026-11-28 12:24:43.317229+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, 'dace03d6-d02a-45f1-a929-46007c0b5aae'),
	('01a2221d-6c43-71bf-9d47-dc08bb7c3193', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.10', 4, 'success', NULL, '2026-11-28 12:24:43.331661+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '7ffc143d-b874-41d7-a625-42add0344302'),
	('01a2221d-6c5f-7383-890f-7b48d70ae9b2', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.11', 5, 'success', NULL, '2026-11-28 12:24:43.359369+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, '60adf04f-8293-4e74-a19b-83de5aa22dda'),
	('01a2221d-6c94-73b9-82c7-41601f70febf', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.13', 1, 'success', NULL, '2026-11-28 12:24:43.412114+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, '673e1a7e-7dd5-46e1-afb3-dd5a543803b4'),
	('01a2221d-6ca6-7db7-a810-259a4243c462', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.12', 48, 'success', NULL, '2026-11-28 12:24:43.430908+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '9ef08717-fff5-44ae-a45d-8be121f00dbc'),
	('01a2221d-6cd7-7fee-829a-b2accc5f80fd', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.14', 42, 'success', NULL, '2026-11-28 12:24:43.479136+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, '577cc822-b935-4fad-a7bc-0a824fe6decf'),
	('01a2221d-6cd7-7a35-b5dc-702d79202614', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.15', 2, 'success', NULL, '2026-11-28 12:24:43.479236+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, 'cebf3042-a348-4902-a0b7-b432e05b0de7'),
	('01a2221d-6cfe-7998-bffb-5b4544e33208', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.16', 11, 'success', NULL, '2026-11-28 12:24:43.518687+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, '0bd94357-00d4-4f8d-a587-6ac95b74b373'),
	('01a2221d-6d2f-7a48-b10d-313eb6a6afcb', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.18', 1, 'success', NULL, '2026-11-28 12:24:43.567966+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, '3f82fcd2-452a-44e2-a160-956ecfe15d11'),
	('01a2221d-6d4a-7b8d-8505-7187446d6297', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.17', 55, 'success', NULL, '2026-11-28 12:24:43.594923+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, 'b169c520-ef7d-4fca-acc7-6438d73d74f1'),
	('01a2221d-6d50-7e42-a668-3e27775d6893', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.19', 1, 'success', NULL, '2026-11-28 12:24:43.600837+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, 'e92a47fb-6f8a-44d8-adfe-169292c83a79'),
	('01a2221d-6d70-7ee2-ac11-3e38237da89b', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.20', 1, 'success', NULL, '2026-11-28 12:24:43.632534+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '22eaf281-9b79-4b31-a9d2-f33ff347782d'),
	('01a2221d-6d8a-7664-817f-be394b0d9f11', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.21', 1, 'success', NULL, '2026-11-28 12:24:43.658437+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, 'b99f38a3-8e61-44ae-a206-603219b0124b'),
	('01a2221d-6dbb-7dbe-97c6-7f39c978dee7', 'jobs', 'jobs', 'legacy', '250*******23', 'wamid.250780000023.23', 1, 'success', NULL, '2026-11-28 12:24:43.707153+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5920, 4, 200, 1, '5f6b98d3-0aa2-40d1-ae8e-57d4026b24a6'),
	('01a2221d-6dd0-798f-a316-b7f82f91950b', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.22', 48, 'success', NULL, '2026-11-28 12:24:43.728961+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, 'c9cae479-f4fd-47a7-ad08-78d871cd2e26'),
	('01a2221d-6df3-7dea-86e3-9c81a80438fb', 'jobs', 'jobs', 'legacy', '250*******25', 'wamid.250780000025.25', 1, 'success', NULL, '2026-11-28 12:24:43.763933+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6504, 4, 200, 1, 'c4058225-8ccf-4697-ab04-67bf60657aac'),
	('01a2221d-6e03-737a-9020-06e81e43b1cf', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.24', 43, 'success', NULL, '2026-11-28 12:24:43.779291+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 4, 200, 1, '3c2c2b51-deef-43ce-a0d0-090b2d087cf2'),
	('01a2221d-6e22-7ad2-9070-4301a5338470', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.26', 6, 'success', NULL, '2026-11-28 12:24:43.810581+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 4, 200, 1, '4375df6a-ae37-4950-a21f-f7f11cc05efa'),
	('01a2221d-6e54-7e84-909f-b3bc8e6dd5d0', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.28', 1, 'success', NULL, '2026-11-28 12:24:43.860411+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 4, 200, 1, '54b0acb1-3f17-4d9a-abe8-4c566b497635'),
	('01a2221d-6e72-7aa4-aad0-e1c01eb00c4e', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.27', 52, 'success', NULL, '2026-11-28 12:24:43.891+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 4, 200, 1, 'ec763963-48c3-48fb-abc1-d336d3cc54a7'),
	('01a2221d-6e96-71ff-bf8a-8a757b5f749c', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.30', 1, 'success', NULL, '2026-11-28 12:24:43.926001+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '936fe92f-37e0-4eab-af5a-c52797cc6897'),
	('01a2221d-6ea6-7e21-a511-918c957f4565', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.29', 45, 'success', NULL, '2026-11-28 12:24:43.942883+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 4, 200, 1, 'e47a9140-da26-4730-a1e6-91492b8df480'),
	('01a2221d-6eca-77f8-a509-3b9c48f1e8de', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.32', 1, 'success', NULL, '2026-11-28 12:24:43.978112+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 4, 200, 1, '48a6e167-8cca-4ea8-a04b-e93647f9f20c'),
	('01a2221d-6ed7-7a45-84e0-6517334882d5', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.31', 42, 'success', NULL, '2026-11-28 12:24:43.99129+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 4, 200, 1, '08a59cff-8d14-4db1-a910-d4569f23db5f'),
	('01a2221d-6ee3-7a85-934b-e74758797514', 'jobs', 'jobs', 'legacy', '250*******33', 'wamid.250780000033.33', 1, 'success', NULL, '2026-11-28 12:24:44.003907+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5889, 4, 200, 1, '6ccfc39e-4fd6-4372-ab33-48ac9a8161f9'),
	('01a2221d-6f18-7df9-92d8-7266298efc44', 'jobs', 'jobs', 'legacy', '250*******35', 'wamid.250780000035.35', 2, 'success', NULL, '2026-11-28 12:24:44.056223+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6063, 4, 200, 1, '93f4ef1e-666f-455f-a558-d4bd3936a1a2'),
	('01a2221d-6f26-70df-bc9b-5f5fa79ac8ec', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.34', 41, 'success', NULL, '2026-11-28 12:24:44.070895+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 4, 200, 1, '7fb2e381-071f-4dff-a876-1b9a511938f4'),
	('01a2221d-6f52-7e55-8ae9-cc95343f8e49', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.37', 2, 'success', NULL, '2026-11-28 12:24:44.114212+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 4, 200, 1, '2a33b223-74d5-4ddb-a546-e96889585ebc'),
	('01a2221d-6f5e-7f8e-90ae-77777d034092', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.36', 47, 'success', NULL, '2026-11-28 12:24:44.126926+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5792, 4, 200, 1, '42e791d7-81f1-4ad6-a252-ea8add9b5929'),
	('01a2221d-6f82-77fa-aae6-5dae0bfd5cc7', 'jobs', 'jobs', 'legacy', '250*******39', 'wamid.250780000039.39', 1, 'success', NULL, '2026-11-28 12:24:44.162766+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6330, 4, 200, 1, 'f56d1205-4736-4a09-af27-ad6266378551'),
	('01a2221d-6f96-7bc5-a847-387946f506b2', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.38', 46, 'success', NULL, '2026-11-28 12:24:44.182975+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6352, 4, 200, 1, '659ffe1a-f243-43a1-a380-3aecf87392b6'),
	('01a2221d-6f9f-7bb3-aa52-6345cc4fe31f', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.40', 1, 'success', NULL, '2026-11-28 12:24:44.191684+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '8cef125e-b9e8-4b99-a048-d218f9376269'),
	('01a2221d-6fc5-78c1-973b-70dd07e55d8d', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.41', 1, 'success', NULL, '2026-11-28 12:24:44.229391+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, '84d20bd2-93fc-4a1a-ac6e-6d7198f7e6c4'),
	('01a2221d-6fe6-7b5a-bc5e-1d4b62cf838e', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.42', 3, 'success', NULL, '2026-11-28 12:24:44.262483+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, '25de06c4-b5ca-4ad5-ac63-53590bd9c1fb'),
	('01a2221d-6ffe-793d-91b7-b45b19486a89', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.43', 1, 'success', NULL, '2026-11-28 12:24:44.286433+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, 'ec476225-7207-4289-a78f-387a805603f9'),
	('01a2221d-7033-7b90-a49f-07a18e76d496', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.45', 1, 'success', NULL, '2026-11-28 12:24:44.339266+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '0848b9b7-bc19-4369-aaa9-f7eef3c78de9'),
	('01a2221d-7043-7c1a-8111-c18dd31e6050', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.44', 45, 'success', NULL, '2026-11-28 12:24:44.35544+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, '1db496d4-7cb8-49d3-ae13-3867a7f7ba6e'),
	('01a2221d-7065-7c00-955c-713fdce70183', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.47', 1, 'success', NULL, '2026-11-28 12:24:44.389503+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, '1acad1cb-2f42-4bbe-a1ee-ee5bceda04e0'),
	('01a2221d-7076-7b41-bd4f-430d8f6a5164', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.46', 42, 'success', NULL, '2026-11-28 12:24:44.406885+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, 'bb7bfe2e-5cc3-4d7d-a95f-b08e8b94d7f6'),
	('01a2221d-709d-772a-b761-3afac0b45eb0', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.49', 1, 'success', NULL, '2026-11-28 12:24:44.445188+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, '708b51bd-1c33-48df-acee-dc6aef82f78a'),
	('01a2221d-70af-7910-910a-07f66d8b131c', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.48', 47, 'success', NULL, '2026-11-28 12:24:44.463077+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, '4d149dfc-1980-47e5-adae-5caf76da0dc6'),
	('01a2221d-70bc-70fa-9811-afc795a5bc49', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.50', 1, 'success', NULL, '2026-11-28 12:24:44.476932+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '11ec2279-d99d-48a0-a894-ce63b4663a02'),
	('01a2221d-70d6-7791-b868-781b3691961f', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.51', 1, 'success', NULL, '2026-11-28 12:24:44.502874+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, '39afc188-8592-499f-ad12-5d52dadaa181'),
	('01a2221d-7120-7da9-a6e9-1ecd786be7e7', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.53', 1, 'success', NULL, '2026-11-28 12:24:44.576451+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, 'c98f5b21-02c7-4d1d-ace5-11e628efa646'),
	('01a2221d-7126-7563-8a61-7e23b2ff30dd', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.52', 44, 'success', NULL, '2026-11-28 12:24:44.582905+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, 'aa4da972-dc71-45cc-ab9c-86de93b7d3a3'),
	('01a2221d-715b-7bdf-b6dd-15009fbb4f30', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.55', 1, 'success', NULL, '2026-11-28 12:24:44.635547+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, '49c3fabd-a2a3-4f65-a91b-68ac590b91ee'),
	('01a2221d-7171-7448-ac5a-396f363f74c6', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.54', 48, 'success', NULL, '2026-11-28 12:24:44.65729+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, '6a78a067-6d78-4fb9-a3a3-78456514f7ba'),
	('01a2221d-7183-738a-9a74-93ebf2f453b8', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.56', 9, 'success', NULL, '2026-11-28 12:24:44.675157+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, '417d93e7-26fa-4f57-a74a-c50900c88a86'),
	('01a2221d-71b1-7dfa-86ad-8e6ed6a4d2bc', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.58', 1, 'success', NULL, '2026-11-28 12:24:44.721431+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, 'b9db8865-1ac4-4dbd-ac78-3a835ffcf3a8'),
	('01a2221d-71c1-71c9-a800-ffe53c82d966', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.57', 46, 'success', NULL, '2026-11-28 12:24:44.737729+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, 'd3a869f7-ec1e-4502-a7a2-d35daa125690'),
	('01a2221d-71ca-73b9-bf14-0fcc165e9158', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.59', 1, 'success', NULL, '2026-11-28 12:24:44.746429+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, '734963b3-122a-4987-aef8-058df35e332b'),
	('01a2221d-71e2-7a81-b3d6-e42452ad427f', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.60', 1, 'success', NULL, '2026-11-28 12:24:44.770888+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '4379362b-41d1-420f-a5ab-8ce4ba8e155d'),
	('01a2221d-7207-7552-ac03-d03da62e384d', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.61', 1, 'success', NULL, '2026-11-28 12:24:44.807305+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, '442d18bb-38cc-4b2a-a052-b6415499fddf'),
	('01a2221d-7242-7e97-b806-b98816232b90', 'jobs', 'jobs', 'legacy', '250*******23', 'wamid.250780000023.63', 6, 'success', NULL, '2026-11-28 12:24:44.866858+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5920, 4, 200, 1, 'ea7cc0a4-03cd-4dcd-a657-df3b4abc9e72'),
	('01a2221d-724b-7380-8868-6b84f7b0a87a', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.62', 44, 'success', NULL, '2026-11-28 12:24:44.875058+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, 'a6183588-f882-4667-a791-203c65cdd1f9'),
	('01a2221d-7276-703e-bdb2-290c2e2b3fbc', 'jobs', 'jobs', 'legacy', '250*******25', 'wamid.250780000025.65', 3, 'success', NULL, '2026-11-28 12:24:44.918859+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6504, 4, 200, 1, '43938524-1fb6-4e9e-a229-f1672aa79350'),
	('01a2221d-7289-7c70-9c32-25f3b2c1413b', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.64', 49, 'success', NULL, '2026-11-28 12:24:44.937984+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 4, 200, 1, 'f097bd04-d759-4d4e-a5db-bb3e539f3d9a'),
	('01a2221d-7297-7cce-b606-39911059b7b1', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.66', 5, 'success', NULL, '2026-11-28 12:24:44.951719+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 4, 200, 1, 'fdb417d0-b2a7-4476-acae-213ca393585f'),
	('01a2221d-72d2-768b-88a2-e2b74d8a039d', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.68', 1, 'success', NULL, '2026-11-28 12:24:45.010729+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 4, 200, 1, '43c244c6-4028-427b-aa50-f0c4d84e542e'),
	('01a2221d-72df-74b8-b164-7a8dc064bb0d', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.67', 43, 'success', NULL, '2026-11-28 12:24:45.023035+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 4, 200, 1, 'eb31eb73-08f1-41f3-a9fd-e445073b1a77'),
	('01a2221d-7303-7df6-839b-3dedf92898d5', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.70', 1, 'success', NULL, '2026-11-28 12:24:45.059153+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'aa0e0017-0e45-469b-a1b0-a4bd38ccb0b1'),
	('01a2221d-7313-7de6-ba38-c822535bdb6f', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.69', 41, 'success', NULL, '2026-11-28 12:24:45.075146+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 4, 200, 1, 'bdea028d-c017-4429-a6dd-2bba22b356d4'),
	('01a2221d-734f-7327-ad88-26c0762ea65e', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.72', 1, 'success', NULL, '2026-11-28 12:24:45.135851+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 4, 200, 1, '5764ca68-7d1f-4b9d-a8b3-88e8257ee387'),
	('01a2221d-735f-7ad7-b36e-cff6018fa861', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.71', 44, 'success', NULL, '2026-11-28 12:24:45.151949+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 4, 200, 1, '7d001965-ecc0-48f5-a544-842bb54f1249'),
	('01a2221d-736e-7082-a7c3-53201b2c4a8a', 'jobs', 'jobs', 'legacy', '250*******33', 'wamid.250780000033.73', 1, 'success', NULL, '2026-11-28 12:24:45.166045+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5889, 4, 200, 1, '6fd33afb-ebe9-4886-a4a7-dff5aea4c0d7'),
	('01a2221d-73b0-7569-892a-8f56b61a3ecd', 'jobs', 'jobs', 'legacy', '250*******35', 'wamid.250780000035.75', 4, 'success', NULL, '2026-11-28 12:24:45.232135+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6063, 4, 200, 1, 'e36040b0-c5e3-4159-aa9b-8b011204c260'),
	('01a2221d-73b2-7232-ac9e-e13cb1400596', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.74', 44, 'success', NULL, '2026-11-28 12:24:45.234832+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 4, 200, 1, '725883b8-b83e-42ac-a219-2a3bfb58179e'),
	('01a2221d-73ed-7d12-92e3-dde9b2a94652', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.77', 7, 'success', NULL, '2026-11-28 12:24:45.293463+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 4, 200, 1, '7c889baf-0d20-4265-a7c7-a4ff6c83d199'),
	('01a2221d-73f6-75e2-9a00-6b2ea387821d', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.76', 42, 'success', NULL, '2026-11-28 12:24:45.302938+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5792, 4, 200, 1, '17a1599b-2cf4-4f2b-af42-e0dd98186e40'),
	('01a2221d-7423-7e52-a019-ca9382d1fb7a', 'jobs', 'jobs', 'legacy', '250*******39', 'wamid.250780000039.79', 6, 'success', NULL, '2026-11-28 12:24:45.347874+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6330, 4, 200, 1, '33501f2e-36db-433d-a73a-53cba600b372'),
	('01a2221d-7433-7e7e-a6b3-d1e893722bb8', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.78', 47, 'success', NULL, '2026-11-28 12:24:45.363418+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6352, 4, 200, 1, '8d35b650-8c07-486b-a98b-f0f6bb32b969'),
	('01a2221d-743b-7b4d-af48-c7cb1f883713', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.80', 4, 'success', NULL, '2026-11-28 12:24:45.371217+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '00ab67fa-ffed-440e-a7e2-4add4608495e'),
	('01a2221d-7478-73f1-8c4c-080aa010b1f1', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.82', 6, 'success', NULL, '2026-11-28 12:24:45.432348+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, '086599d3-0eca-4e71-ad6f-8f13caaa197d'),
	('01a2221d-7482-702a-86c1-f31ccef4b1c5', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.81', 42, 'success', NULL, '2026-11-28 12:24:45.442973+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, 'aad39963-4806-4e1c-a9f8-8bc0cf08d7b4'),
	('01a2221d-74b2-705f-ab22-16597c329eb4', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.84', 1, 'success', NULL, '2026-11-28 12:24:45.490984+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, '7b6a96ce-169a-4973-aaac-65f964b3a16e'),
	('01a2221d-74ba-787d-a3c5-29be4536ae58', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.83', 44, 'success', NULL, '2026-11-28 12:24:45.498903+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, 'c2ad85d8-6264-444e-a46d-73b85257b53f'),
	('01a2221d-74cf-76f2-8233-d4443bc9d0ba', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.85', 4, 'success', NULL, '2026-11-28 12:24:45.519221+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '567275d3-8319-44d8-a8ca-ad6a81d6639c'),
	('01a2221d-7504-7406-822a-a13198981d85', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.87', 2, 'success', NULL, '2026-11-28 12:24:45.572867+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, '83ef46fd-6891-4aec-a8a8-ed0e0b412ef8'),
	('01a2221d-7517-705a-b945-cbd809c9084f', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.86', 50, 'success', NULL, '2026-11-28 12:24:45.59126+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, '5af3da22-3827-42e2-a4ec-e39affd9334f'),
	('01a2221d-754f-77a1-b91b-7119eeac5b74', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.89', 10, 'success', NULL, '2026-11-28 12:24:45.647125+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, '72795d61-03c7-42d2-acc4-e7b86cba28ca'),
	('01a2221d-754f-72ea-a629-4799ad1ee63e', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.88', 51, 'success', NULL, '2026-11-28 12:24:45.647336+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, '152d7590-5b25-41bb-ad3f-eef885948d29'),
	('01a2221d-7571-7dd8-b01c-ff0da7b4fca7', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.90', 1, 'success', NULL, '2026-11-28 12:24:45.68137+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '9ab9ecd1-7761-4f1d-a9e6-6c97a2cdeda8'),
	('01a2221d-758e-735e-8be0-c97c42fb08c5', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.91', 6, 'success', NULL, '2026-11-28 12:24:45.710574+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, 'af941753-a9fe-47a8-abee-8a92ca4f4d1e'),
	('01a2221d-75c3-763f-b3ae-adf1400d8fc9', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.93', 1, 'success', NULL, '2026-11-28 12:24:45.763381+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, 'b9ca4fec-6369-465b-ab83-cb6af2375f25'),
	('01a2221d-75d3-7eb3-b9c0-648ac6a253dd', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.92', 43, 'success', NULL, '2026-11-28 12:24:45.779122+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '3f62841b-527f-4928-aecb-ff74c2cf1707'),
	('01a2221d-7600-7412-9b28-c5be2f5bc4a7', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.95', 1, 'success', NULL, '2026-11-28 12:24:45.824745+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, '605892c1-b15d-4252-a9ab-2726e376717c'),
	('01a2221d-760e-7cdb-8119-bb5279307cee', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.94', 41, 'success', NULL, '2026-11-28 12:24:45.838909+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, 'b66c44f8-0a69-4ffb-af0c-8707764ab2c0'),
	('01a2221d-762e-72f6-bfdf-860e9986f4ac', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.96', 3, 'success', NULL, '2026-11-28 12:24:45.870865+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, '4392fdaf-cb9b-4413-a442-16d6164e05c0'),
	('01a2221d-7665-7b8c-8431-af406964117e', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.98', 1, 'success', NULL, '2026-11-28 12:24:45.925021+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, '3b2379f4-a399-4bf2-adcd-dec35f6b2a70'),
	('01a2221d-7676-7ffd-be91-0cdbae56a0a5', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.97', 44, 'success', NULL, '2026-11-28 12:24:45.942918+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, '26666ce3-c950-4051-a176-f076fc43815a'),
	('01a2221d-7686-7997-ae85-6ef03937981c', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.99', 9, 'success', NULL, '2026-11-28 12:24:45.958993+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, '20d4e3e0-053b-452b-a173-c87a2d4a3e2a'),
	('01a2221d-76a1-7830-9aa3-55a9880285c3', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.100', 1, 'success', NULL, '2026-11-28 12:24:45.985332+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '98b77cfb-1a62-4a18-a708-5d90933a95ba');
INSERT INTO public.webhook_routing_logs VALUES
	('01a2221d-76bc-7d01-ba49-a6e37767ec97', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.101', 1, 'success', NULL, '2026-11-28 12:24:46.012984+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, '5fbebbd7-cc1a-4614-a3d4-fe6099b136f0'),
	('01a2221d-76fa-71b7-bf22-d00ced1ea02f', 'jobs', 'jobs', 'legacy', '250*******23', 'wamid.250780000023.103', 1, 'success', NULL, '2026-11-28 12:24:46.074585+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5920, 4, 200, 1, '74ec1a16-756b-4973-a209-06e3a62d5a5a'),
	('01a2221d-76ff-79f7-a653-e62abf0ed456', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.102', 42, 'success', NULL, '2026-11-28 12:24:46.079251+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, 'b7adc2d6-44c9-4f1a-a715-a5a6eeb397a5'),
	('01a2221d-773b-736a-ba57-b91523c07b2d', 'jobs', 'jobs', 'legacy', '250*******25', 'wamid.250780000025.105', 3, 'success', NULL, '2026-11-28 12:24:46.139787+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6504, 4, 200, 1, '4a3d1731-56c8-4a59-a864-8f4008c3f989'),
	('01a2221d-7743-7fe7-b265-ef26ffc222b7', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.104', 44, 'success', NULL, '2026-11-28 12:24:46.147084+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 4, 200, 1, 'e17f270e-dfb4-4cae-ac17-dbdee26cb6e2'),
	('01a2221d-7767-7411-8440-0db460e5b504', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.106', 6, 'success', NULL, '2026-11-28 12:24:46.183103+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 4, 200, 1, 'e15dfc4b-d50a-46ee-a636-3a6aa5e358e0'),
	('01a2221d-77a5-7de5-afdf-473c15b44a6f', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.108', 1, 'success', NULL, '2026-11-28 12:24:46.245184+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 4, 200, 1, '1947e5d9-184d-4240-a2a6-40be1524a36e'),
	('01a2221d-77ae-7ecf-a823-b7a6d31fc712', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.107', 41, 'success', NULL, '2026-11-28 12:24:46.254887+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 4, 200, 1, 'c1c9e0b1-cd1b-4ab6-a201-fa8dc6599041'),
	('01a2221d-77ee-7c7c-b96c-11b62c16f88f', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.109', 41, 'success', NULL, '2026-11-28 12:24:46.318982+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 4, 200, 1, '02d6110b-3dab-4c35-af57-68550e494f6e'),
	('01a2221d-77f6-7be8-8722-928e3c8c59f1', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.110', 3, 'success', NULL, '2026-11-28 12:24:46.326924+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '13c528a3-1910-49cc-a618-a4e401b7e570'),
	('01a2221d-7830-72fe-8332-cb589db0d8ee', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.112', 1, 'success', NULL, '2026-11-28 12:24:46.384346+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 4, 200, 1, '3e63fd61-736d-440f-a50e-b98494ac2a1e'),
	('01a2221d-7836-7bd4-9f26-a0b66be47452', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.111', 41, 'success', NULL, '2026-11-28 12:24:46.390926+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 4, 200, 1, '9c2881b1-af08-46a0-a19b-904e6a952a9d'),
	('01a2221d-7850-7b79-9557-1d118070f3c7', 'jobs', 'jobs', 'legacy', '250*******33', 'wamid.250780000033.113', 2, 'success', NULL, '2026-11-28 12:24:46.416353+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5889, 4, 200, 1, '61a9eb34-757c-4d21-af04-40ad3740be2f'),
	('01a2221d-7890-7f1e-a50c-b746ca7e2aeb', 'jobs', 'jobs', 'legacy', '250*******35', 'wamid.250780000035.115', 2, 'success', NULL, '2026-11-28 12:24:46.480801+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6063, 4, 200, 1, '89da114d-2169-41eb-a8f9-0dc625083ba2'),
	('01a2221d-789a-7b51-9e00-8966a56a16ef', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.114', 44, 'success', NULL, '2026-11-28 12:24:46.490912+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 4, 200, 1, 'd638ad8b-e924-4602-a3af-dfeb32d4ecc3'),
	('01a2221d-78d3-792c-9c65-b5410f84a82a', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.117', 4, 'success', NULL, '2026-11-28 12:24:46.547218+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 4, 200, 1, 'e69235cd-c4eb-4a81-a03a-b57ead94b2a1'),
	('01a2221d-78db-795d-bfe3-26227111264c', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.116', 47, 'success', NULL, '2026-11-28 12:24:46.555077+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5792, 4, 200, 1, 'e72768b1-5752-4ebd-a406-b26dba3f2b7e'),
	('01a2221d-791a-7040-9f5e-72dfafe55ad3', 'jobs', 'jobs', 'legacy', '250*******39', 'wamid.250780000039.119', 2, 'success', NULL, '2026-11-28 12:24:46.618411+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6330, 4, 200, 1, 'ca181042-2598-42fa-a4de-9c54ca26e137'),
	('01a2221d-7923-7b49-b21f-b334299dae23', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.118', 50, 'success', NULL, '2026-11-28 12:24:46.627095+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6352, 4, 200, 1, 'b087c038-454a-4791-a960-7e3ce646b12c'),
	('01a2221d-7937-7327-bc6e-c637c864c3d2', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.120', 4, 'success', NULL, '2026-11-28 12:24:46.647382+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '49a4adda-6efe-4722-a46d-3e5795c9b9c4'),
	('01a2221d-795f-76e8-89fd-0701206c3f65', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.121', 1, 'success', NULL, '2026-11-28 12:24:46.68796+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, '295e514c-4652-4436-a184-dded4f05c18b'),
	('01a2221d-797b-7954-a340-c0731cc252f6', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.122', 5, 'success', NULL, '2026-11-28 12:24:46.715117+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, 'fc24d5cd-921e-46cc-a1da-d8adeeaaa156'),
	('01a2221d-7995-7a09-97e5-146b2b0f2a13', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.123', 1, 'success', NULL, '2026-11-28 12:24:46.741171+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, '2ce4fd03-98ef-423e-af3e-09fa2cf7acda'),
	('01a2221d-79e7-7e79-afb1-3a85c08d145c', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.124', 48, 'success', NULL, '2026-11-28 12:24:46.823477+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, '795ba629-c737-4dc1-a9bd-f59b017969c3'),
	('01a2221d-79e9-795e-9e52-fb9d3c635a18', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.125', 1, 'success', NULL, '2026-11-28 12:24:46.825064+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '7012f865-6698-45d2-acf4-33874a039c68'),
	('01a2221d-7a22-73d9-b4fd-9b8b90f2faaa', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.127', 1, 'success', NULL, '2026-11-28 12:24:46.882935+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, 'de8b05da-cdee-4030-ac3a-a4d481fa3ee6'),
	('01a2221d-7a3a-7516-b189-d6530b286f84', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.126', 53, 'success', NULL, '2026-11-28 12:24:46.906858+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, 'c9e2e0c4-ad63-4b1c-ac1a-1d637b6abee1'),
	('01a2221d-7a70-78fa-b7b5-f2370d01d872', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.129', 2, 'success', NULL, '2026-11-28 12:24:46.960801+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, '40d384ce-c1da-4081-a34c-6c968a758a3d'),
	('01a2221d-7a72-7047-bd45-84e6c903a060', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.128', 46, 'success', NULL, '2026-11-28 12:24:46.962858+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, 'f626e8f4-6161-457f-ad10-1a987c0bfe73'),
	('01a2221d-7a94-7352-b839-f5bd9582e091', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.130', 5, 'success', NULL, '2026-11-28 12:24:46.996068+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'fb9a7b74-1600-4d2b-ab7e-0303e574a979'),
	('01a2221d-7ab3-7429-be0f-e84912ce12b7', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.131', 8, 'success', NULL, '2026-11-28 12:24:47.027955+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, 'e24aa29c-220b-4d8d-a30f-c7f699e54cb5'),
	('01a2221d-7af1-7c50-80a2-79f545dec6a3', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.133', 1, 'success', NULL, '2026-11-28 12:24:47.089198+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, 'e6f21c7a-62d2-47ed-a3aa-54e0b7963ad6'),
	('01a2221d-7b01-789a-8931-8546186ad226', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.132', 48, 'success', NULL, '2026-11-28 12:24:47.105035+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '1f361e3a-b720-4915-ac62-459cb6ba69c1'),
	('01a2221d-7b2d-7d00-bb5a-ccf7f1b83fec', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.135', 5, 'success', NULL, '2026-11-28 12:24:47.149078+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, '1d8d3e9c-4093-4bdd-a0e6-4f30b7d2f240'),
	('01a2221d-7b3a-7c6d-8d3f-b46437c24809', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.134', 48, 'success', NULL, '2026-11-28 12:24:47.162786+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, '1cc8056e-7671-4f9f-a263-f718375286e5'),
	('01a2221d-7b62-7c4c-bb36-02946341ffc5', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.136', 12, 'success', NULL, '2026-11-28 12:24:47.202977+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, '409a0254-e2cd-4925-a2bb-87e11932ad2e'),
	('01a2221d-7ba2-7de8-af5f-59145d2dbe01', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.138', 6, 'success', NULL, '2026-11-28 12:24:47.266107+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, '3b518626-7433-49b5-a93c-7ff9df4e9933'),
	('01a2221d-7baf-7827-9bb9-f638c8e26b2e', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.137', 51, 'success', NULL, '2026-11-28 12:24:47.279051+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, '7120ee4c-57c2-4817-ad24-d45258074347'),
	('01a2221d-7bba-755e-a6ec-a049f1f30e29', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.139', 3, 'success', NULL, '2026-11-28 12:24:47.290777+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, '3f191402-9de8-4dd9-ade8-d76e652aeedb'),
	('01a2221d-7bdf-78a4-a67d-29a762f56c52', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.140', 7, 'success', NULL, '2026-11-28 12:24:47.327162+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'dbe4d484-4938-4b2a-a3cc-48fbd8f434ee'),
	('01a2221d-7bfd-74b9-ba6d-941b30132475', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.141', 2, 'success', NULL, '2026-11-28 12:24:47.357504+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, '437f4389-010f-4c0f-ac22-7155ac262fa3'),
	('01a2221d-7c3a-7b09-8d56-0a2bb7dda7c1', 'jobs', 'jobs', 'legacy', '250*******23', 'wamid.250780000023.143', 2, 'success', NULL, '2026-11-28 12:24:47.418918+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5920, 4, 200, 1, '562d6f93-b42a-4cd8-a6c5-dfc35e230c7b'),
	('01a2221d-7c46-7413-b887-ce8fcc5dac7a', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.142', 51, 'success', NULL, '2026-11-28 12:24:47.430902+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, '33edca4f-1764-4f90-a743-bb34d88bc95b'),
	('01a2221d-7c7a-738d-8c0e-e7c682f1fe92', 'jobs', 'jobs', 'legacy', '250*******25', 'wamid.250780000025.145', 2, 'success', NULL, '2026-11-28 12:24:47.482896+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6504, 4, 200, 1, '764ee500-46b6-403d-a1f8-31775c754572'),
	('01a2221d-7c8a-7606-a25d-21c9e4b30fac', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.144', 52, 'success', NULL, '2026-11-28 12:24:47.498989+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 4, 200, 1, 'b364da1a-0f1b-49d9-ad85-ee41f51739e8'),
	('01a2221d-7c99-7a57-a8e5-e43fb3229c99', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.146', 1, 'success', NULL, '2026-11-28 12:24:47.513147+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 4, 200, 1, 'afc7818c-7159-424f-a038-369e51c008f6'),
	('01a2221d-7cd7-717f-b3e3-e151d551a7df', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.148', 4, 'success', NULL, '2026-11-28 12:24:47.575179+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 4, 200, 1, 'b9f3b547-7eea-4023-a43b-6f05bbdd5ac3'),
	('01a2221d-7cdf-76e8-b266-5240cbfa0c0c', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.147', 43, 'success', NULL, '2026-11-28 12:24:47.583213+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 4, 200, 1, 'cee97596-c448-4acd-a11e-2db637c22a86'),
	('01a2221d-7d1f-7fe9-be24-72b3b17536a7', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.150', 6, 'success', NULL, '2026-11-28 12:24:47.647972+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '2fff46e8-b5ca-42f5-a0cd-9689c4c9847f'),
	('01a2221d-7d2b-7628-a2fb-9cd5752e1aaf', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.149', 52, 'success', NULL, '2026-11-28 12:24:47.659539+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 4, 200, 1, '9024e83f-4461-4810-a586-d974452be21f'),
	('01a2221d-7d6f-7bad-8c24-406436c7167e', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.152', 7, 'success', NULL, '2026-11-28 12:24:47.727097+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 4, 200, 1, '44cd636e-67a8-48ba-a79f-02c935197107'),
	('01a2221d-7d6f-72ea-81f3-fcbb5220f4ca', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.151', 47, 'success', NULL, '2026-11-28 12:24:47.727429+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 4, 200, 1, '7d22e332-de86-4961-a7b5-502dfddddaa4'),
	('01a2221d-7d87-76d5-9f04-199de05e95c6', 'jobs', 'jobs', 'legacy', '250*******33', 'wamid.250780000033.153', 3, 'success', NULL, '2026-11-28 12:24:47.751252+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5889, 4, 200, 1, '72a092b2-bc89-45f3-a000-66dabfb727f9'),
	('01a2221d-7dcb-7d21-99f2-da81cf5221ae', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.154', 44, 'success', NULL, '2026-11-28 12:24:47.819258+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 4, 200, 1, '77e88f1f-f87c-4546-ada3-aabdce8b273d'),
	('01a2221d-7dfb-74b7-a512-f569bd211dfd', 'jobs', 'jobs', 'legacy', '250*******35', 'wamid.250780000035.155', 48, 'success', NULL, '2026-11-28 12:24:47.867158+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6063, 4, 200, 1, '0ba2d614-76fd-4d39-acd3-ef6682e93387'),
	('01a2221d-7dfc-7391-89c7-105c96b2a843', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.156', 1, 'success', NULL, '2026-11-28 12:24:47.868294+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5792, 4, 200, 1, '6da90cc2-3635-4fa7-a102-b0909b691384'),
	('01a2221d-7e1a-73f8-9010-f551b68f62fd', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.157', 3, 'success', NULL, '2026-11-28 12:24:47.89821+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 4, 200, 1, '66180dbd-81df-4c10-a85f-6a1bb3cc5175'),
	('01a2221d-7e3e-7047-a075-d12a3a539f3e', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.158', 2, 'success', NULL, '2026-11-28 12:24:47.934954+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6352, 4, 200, 1, 'b247d362-a290-4596-a46b-f2142442c184'),
	('01a2221d-7e7f-79f2-8f18-4db80526777e', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.160', 4, 'success', NULL, '2026-11-28 12:24:47.999095+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'f1309c7c-256a-4066-adde-2f048ca58db4'),
	('01a2221d-7e88-76c0-9189-76d72d3c8179', 'jobs', 'jobs', 'legacy', '250*******39', 'wamid.250780000039.159', 44, 'success', NULL, '2026-11-28 12:24:48.008394+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6330, 4, 200, 1, 'c7bf0f04-ee57-48fe-a133-fbf905a4f839'),
	('01a2221d-7ecc-7f0f-b970-0d1b89ef39fa', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.162', 6, 'success', NULL, '2026-11-28 12:24:48.076396+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, 'b2bacf11-e803-46d8-ab66-138b92ee46b9'),
	('01a2221d-7ecf-7048-818f-1c539ccb21ce', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.161', 44, 'success', NULL, '2026-11-28 12:24:48.079394+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, 'd54abd3b-c640-4d9c-a442-2aefe921a664'),
	('01a2221d-7f1a-70de-9bd9-a51342e2066b', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.163', 42, 'success', NULL, '2026-11-28 12:24:48.154927+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, '5e0f765e-092e-4512-a7da-50df6444ac76'),
	('01a2221d-7f1b-7b81-9520-52603d0fe491', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.164', 4, 'success', NULL, '2026-11-28 12:24:48.155401+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, 'd26ae74d-214e-4fb9-ace7-21e3f3559de5'),
	('01a2221d-7f42-7bea-82e9-e01c48b16386', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.165', 7, 'success', NULL, '2026-11-28 12:24:48.194436+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '06825c9e-af94-406a-a117-3af517f45b60'),
	('01a2221d-7f70-7308-9067-3ac7e3e4e3bf', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.166', 5, 'success', NULL, '2026-11-28 12:24:48.240834+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, '6efd2a37-6b96-4c84-a7c0-06f0a17976f0'),
	('01a2221d-7f97-728c-8eb9-c6d83ab11e93', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.167', 3, 'success', NULL, '2026-11-28 12:24:48.279098+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, '868fd3e5-3a01-43ee-ac0d-31633542c582'),
	('01a2221d-7fcd-789b-8d5c-5ca2e394042f', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.168', 2, 'success', NULL, '2026-11-28 12:24:48.333156+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, 'b561c877-d410-464a-aa22-6be5b80a3488'),
	('01a2221d-801f-7a6f-bfca-62837d1bb148', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.169', 46, 'success', NULL, '2026-11-28 12:24:48.415507+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, 'b101032d-10e8-4267-a6b8-e23c824925bf'),
	('01a2221d-8028-78d5-b83d-71db0c17ec61', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.170', 9, 'success', NULL, '2026-11-28 12:24:48.424606+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '96252e46-15d3-440a-a30e-8816e73af4b4'),
	('01a2221d-804b-7447-aaa3-d034912f59c7', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.171', 9, 'success', NULL, '2026-11-28 12:24:48.45997+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, 'aefaca12-b62f-43b0-ab15-c51a6491228f'),
	('01a2221d-8075-7a81-84e9-f8f971785fb4', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.172', 11, 'success', NULL, '2026-11-28 12:24:48.501922+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '83e9f476-ec13-4764-af5f-998b53a6ff7b'),
	('01a2221d-809c-70f0-b548-cc9e8b9f9b60', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.173', 1, 'success', NULL, '2026-11-28 12:24:48.540441+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, '96b03aed-02d6-4f4b-a737-b8b92884e543'),
	('01a2221d-80b7-7416-b407-fa177c8b9925', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.174', 1, 'success', NULL, '2026-11-28 12:24:48.567817+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, 'e6abe5bb-9600-44d9-a56d-3c06a5aa7f89'),
	('01a2221d-80ff-7141-b221-d4ef951cae08', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.176', 4, 'success', NULL, '2026-11-28 12:24:48.639039+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, '1fd50aaa-e5ff-41bf-a20e-59b11e86cb3f'),
	('01a2221d-810b-7d23-bc2d-17498b95f717', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.175', 48, 'success', NULL, '2026-11-28 12:24:48.651252+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, '2b6adea8-2e07-4e57-a165-40d6b2b4c5c8'),
	('01a2221d-813e-757a-aa04-aa2a1444dbae', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.178', 2, 'success', NULL, '2026-11-28 12:24:48.702592+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, '5ff3c277-8a09-4e62-a840-2f7169c04a5a'),
	('01a2221d-8147-747a-b98b-9102b4226693', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.177', 43, 'success', NULL, '2026-11-28 12:24:48.71111+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, '4f704237-88c0-4c11-a7ae-f131c6da1195'),
	('01a2221d-815e-7894-af98-3d6a55ff46b9', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.179', 4, 'success', NULL, '2026-11-28 12:24:48.73473+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, 'd38f40e4-96e3-4624-a94f-2c1bd5e84a46'),
	('01a2221d-8184-785d-8f4e-7994148cbb4a', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.180', 1, 'success', NULL, '2026-11-28 12:24:48.772379+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'c510f1ba-7fe7-4515-a76c-6dfad25fd41a'),
	('01a2221d-81a2-72e5-b102-4b33597697e1', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.181', 2, 'success', NULL, '2026-11-28 12:24:48.802853+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, '0888086c-0d83-4edd-ad37-e3ea94ac82dd'),
	('01a2221d-81d4-7b1a-90be-00fd221e9636', 'jobs', 'jobs', 'legacy', '250*******23', 'wamid.250780000023.183', 2, 'success', NULL, '2026-11-28 12:24:48.852007+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5920, 4, 200, 1, '5c64825c-2146-4511-a39c-0c156a59647a'),
	('01a2221d-81e6-7084-bc3c-95ccc7b5d72a', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.182', 44, 'success', NULL, '2026-11-28 12:24:48.870198+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, '41163f55-d11f-4445-a2ca-045987c10e99'),
	('01a2221d-8218-7ed2-9db7-54dc8b1ab9e7', 'jobs', 'jobs', 'legacy', '250*******25', 'wamid.250780000025.185', 1, 'success', NULL, '2026-11-28 12:24:48.920948+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6504, 4, 200, 1, 'b3f76237-7f76-4e13-a25f-21bb9919f34c'),
	('01a2221d-8229-708d-b52e-548ff2d56f11', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.184', 44, 'success', NULL, '2026-11-28 12:24:48.937047+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 4, 200, 1, 'ccbc02a5-88f2-4c3c-a43d-c46831ee3de4'),
	('01a2221d-8239-74cc-8efc-3d9e9f59ca4c', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.186', 1, 'success', NULL, '2026-11-28 12:24:48.953188+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 4, 200, 1, 'dd04da5b-801a-4e1e-a053-2d5b3f7ee062'),
	('01a2221d-8269-72c7-b172-210c6d58c9fa', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.187', 2, 'success', NULL, '2026-11-28 12:24:49.001438+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 4, 200, 1, '293792b8-460d-4e83-aea2-da5dca5a71b8'),
	('01a2221d-8289-7f2d-8450-00c54bf4462d', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.188', 2, 'success', NULL, '2026-11-28 12:24:49.033964+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 4, 200, 1, '329ceded-850f-4f89-a9ec-cc0950b8d75c'),
	('01a2221d-82aa-7258-8950-42acabf11ada', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.189', 1, 'success', NULL, '2026-11-28 12:24:49.066344+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 4, 200, 1, '61776800-26d7-4130-afa5-51279dd1115c'),
	('01a2221d-82c1-7b5a-8b2e-3726ea252040', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.190', 2, 'success', NULL, '2026-11-28 12:24:49.089415+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '9d07956d-baaf-4773-ae58-ce54fc70e5fd'),
	('01a2221d-82e4-7229-b2c8-93789dbadd8e', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.191', 1, 'success', NULL, '2026-11-28 12:24:49.124703+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 4, 200, 1, '57977b9e-364a-4aca-ae16-2b92727356d3'),
	('01a2221d-8313-7f86-b974-0dc8fc41dfa6', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.192', 7, 'success', NULL, '2026-11-28 12:24:49.171504+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 4, 200, 1, 'd98d6ccb-18ee-40bf-a4ad-cccfd90d87fe'),
	('01a2221d-832f-7bfe-9f2a-3904f41e52a3', 'jobs', 'jobs', 'legacy', '250*******33', 'wamid.250780000033.193', 5, 'success', NULL, '2026-11-28 12:24:49.199847+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5889, 4, 200, 1, '44ab5b95-2f2f-4c96-ab4b-118cb7bbb447'),
	('01a2221d-8367-7d5d-bc0a-318240fd1dac', 'jobs', 'jobs', 'legacy', '250*******35', 'wamid.250780000035.195', 2, 'success', NULL, '2026-11-28 12:24:49.255434+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6063, 4, 200, 1, '5c352cfa-457d-4c91-a7f6-d15221ef9dc0'),
	('01a2221d-837c-79b6-9500-7f8623609877', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.194', 45, 'success', NULL, '2026-11-28 12:24:49.276017+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 4, 200, 1, '89ec859c-08e4-4aff-a6f5-d3b60bdbbb9b'),
	('01a2221d-839c-73a0-92d6-e1f2742f2eb4', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.197', 1, 'success', NULL, '2026-11-28 12:24:49.308255+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 4, 200, 1, '907d2b99-68e9-42d2-ade9-5243c1a61fa2'),
	('01a2221d-83b2-727b-bc79-a572471e78c5', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.196', 46, 'success', NULL, '2026-11-28 12:24:49.330198+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5792, 4, 200, 1, '241c9b04-b670-42fc-a40b-41a5f5b4f714'),
	('01a2221d-83e0-743c-975f-6fb27b5282a2', 'jobs', 'jobs', 'legacy', '250*******39', 'wamid.250780000039.199', 1, 'success', NULL, '2026-11-28 12:24:49.376072+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6330, 4, 200, 1, 'c2003962-f782-4a5b-a82a-6bf7dcc964d5'),
	('01a2221d-83f2-7032-8ed1-52de5506c1e4', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.198', 51, 'success', NULL, '2026-11-28 12:24:49.394917+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6352, 4, 200, 1, '8cc65a59-5046-4004-a909-4fb81605f5c3'),
	('01a2221d-83fd-7e1c-9666-35c33c384220', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.200', 2, 'success', NULL, '2026-11-28 12:24:49.405486+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '40e4b194-107b-40ca-a203-1122e15a536b');
INSERT INTO public.webhook_routing_logs VALUES
	('01a2221d-8427-7b6a-b8dd-e8c46b062f6c', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.201', 4, 'success', NULL, '2026-11-28 12:24:49.447738+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, '388ba85e-d17e-4d3d-a07c-0b0fb8c0d7ce'),
	('01a2221d-8445-70eb-b974-0b46b1cb06ec', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.202', 2, 'success', NULL, '2026-11-28 12:24:49.477759+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, '4b833408-94c7-4ce1-a146-103dd341bf50'),
	('01a2221d-845f-7ba3-8015-36d7c656d689', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.203', 3, 'success', NULL, '2026-11-28 12:24:49.503912+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, '0bf29b8f-88e9-4efa-aa73-de1e21012e83'),
	('01a2221d-84a2-7071-8cd4-9cc98e917688', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.205', 1, 'success', NULL, '2026-11-28 12:24:49.570494+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '79cb66f6-8498-42f0-ac58-f1a63b3e4c21'),
	('01a2221d-84b3-7ae1-b959-abffe9e8ad1c', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.204', 52, 'success', NULL, '2026-11-28 12:24:49.587401+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, '71fb5288-31e7-4580-a078-9c90f0815774'),
	('01a2221d-84e6-7de9-8bda-e009fd27ad5b', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.207', 1, 'success', NULL, '2026-11-28 12:24:49.63882+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, '6a615a37-5cea-42ea-a6cc-a6258ed56c5c'),
	('01a2221d-84f3-7ebd-b8c9-02ab61a8df7b', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.206', 48, 'success', NULL, '2026-11-28 12:24:49.651113+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, 'b218dbf3-c6b8-4835-afd5-f86c8cf125fd'),
	('01a2221d-8520-7f8a-b9f3-af68e20659a2', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.209', 2, 'success', NULL, '2026-11-28 12:24:49.696771+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, '272b9f6c-1fc4-4d90-a071-49754a6b9d87'),
	('01a2221d-852a-7581-99b7-a4a5e9e6bdf3', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.208', 43, 'success', NULL, '2026-11-28 12:24:49.706934+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, '59e383eb-f30d-4607-ac7b-3f6ea5721cca'),
	('01a2221d-853c-7cbc-ac11-a59b87239d64', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.210', 1, 'success', NULL, '2026-11-28 12:24:49.724295+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'df740343-c5dd-4275-a18b-4d818f6301e5'),
	('01a2221d-855f-7dfb-b95b-f88479f5febd', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.211', 5, 'success', NULL, '2026-11-28 12:24:49.759107+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, '04ed5314-d856-49da-afd7-c60d3e1c6e6f'),
	('01a2221d-859b-7ba9-b016-553a0c674613', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.213', 1, 'success', NULL, '2026-11-28 12:24:49.819307+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, '38f158fd-bf67-4d27-a6c2-63a13a8be682'),
	('01a2221d-85a7-7b4d-9646-6a37621a4930', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.212', 44, 'success', NULL, '2026-11-28 12:24:49.8312+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, 'b9467738-42c3-42c7-add6-7576d2efc949'),
	('01a2221d-85d5-7180-b33c-f0b9b5cb111a', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.215', 1, 'success', NULL, '2026-11-28 12:24:49.877522+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, '2b0d8cf4-0d6d-4948-a208-d9bdae68cbfe'),
	('01a2221d-85e4-77a3-9f9b-0b059d8fdc9a', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.214', 44, 'success', NULL, '2026-11-28 12:24:49.892534+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, '8a6bc3a5-f7d5-4fd0-a312-78fdd9e3a11b'),
	('01a2221d-85f3-7748-a998-377c97b56d1a', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.216', 4, 'success', NULL, '2026-11-28 12:24:49.907154+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, 'b307c5a1-0044-43bc-a294-4c7a8dd1d2c4'),
	('01a2221d-8622-7d94-911e-ef4d1141fbd4', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.218', 3, 'success', NULL, '2026-11-28 12:24:49.954997+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, 'cf5cd04d-c456-4bbb-a95f-2065a647fe53'),
	('01a2221d-8632-739a-806d-6f2f10165811', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.217', 43, 'success', NULL, '2026-11-28 12:24:49.970982+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, 'b2cd8d21-d29b-4525-a66c-be97dbef4c77'),
	('01a2221d-8649-72be-9928-08c423ae488a', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.219', 2, 'success', NULL, '2026-11-28 12:24:49.993056+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, 'bd69074a-4573-4def-a465-9dc1522386e1'),
	('01a2221d-8665-7473-918a-25a934919210', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.220', 1, 'success', NULL, '2026-11-28 12:24:50.021098+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'de3a81fb-6238-46ae-ad9b-4a65e95d1205'),
	('01a2221d-868a-78d8-bd0c-8a3d73f32212', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.221', 2, 'success', NULL, '2026-11-28 12:24:50.058057+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, '6828a094-f076-40a6-a5f7-62c642876567'),
	('01a2221d-86d1-7c73-8d1d-f4bee3598608', 'jobs', 'jobs', 'legacy', '250*******23', 'wamid.250780000023.223', 8, 'success', NULL, '2026-11-28 12:24:50.129958+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5920, 4, 200, 1, 'd956ef90-6fa9-45a4-af2f-ec9fc31315be'),
	('01a2221d-86d7-7a8c-a6da-cae5d396ce4a', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.222', 45, 'success', NULL, '2026-11-28 12:24:50.1354+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, 'aefb7baa-713b-4f6c-ac9b-5d2d61da9c4f'),
	('01a2221d-8719-7628-bd0d-2d73724fe007', 'jobs', 'jobs', 'legacy', '250*******25', 'wamid.250780000025.225', 2, 'success', NULL, '2026-11-28 12:24:50.201625+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6504, 4, 200, 1, 'ab4e8c56-e339-463b-a3f2-3d10140261dd'),
	('01a2221d-8722-7a01-a327-9b2983a5cd24', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.224', 51, 'success', NULL, '2026-11-28 12:24:50.210923+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 4, 200, 1, 'aa64cb63-a557-4436-a60c-32f3e60eb110'),
	('01a2221d-873b-7f1d-a621-bf0ba2fb8bde', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.226', 5, 'success', NULL, '2026-11-28 12:24:50.235752+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 4, 200, 1, 'aebb9bed-152b-4841-a910-0aa6a0f123fe'),
	('01a2221d-8772-71fc-bdae-d7b4f7071531', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.228', 1, 'success', NULL, '2026-11-28 12:24:50.290795+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 4, 200, 1, '402efb5a-04ce-4254-a5a0-06db99669d39'),
	('01a2221d-877e-78e1-b5da-1ecc8a9a9842', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.227', 43, 'success', NULL, '2026-11-28 12:24:50.302907+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 4, 200, 1, '41219a4d-7340-4336-a65d-6cb672f24faa'),
	('01a2221d-87b6-7b53-ac18-87e41edbb5d6', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.230', 1, 'success', NULL, '2026-11-28 12:24:50.358915+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '0f2a3dc4-1401-42a6-a33d-e2112e9d8118'),
	('01a2221d-87c6-76e6-9aa2-118345447a49', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.229', 49, 'success', NULL, '2026-11-28 12:24:50.374954+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 4, 200, 1, '2525d62f-9039-4380-a869-fea19d4bc01f'),
	('01a2221d-87f1-79f0-aad1-f56788f9d849', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.232', 1, 'success', NULL, '2026-11-28 12:24:50.417201+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 4, 200, 1, '9ee42270-750e-4c71-a5e0-0d14acc4b162'),
	('01a2221d-8801-7835-a72e-19bd907a7e81', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.231', 45, 'success', NULL, '2026-11-28 12:24:50.433288+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 4, 200, 1, 'd251ab6d-6c5f-44fa-a7b0-3530c6087c83'),
	('01a2221d-8812-705c-8549-57015b628872', 'jobs', 'jobs', 'legacy', '250*******33', 'wamid.250780000033.233', 8, 'success', NULL, '2026-11-28 12:24:50.450814+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5889, 4, 200, 1, 'dbdc3198-a0bd-45b7-a5cb-1a2caa27b1a3'),
	('01a2221d-8849-7414-9e41-5a69ebc575a4', 'jobs', 'jobs', 'legacy', '250*******35', 'wamid.250780000035.235', 1, 'success', NULL, '2026-11-28 12:24:50.505203+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6063, 4, 200, 1, 'de786cbb-4bd3-41be-aec1-f7dc54edb15f'),
	('01a2221d-885b-7115-bef5-efcde274afe0', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.234', 49, 'success', NULL, '2026-11-28 12:24:50.523413+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 4, 200, 1, '8354100b-1795-4cbe-ab4e-5221c9502027'),
	('01a2221d-8890-7077-b4ca-0035bbd4b69e', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.237', 1, 'success', NULL, '2026-11-28 12:24:50.576355+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 4, 200, 1, '98d0b2dd-b600-4734-a4eb-c450145741d9'),
	('01a2221d-889c-7ec7-be98-63ae8b21a6de', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.236', 45, 'success', NULL, '2026-11-28 12:24:50.58867+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5792, 4, 200, 1, 'd734ec6a-9cdb-4ff8-ab75-700459b94aea'),
	('01a2221d-88dc-7c22-a2a0-f011fb16402e', 'jobs', 'jobs', 'legacy', '250*******39', 'wamid.250780000039.239', 5, 'success', NULL, '2026-11-28 12:24:50.652044+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6330, 4, 200, 1, '06cb55ab-6273-475f-a374-83fe89a8e644'),
	('01a2221d-88de-74ea-a669-3a857febe203', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.238', 43, 'success', NULL, '2026-11-28 12:24:50.65488+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6352, 4, 200, 1, '01a71c73-a847-4efd-a7aa-dade05289a12'),
	('01a2221d-8905-78c9-9a21-b2c39be8c827', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.240', 2, 'success', NULL, '2026-11-28 12:24:50.693348+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'ea3fb13b-67cc-4e93-a282-97f20835ca08'),
	('01a2221d-8931-7db0-b16d-edfc71f1eda2', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.241', 6, 'success', NULL, '2026-11-28 12:24:50.737925+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5542, 4, 200, 1, 'a8f761f9-310d-417e-ad65-9ab5323f2c9f'),
	('01a2221d-8957-79c4-8236-e08e2018fe37', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.242', 5, 'success', NULL, '2026-11-28 12:24:50.775045+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 4, 200, 1, 'd119c69e-d975-4143-aea5-671f55daf5da'),
	('01a2221d-8981-7e92-bde0-9c5956bf0113', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.243', 5, 'success', NULL, '2026-11-28 12:24:50.817329+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7145, 4, 200, 1, '8c1347ae-73bb-4a68-af3b-cfd2fdcccf0b'),
	('01a2221d-89b7-7454-9f6d-1909d6c10ecf', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.245', 1, 'success', NULL, '2026-11-28 12:24:50.87153+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 4, 200, 1, '0420f552-b43e-4a52-a2ec-cadd72e23797'),
	('01a2221d-89ca-75b5-ba2a-c0b0d21eb203', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.244', 49, 'success', NULL, '2026-11-28 12:24:50.890925+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 4, 200, 1, '402493a6-8f2c-4832-a615-baefbda7f705'),
	('01a2221d-8a01-7143-8319-0e26083b1e2a', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.247', 2, 'success', NULL, '2026-11-28 12:24:50.945818+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 4, 200, 1, 'd8027d05-d0aa-4700-afcc-083933c8f6ef'),
	('01a2221d-8a03-7de5-b758-d6e0009af1a1', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.246', 43, 'success', NULL, '2026-11-28 12:24:50.947026+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 4, 200, 1, 'ecaa8b15-678d-4f0b-a5f1-c2992652d5ff'),
	('01a2221d-8a48-7697-b6d4-85ed6c5b4432', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.249', 1, 'success', NULL, '2026-11-28 12:24:51.016481+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 4, 200, 1, 'f56d530c-0f64-46a7-a263-6c75192d3cb2'),
	('01a2221d-8a52-7a9a-bead-d353fa200261', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.248', 48, 'success', NULL, '2026-11-28 12:24:51.026918+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 4, 200, 1, '8235e098-95f0-4368-abc8-2caaaf16a423'),
	('01a2221d-8a64-7c22-a770-4343fc6415bc', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.250', 2, 'success', NULL, '2026-11-28 12:24:51.044517+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '26d470ae-552b-4dc9-a1d9-e3acaf8a4cde'),
	('01a2221d-8a7d-7663-8fdd-c75b20d71b5d', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.251', 3, 'success', NULL, '2026-11-28 12:24:51.069775+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 4, 200, 1, '5a9fd40c-e487-4b9e-a2d3-a382496d322d'),
	('01a2221d-8ab4-7b4c-a2ab-c9ffc53eda53', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.253', 1, 'success', NULL, '2026-11-28 12:24:51.124685+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 4, 200, 1, '258c47a9-d8ad-48ab-a218-e2d854165911'),
	('01a2221d-8acc-7371-b405-55238f2e1842', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.252', 50, 'success', NULL, '2026-11-28 12:24:51.148694+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '80c1e8bb-4150-4e21-a8e7-77a0100a81ac'),
	('01a2221d-8af3-79d8-bcc0-e19ff9bcc68c', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.255', 6, 'success', NULL, '2026-11-28 12:24:51.187411+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 4, 200, 1, 'c202a3f1-d938-4cb6-a322-a18a91673ac8'),
	('01a2221d-8afb-74b2-a602-a613dc80417f', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.254', 43, 'success', NULL, '2026-11-28 12:24:51.19517+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5084, 4, 200, 1, '647bebff-c5a0-44f5-aa36-03a63405ada0'),
	('01a2221d-8b0d-77f3-8755-5c0a3354543a', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.256', 1, 'success', NULL, '2026-11-28 12:24:51.213132+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 4, 200, 1, '2e0cc01c-aa1e-418e-a58d-5c454ff3d295'),
	('01a2221d-8b4c-7f53-b031-54c0b61f25a1', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.258', 1, 'success', NULL, '2026-11-28 12:24:51.276642+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 4, 200, 1, '1f59efce-d34a-415f-a50d-ee9d78a24f50'),
	('01a2221d-8b51-799e-966f-f22a01fecdc6', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.257', 44, 'success', NULL, '2026-11-28 12:24:51.281225+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 4, 200, 1, '17059e6f-87d5-419b-a957-152cd17f24ff'),
	('01a2221d-8b84-7091-b6c5-53f079df932e', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.259', 1, 'success', NULL, '2026-11-28 12:24:51.332801+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 4, 200, 1, '494b9393-4f74-4346-a2fd-9f73be5e62b0'),
	('01a2221d-8ba8-7397-bd7c-d6cf398decc6', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.260', 2, 'success', NULL, '2026-11-28 12:24:51.368011+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '3fd549a0-2659-4092-ac45-2477e431cb99'),
	('01a2221d-8bbf-7260-a43d-0ce864697b03', 'jobs', 'jobs', 'legacy', '250*******21', 'wamid.250780000021.261', 1, 'success', NULL, '2026-11-28 12:24:51.391451+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7212, 4, 200, 1, 'a99a141c-72eb-4590-ad1d-4e87b70d01a9'),
	('01a2221d-8bea-7384-b823-bd34e6ccf334', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.262', 3, 'success', NULL, '2026-11-28 12:24:51.434523+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 4, 200, 1, '021187f2-8892-46a2-a27a-9f264550a236'),
	('01a2221d-8c14-7f16-a37f-0cf86128f4b1', 'unified', 'jobs', 'unified', '250*******99', 'flat.1', 1, 'success', NULL, '2026-11-28 12:24:51.476476+00', 'router', 'message', 'text', 'jobs', 'in_share', 2652, 5, 200, 1, '1d9bc326-a576-4351-aa16-985ef9ee0677'),
	('01a2221d-8c15-780e-9c35-92bb3e0e6f94', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.263', 2, 'success', NULL, '2026-11-28 12:24:51.47745+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5920, 5, 200, 1, '7d628420-3394-4fb9-af04-281b3a18e1f4'),
	('01a2221d-8c28-77ce-9695-50354e67bed8', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.264', 1, 'success', NULL, '2026-11-28 12:24:51.496937+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 5, 200, 1, 'b510eedf-bd47-4e15-a96e-75edc7031d94'),
	('01a2221d-8c56-71e2-a20d-8afcf3c6328e', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.265', 1, 'success', NULL, '2026-11-28 12:24:51.542672+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6504, 5, 200, 1, '94e16544-dfb2-4f5e-a78e-e1b2bd165b02'),
	('01a2221d-8c8b-7bb5-b585-d92dd6d142cf', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.267', 1, 'success', NULL, '2026-11-28 12:24:51.595818+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 5, 200, 1, '4a969ab1-228b-4670-ab35-d0c1767678a8'),
	('01a2221d-8c9e-7e80-86bf-bd344f0d723f', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.266', 47, 'success', NULL, '2026-11-28 12:24:51.614908+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 5, 200, 1, '9a9a29fe-fef2-49c7-ae4a-dd87d06bc9f3'),
	('01a2221d-8cab-7b48-ac10-6a34ce896b58', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.268', 5, 'success', NULL, '2026-11-28 12:24:51.627025+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 5, 200, 1, 'f7cef82f-ca39-4ef6-a285-50a387f774f9'),
	('01a2221d-8cc8-7b1e-af18-12578066aa7d', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.269', 1, 'success', NULL, '2026-11-28 12:24:51.656225+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 5, 200, 1, 'a6b5e46e-0b52-4ce1-a1d8-322e58691d1f'),
	('01a2221d-8ce0-7832-8ddd-bca21485bde6', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.270', 1, 'success', NULL, '2026-11-28 12:24:51.680084+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '3c4f68f0-3742-4f92-acfe-f0c0571e23d9'),
	('01a2221d-8d03-7380-aadc-ef3181da3f35', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.271', 5, 'success', NULL, '2026-11-28 12:24:51.715516+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 5, 200, 1, 'c9ebd491-55ad-4ae5-a8b2-d17d396cca6d'),
	('01a2221d-8d3e-7852-84ac-8c51381ebb4e', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.273', 1, 'success', NULL, '2026-11-28 12:24:51.774209+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5889, 5, 200, 1, '99be7f4c-9d60-44e6-ac8a-3b243e6a7fa4'),
	('01a2221d-8d4b-798e-9177-a20f6695d0dc', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.272', 47, 'success', NULL, '2026-11-28 12:24:51.787814+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 5, 200, 1, '402e62db-e935-4a3c-a3db-950a32a95070'),
	('01a2221d-8d5f-7bd1-974e-f3fa0db661bb', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.274', 5, 'success', NULL, '2026-11-28 12:24:51.807572+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 5, 200, 1, '1b2f589c-0579-450e-a1e7-f04c37cb1770'),
	('01a2221d-8d8d-7de1-918f-8e299311f3de', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.275', 8, 'success', NULL, '2026-11-28 12:24:51.853388+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6063, 5, 200, 1, '2e5e34a7-1cc8-4a2d-a118-a8971da71d41'),
	('01a2221d-8db9-7aa4-9870-fbf0f96a7516', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.277', 1, 'success', NULL, '2026-11-28 12:24:51.897257+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 5, 200, 1, '3eba8ece-4a4b-49fd-a4d5-5a4078746c92'),
	('01a2221d-8dce-7b49-88da-8ccf8187f899', 'unified', 'jobs', 'unified', '250*******36', 'wamid.250780000036.276', 47, 'success', NULL, '2026-11-28 12:24:51.918915+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5792, 5, 200, 1, '1bda1241-1c9d-46e3-afa3-4f9e25204900'),
	('01a2221d-8df3-74f2-a851-aa7ec19e83f4', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.279', 3, 'success', NULL, '2026-11-28 12:24:51.955673+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6330, 5, 200, 1, 'a66f276e-e835-4ff3-a471-7293ce3dad67'),
	('01a2221d-8e06-776a-af7e-6e36880a3479', 'unified', 'jobs', 'unified', '250*******38', 'wamid.250780000038.278', 47, 'success', NULL, '2026-11-28 12:24:51.974893+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6352, 5, 200, 1, '1a95fbb5-0652-417d-a221-c43ab9940923'),
	('01a2221d-8e0c-7214-b1d5-97d7e4c5cfe2', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.280', 1, 'success', NULL, '2026-11-28 12:24:51.980361+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, 'ac212662-e449-4e04-a901-c170231ff16b'),
	('01a2221d-8e3e-7ec1-a5c1-0b4c24ed3611', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.282', 4, 'success', NULL, '2026-11-28 12:24:52.03098+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 5, 200, 1, '5866907d-ece1-41dd-a3a9-e64436f2b5b7'),
	('01a2221d-8e4d-7ebd-a6e1-935a99b747b6', 'unified', 'jobs', 'unified', '250*******01', 'wamid.250780000001.281', 43, 'success', NULL, '2026-11-28 12:24:52.045244+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5542, 5, 200, 1, 'a94c2fda-57ef-4ff6-a47e-c71b589c95c2'),
	('01a2221d-8e7e-7368-995d-a741384626e5', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.284', 3, 'success', NULL, '2026-11-28 12:24:52.094804+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 5, 200, 1, '609dd06a-e342-4a4c-a455-f3a2b3cbe739'),
	('01a2221d-8e7f-736e-9d8b-adde735e4087', 'unified', 'jobs', 'unified', '250*******03', 'wamid.250780000003.283', 42, 'success', NULL, '2026-11-28 12:24:52.095188+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7145, 5, 200, 1, '22548642-1ed3-462c-a2d1-94eefae9f33f'),
	('01a2221d-8eb5-7f22-9a5b-53b50090f02d', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.286', 1, 'success', NULL, '2026-11-28 12:24:52.149999+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4053, 5, 200, 1, '787217bc-060e-4950-a2ff-20447e7fc730'),
	('01a2221d-8ec7-7cb5-a250-df466e785546', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.285', 43, 'success', NULL, '2026-11-28 12:24:52.167662+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 5, 200, 1, '507e684f-1cc3-4f28-ad8f-a7117748e724'),
	('01a2221d-8ee9-7a58-8a13-1b09fd30638b', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.288', 3, 'success', NULL, '2026-11-28 12:24:52.201509+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 829, 5, 200, 1, 'a3102eec-97d7-40aa-a497-312a6b78cf70'),
	('01a2221d-8ef9-7133-903c-c1d409f2cb8f', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.287', 45, 'success', NULL, '2026-11-28 12:24:52.21703+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2949, 5, 200, 1, 'def148e1-2020-4d48-abc3-edf33af1c1d2'),
	('01a2221d-8f22-74e6-9aae-6ba7e5a67601', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.290', 1, 'success', NULL, '2026-11-28 12:24:52.258456+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '177a8faf-a6eb-4276-a22b-cc12faeb8c58'),
	('01a2221d-8f38-79bd-b4f9-ac578ad8222e', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.289', 50, 'success', NULL, '2026-11-28 12:24:52.280869+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1411, 5, 200, 1, '7e821464-98fe-4467-af28-114d561d6c31'),
	('01a2221d-8f3e-70b2-ab1e-201634b9db18', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.291', 2, 'success', NULL, '2026-11-28 12:24:52.28696+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9468, 5, 200, 1, '2dd643b1-60d7-47a6-a545-74844972c461'),
	('01a2221d-8f7f-7f76-ab75-63f1bb66be20', 'unified', 'jobs', 'unified', '250*******12', 'wamid.250780000012.292', 43, 'success', NULL, '2026-11-28 12:24:52.351516+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5403, 5, 200, 1, 'ed17c4d9-fa0d-44f7-ae41-0d01b0ad1218'),
	('01a2221d-8f7f-7f36-af1e-78df22fac134', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.293', 5, 'success', NULL, '2026-11-28 12:24:52.351827+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 915, 5, 200, 1, '1d0aab07-f2b9-48bb-a443-e25523e6d56d'),
	('01a2221d-8fb0-79eb-9e5d-d952386cf721', 'jobs', 'jobs', 'legacy', '250*******15', 'wamid.250780000015.295', 1, 'success', NULL, '2026-11-28 12:24:52.40071+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7684, 5, 200, 1, '560d170e-a88e-4f70-a253-cfc736abccaa'),
	('01a2221d-8fc2-73b7-96e1-bdb8fad6ae33', 'unified', 'jobs', 'unified', '250*******14', 'wamid.250780000014.294', 45, 'success', NULL, '2026-11-28 12:24:52.418918+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5084, 5, 200, 1, '45b1c94d-1bc3-455d-ae93-794069b78ac2'),
	('01a2221d-8ff0-702f-a182-1e12b7034c12', 'unified', 'jobs', 'unified', '250*******17', 'wamid.250780000017.297', 5, 'success', NULL, '2026-11-28 12:24:52.464197+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2293, 5, 200, 1, '44e43b3c-8aeb-465f-a5b0-8ee6e61a176e'),
	('01a2221d-8ffa-7c4c-b553-b05ad571048a', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.296', 43, 'success', NULL, '2026-11-28 12:24:52.47491+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1591, 5, 200, 1, '42b4101a-d8a8-4bb7-ad19-4578ebea170b'),
	('01a2221d-9029-73a4-b930-124a66addfcf', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.299', 8, 'success', NULL, '2026-11-28 12:24:52.521885+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8779, 5, 200, 1, '201c2a6c-32e3-48b0-aa8a-83590d10323d'),
	('01a2221d-903e-7dbe-a321-f48d04b8dffc', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.298', 52, 'success', NULL, '2026-11-28 12:24:52.542929+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2758, 5, 200, 1, 'efc7cf54-9d63-4607-ab9a-fba3b9f65e61');
INSERT INTO public.webhook_routing_logs VALUES
	('01a2221d-903f-7aa2-99ab-d85a38254d95', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.300', 3, 'success', NULL, '2026-11-28 12:24:52.543118+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, 'b9feb9d5-0880-4c65-a602-69a3221fd87b'),
	('01a2221d-907a-7302-a41c-6926b97b1066', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.302', 9, 'success', NULL, '2026-11-28 12:24:52.602554+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9079, 5, 200, 1, '0b6f42cb-d896-482b-af53-90cd1e7fc7ad'),
	('01a2221d-9082-760b-895c-af164fbd663f', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.301', 44, 'success', NULL, '2026-11-28 12:24:52.610856+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7212, 5, 200, 1, '049413ec-6f47-4632-a47a-0eec819930e6'),
	('01a2221d-90b3-77a9-848e-8782189262f1', 'jobs', 'jobs', 'legacy', '250*******24', 'wamid.250780000024.304', 3, 'success', NULL, '2026-11-28 12:24:52.659253+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8722, 5, 200, 1, '8486f2af-7117-4a40-ab7a-be39f7600351'),
	('01a2221d-90c3-735f-b1de-83cb4fbd2835', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.303', 48, 'success', NULL, '2026-11-28 12:24:52.675572+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5920, 5, 200, 1, '9f0a1e58-ebde-4ac5-a897-c0d6c9922404'),
	('01a2221d-90e7-71d6-8040-ebc11deb9a78', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.306', 2, 'success', NULL, '2026-11-28 12:24:52.711706+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1457, 5, 200, 1, 'c553b758-050d-4402-a759-3a6440a0e856'),
	('01a2221d-90fa-7133-a0a3-4afddc6f796c', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.305', 46, 'success', NULL, '2026-11-28 12:24:52.730925+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6504, 5, 200, 1, '4328aae9-a6fe-4778-a8b6-9916c0ae666c'),
	('01a2221d-911d-735f-9154-141514261959', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.308', 1, 'success', NULL, '2026-11-28 12:24:52.765352+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9173, 5, 200, 1, 'ebacf74e-744b-4713-a40c-2e3eb3c5ca7f'),
	('01a2221d-912b-7a8f-af8d-86a71ae83164', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.307', 42, 'success', NULL, '2026-11-28 12:24:52.779017+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 969, 5, 200, 1, '332dc40c-3171-4015-a426-02824c5ffa6b'),
	('01a2221d-916e-7bd6-b654-6a2e2af54833', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.310', 5, 'success', NULL, '2026-11-28 12:24:52.846421+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '38db2b24-8a8d-4d4b-a731-611df2e3075a'),
	('01a2221d-916e-74a2-9ad2-9dcb4c5fd46a', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.309', 45, 'success', NULL, '2026-11-28 12:24:52.846535+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4808, 5, 200, 1, '8b953aa5-818e-459c-af30-fe9472d6e385'),
	('01a2221d-919f-71df-a86c-a3370fe029ed', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.312', 3, 'success', NULL, '2026-11-28 12:24:52.895478+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 895, 5, 200, 1, 'f07c37c6-b3f2-404b-af22-101c77bf2aea'),
	('01a2221d-91b2-7196-9d1b-bb743f436cb1', 'unified', 'jobs', 'unified', '250*******31', 'wamid.250780000031.311', 45, 'success', NULL, '2026-11-28 12:24:52.914905+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1628, 5, 200, 1, '42e703fb-69a4-43e8-ab9d-e60083c09dfc'),
	('01a2221d-91d9-7722-9ac3-95fb4f095941', 'jobs', 'jobs', 'legacy', '250*******34', 'wamid.250780000034.314', 3, 'success', NULL, '2026-11-28 12:24:52.953219+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9236, 5, 200, 1, 'a0b6fbed-5b9c-48bf-a580-79c360f55ac4'),
	('01a2221d-91eb-7894-98f0-30f874487e74', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.313', 46, 'success', NULL, '2026-11-28 12:24:52.971237+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5889, 5, 200, 1, 'a8fb0f00-dcf7-4b53-ae3a-8d728f5c0830'),
	('01a2221d-9212-73f8-b5ca-ab04a800910c', 'unified', 'jobs', 'unified', '250*******36', 'wamid.250780000036.316', 7, 'success', NULL, '2026-11-28 12:24:53.01088+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5792, 5, 200, 1, 'bb48795c-b5fa-4128-abb6-d8e8d6223210'),
	('01a2221d-921a-786b-a99b-2ac2d250ab34', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.315', 43, 'success', NULL, '2026-11-28 12:24:53.018945+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6063, 5, 200, 1, '5d9617a0-d889-408d-a9f5-4bfb2c06eb5c'),
	('01a2221d-923d-7d51-9791-c12d9c9660e0', 'unified', 'jobs', 'unified', '250*******38', 'wamid.250780000038.318', 1, 'success', NULL, '2026-11-28 12:24:53.053548+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6352, 5, 200, 1, 'bce7a6ad-933f-4b67-af76-a87f320d7181'),
	('01a2221d-9252-7cb7-b56e-591df2552853', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.317', 47, 'success', NULL, '2026-11-28 12:24:53.074939+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3177, 5, 200, 1, '02a02ee7-3b84-410b-a9cc-e873f96f2c98'),
	('01a2221d-9274-7eef-9ac7-b37a25d53b61', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.320', 1, 'success', NULL, '2026-11-28 12:24:53.108996+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '0c206ef0-326c-447b-a6dc-77c4510c5246'),
	('01a2221d-9282-76c1-bf45-aeccfd25c12d', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.319', 43, 'success', NULL, '2026-11-28 12:24:53.122904+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6330, 5, 200, 1, 'bca49e73-3aea-4670-a57f-27140faf9fe2'),
	('01a2221d-92c0-7644-9836-59193e3054c8', 'unified', 'jobs', 'unified', '250*******01', 'wamid.250780000001.321', 47, 'success', NULL, '2026-11-28 12:24:53.184222+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5542, 5, 200, 1, 'dec6bd51-e3f9-4d1e-a5cc-37889a28438d'),
	('01a2221d-92ee-7a23-a2bd-2436ae99f839', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.322', 46, 'success', NULL, '2026-11-28 12:24:53.230947+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2343, 5, 200, 1, '1543898e-b8f2-4218-a33f-4897c3df4276'),
	('01a2221d-9318-7f97-80cc-147695bacc59', 'jobs', 'jobs', 'legacy', '250*******04', 'wamid.250780000004.324', 2, 'success', NULL, '2026-11-28 12:24:53.272122+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8325, 5, 200, 1, '4c2aeb46-3261-446c-ac7f-c12622086940'),
	('01a2221d-9323-7e81-a228-e9431e1e67ab', 'unified', 'jobs', 'unified', '250*******03', 'wamid.250780000003.323', 46, 'success', NULL, '2026-11-28 12:24:53.283019+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7145, 5, 200, 1, 'eae101c8-b62e-4d98-a408-d9b888ae7bfb'),
	('01a2221d-9354-7a4b-9632-124bde182281', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250781000003.0', 3, 'error', 'HTTP 400: a bug', '2026-11-28 12:24:53.332786+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8459, 5, 400, 1, '0ce317cc-5e44-4a10-a3f7-0b90b8e8ed27'),
	('01a2221d-935f-798f-aa5a-74780c0d2e9b', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.325', 43, 'success', NULL, '2026-11-28 12:24:53.343145+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2746, 5, 200, 1, '6b696ee6-21e4-4723-afd5-8bf9564e7cc1'),
	('01a2221d-939a-774e-af93-8eaa573b1415', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250781000003.1', 45, 'error', 'HTTP 400: a bug', '2026-11-28 12:24:53.40237+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8459, 5, 400, 1, 'f82b3797-7841-457d-a2ff-b4756aa1843c'),
	('01a2221d-93e3-7488-9050-54a9234e5625', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250781000003.2', 48, 'error', 'HTTP 400: a bug', '2026-11-28 12:24:53.475328+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8459, 5, 400, 1, '3b638e72-91ba-4979-a698-0358afd86d93'),
	('01a2221d-9426-7ba2-995e-e67c282954df', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250781000003.3', 42, 'error', 'HTTP 400: a bug', '2026-11-28 12:24:53.542915+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8459, 5, 400, 1, 'dc333393-6ac6-421b-a2da-a7a0224c8f38'),
	('01a2221d-b55b-74dd-a109-be09872b7498', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250781000003.0', 8, 'success', NULL, '2026-11-28 12:25:02.043732+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8459, 5, 200, 1, '0ce317cc-5e44-4a10-a3f7-0b90b8e8ed27'),
	('01a2221e-5c7b-7df2-bd31-cf23b7d28f96', 'jobs', 'jobs', 'legacy', '250*******10', 'wamid.250782000010.0', 15, 'error', 'HTTP 503: down', '2026-11-28 12:25:44.827376+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8753, 5, 503, 1, '68599729-3875-4435-aa9e-43f269472a9f');

INSERT INTO public.webhook_protected_domains VALUES
	('mobility', 'mobility', '2026-11-28 12:23:42.022717+00');

INSERT INTO public.webhook_routing_config VALUES
	('18b04bff-0c17-4355-b843-58a0e3e738c0', 75.00, true, '{jobs}', '2026-11-28 12:23:31.22564+00', '2026-11-28 12:24:51.373576+00', '9fd95972ecc342f29f78c78367daef6d', 5, 'hookshift controller', 'stage 1 (50 %) passed every gate after 7 s');

INSERT INTO public.webhook_routing_config_audit OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-28 12:23:44.484171+00', 'postgres', 'postgres', 'hookshift tests', NULL, 'UPDATE', '18b04bff-0c17-4355-b843-58a0e3e738c0', 2, true, 5.00, 5.00, true, true, '{jobs,marketplace,property}', '{jobs}', false, NULL),
	(2, '2026-11-28 12:23:55.921679+00', 'ada@gateway-1', 'postgres', 'hookshift cli', NULL, 'UPDATE', '18b04bff-0c17-4355-b843-58a0e3e738c0', 3, true, 5.00, 0.00, true, true, '{jobs}', '{jobs}', false, 'a rollout is to do it'),
	(3, '2026-11-28 12:24:41.800884+00', 'ada@gateway-1', 'postgres', 'hookshift cli', NULL, 'UPDATE', '18b04bff-0c17-4355-b843-58a0e3e738c0', 4, true, 0.00, 50.00, true, true, '{jobs}', '{jobs}', false, 'rollout started'),
	(4, '2026-11-28 12:24:51.374348+00', 'hookshift controller', 'postgres', 'hookshift controller', NULL, 'UPDATE', '18b04bff-0c17-4355-b843-58a0e3e738c0', 5, true, 50.00, 75.00, true, true, '{jobs}', '{jobs}', false, 'stage 1 (50 %) passed every gate after 7 s');

INSERT INTO public.webhook_routing_logs_before_hookshift VALUES
	('b47ea14b-90c6-47f2-9298-0a317631e856', 'wa-webhook-jobs', 'jobs', 'legacy', '250780000001', 'wamid.before', 120, 'success', NULL, '2026-11-28 12:23:31.468362+00');

SELECT pg_catalog.setval('hookshift.alert_news_id_seq', 1, true);

SELECT pg_catalog.setval('hookshift.alerts_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.api_sessions_id_seq', 1, true);

SELECT pg_catalog.setval('hookshift.api_tokens_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.config_version', 5, true);

SELECT pg_catalog.setval('hookshift.dead_letter_actions_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.deliverers_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.deliveries_id_seq', 338, true);

SELECT pg_catalog.setval('hookshift.ledger_id_seq', 651, true);

SELECT pg_catalog.setval('hookshift.losses_id_seq', 1, false);

SELECT pg_catalog.setval('hookshift.rollout_entries_id_seq', 5, true);

SELECT pg_catalog.setval('hookshift.rollout_verdicts_id_seq', 30, true);

SELECT pg_catalog.setval('hookshift.rollouts_id_seq', 1, true);

SELECT pg_catalog.setval('public.webhook_routing_config_audit_id_seq', 4, true);

ALTER TABLE ONLY hookshift.alert_news
    ADD CONSTRAINT alert_news_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.api_calls
    ADD CONSTRAINT api_calls_pkey PRIMARY KEY (token, key);

ALTER TABLE ONLY hookshift.api_sessions
    ADD CONSTRAINT api_sessions_digest_key UNIQUE (digest);

ALTER TABLE ONLY hookshift.api_sessions
    ADD CONSTRAINT api_sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.api_tokens
    ADD CONSTRAINT api_tokens_digest_key UNIQUE (digest);

ALTER TABLE ONLY hookshift.api_tokens
    ADD CONSTRAINT api_tokens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.dead_letter_actions
    ADD CONSTRAINT dead_letter_actions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.dead_letters
    ADD CONSTRAINT dead_letters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.deliverers
    ADD CONSTRAINT deliverers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.event_keys
    ADD CONSTRAINT event_keys_pkey PRIMARY KEY (key);

ALTER TABLE ONLY hookshift.gateways
    ADD CONSTRAINT gateways_pkey PRIMARY KEY (gateway);

ALTER TABLE ONLY hookshift.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);

ALTER TABLE ONLY hookshift.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.losses
    ADD CONSTRAINT losses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY hookshift.notifications
    ADD CONSTRAINT notifications_notifier_entry_key UNIQUE (notifier, entry);

ALTER TABLE ONLY hookshift.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.notifiers
    ADD CONSTRAINT notifiers_pkey PRIMARY KEY (name);

ALTER TABLE ONLY hookshift.payloads
    ADD CONSTRAINT payloads_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261127
    ADD CONSTRAINT payloads_20261127_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261128
    ADD CONSTRAINT payloads_20261128_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261129
    ADD CONSTRAINT payloads_20261129_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261130
    ADD CONSTRAINT payloads_20261130_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261201
    ADD CONSTRAINT payloads_20261201_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261202
    ADD CONSTRAINT payloads_20261202_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261203
    ADD CONSTRAINT payloads_20261203_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261204
    ADD CONSTRAINT payloads_20261204_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.payloads_20261205
    ADD CONSTRAINT payloads_20261205_pkey PRIMARY KEY (id, received_at);

ALTER TABLE ONLY hookshift.rollout_entries
    ADD CONSTRAINT rollout_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.rollout_verdicts
    ADD CONSTRAINT rollout_verdicts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.rollouts
    ADD CONSTRAINT rollouts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hookshift.rollup_errors
    ADD CONSTRAINT rollup_errors_pkey PRIMARY KEY (minute, version, domain, side, sender);

ALTER TABLE ONLY hookshift.rollup_hours
    ADD CONSTRAINT rollup_hours_pkey PRIMARY KEY (start, domain, side, version, gateway, seconds);

ALTER TABLE ONLY hookshift.rollup_senders
    ADD CONSTRAINT rollup_senders_pkey PRIMARY KEY (version, domain, sender);

ALTER TABLE ONLY hookshift.rollups
    ADD CONSTRAINT rollups_pkey PRIMARY KEY (start, domain, side, version, gateway, seconds);

ALTER TABLE ONLY public.webhook_routing_logs
    ADD CONSTRAINT webhook_routing_logs_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261127
    ADD CONSTRAINT webhook_routing_logs_20261127_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261128
    ADD CONSTRAINT webhook_routing_logs_20261128_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261129
    ADD CONSTRAINT webhook_routing_logs_20261129_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261130
    ADD CONSTRAINT webhook_routing_logs_20261130_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261201
    ADD CONSTRAINT webhook_routing_logs_20261201_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261202
    ADD CONSTRAINT webhook_routing_logs_20261202_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261203
    ADD CONSTRAINT webhook_routing_logs_20261203_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261204
    ADD CONSTRAINT webhook_routing_logs_20261204_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hookshift.webhook_routing_logs_20261205
    ADD CONSTRAINT webhook_routing_logs_20261205_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY public.webhook_protected_domains
    ADD CONSTRAINT webhook_protected_domains_pkey PRIMARY KEY (domain);

ALTER TABLE ONLY public.webhook_routing_config_audit
    ADD CONSTRAINT webhook_routing_config_audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_routing_config
    ADD CONSTRAINT webhook_routing_config_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_routing_logs_before_hookshift
    ADD CONSTRAINT webhook_routing_logs_pkey_before_hookshift PRIMARY KEY (id);

CREATE INDEX alert_news_alert ON hookshift.alert_news USING btree (alert);

CREATE INDEX alert_news_at ON hookshift.alert_news USING btree (at);

CREATE UNIQUE INDEX alerts_open ON hookshift.alerts USING btree (kind, subject) WHERE (ended_at IS NULL);

CREATE INDEX alerts_since ON hookshift.alerts USING btree (since);

CREATE INDEX api_calls_at ON hookshift.api_calls USING brin (at);

CREATE INDEX api_sessions_token ON hookshift.api_sessions USING btree (token, id);

CREATE UNIQUE INDEX api_tokens_name ON hookshift.api_tokens USING btree (name) WHERE (revoked_at IS NULL);

CREATE INDEX dead_letters_died ON hookshift.dead_letters USING btree (died_at);

CREATE INDEX deliveries_due ON hookshift.deliveries USING btree (handler, next_at) WHERE ((owner IS NULL) AND (next_at IS NOT NULL));

CREATE INDEX deliveries_expiry ON hookshift.deliveries USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE INDEX deliveries_lane ON hookshift.deliveries USING btree (lane, id) WHERE (lane IS NOT NULL);

CREATE INDEX deliveries_owner ON hookshift.deliveries USING btree (owner) WHERE (owner IS NOT NULL);

CREATE INDEX event_keys_at ON hookshift.event_keys USING brin (at);

CREATE UNIQUE INDEX ledger_added_up ON hookshift.ledger USING btree (source, hour) WHERE (writer = 0);

CREATE INDEX losses_at ON hookshift.losses USING btree (at);

CREATE UNIQUE INDEX notifications_alert ON hookshift.notifications USING btree (notifier, alert_news);

CREATE INDEX notifications_at ON hookshift.notifications USING btree (at);

CREATE INDEX notifications_tried ON hookshift.notifications USING btree (notifier, tried_at);

CREATE INDEX notifications_waiting ON hookshift.notifications USING btree (notifier, next_at) WHERE (state = 'waiting'::text);

CREATE INDEX rollout_entries_at ON hookshift.rollout_entries USING btree (at);

CREATE INDEX rollout_entries_of_rollout ON hookshift.rollout_entries USING btree (rollout, id);

CREATE INDEX rollout_verdicts_at ON hookshift.rollout_verdicts USING btree (at);

CREATE INDEX rollout_verdicts_of_gate ON hookshift.rollout_verdicts USING btree (rollout, domain, gate, at DESC, id DESC);

CREATE UNIQUE INDEX rollouts_one_open ON hookshift.rollouts USING btree ((true)) WHERE (ended_at IS NULL);

CREATE INDEX idx_routing_logs_created_at ON ONLY public.webhook_routing_logs USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261127_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261127 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX idx_routing_logs_domain ON ONLY public.webhook_routing_logs USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261127_domain_created_at_idx ON hookshift.webhook_routing_logs_20261127 USING btree (domain, created_at DESC);

CREATE INDEX idx_routing_logs_from_number ON ONLY public.webhook_routing_logs USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261127_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261127 USING btree (from_number, created_at DESC);

CREATE INDEX idx_routing_logs_ids ON ONLY public.webhook_routing_logs USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261127_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261127 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX idx_routing_logs_status ON ONLY public.webhook_routing_logs USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261127_status_created_at_idx ON hookshift.webhook_routing_logs_20261127 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261128_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261128 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261128_domain_created_at_idx ON hookshift.webhook_routing_logs_20261128 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261128_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261128 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261128_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261128 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261128_status_created_at_idx ON hookshift.webhook_routing_logs_20261128 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261129_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261129 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261129_domain_created_at_idx ON hookshift.webhook_routing_logs_20261129 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261129_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261129 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261129_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261129 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261129_status_created_at_idx ON hookshift.webhook_routing_logs_20261129 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261130_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261130 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261130_domain_created_at_idx ON hookshift.webhook_routing_logs_20261130 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261130_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261130 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261130_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261130 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261130_status_created_at_idx ON hookshift.webhook_routing_logs_20261130 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261201_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261201 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261201_domain_created_at_idx ON hookshift.webhook_routing_logs_20261201 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261201_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261201 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261201_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261201 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261201_status_created_at_idx ON hookshift.webhook_routing_logs_20261201 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261202_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261202 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261202_domain_created_at_idx ON hookshift.webhook_routing_logs_20261202 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261202_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261202 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261202_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261202 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261202_status_created_at_idx ON hookshift.webhook_routing_logs_20261202 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261203_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261203 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261203_domain_created_at_idx ON hookshift.webhook_routing_logs_20261203 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261203_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261203 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261203_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261203 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261203_status_created_at_idx ON hookshift.webhook_routing_logs_20261203 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261204_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261204 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261204_domain_created_at_idx ON hookshift.webhook_routing_logs_20261204 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261204_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261204 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261204_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261204 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261204_status_created_at_idx ON hookshift.webhook_routing_logs_20261204 USING btree (status, created_at DESC);

CREATE INDEX webhook_routing_logs_20261205_created_at_domain_routed_to_s_idx ON hookshift.webhook_routing_logs_20261205 USING btree (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

CREATE INDEX webhook_routing_logs_20261205_domain_created_at_idx ON hookshift.webhook_routing_logs_20261205 USING btree (domain, created_at DESC);

CREATE INDEX webhook_routing_logs_20261205_from_number_created_at_idx ON hookshift.webhook_routing_logs_20261205 USING btree (from_number, created_at DESC);

CREATE INDEX webhook_routing_logs_20261205_message_id_correlation_id_idx ON hookshift.webhook_routing_logs_20261205 USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops) WITH (pages_per_range='64', autosummarize='on');

CREATE INDEX webhook_routing_logs_20261205_status_created_at_idx ON hookshift.webhook_routing_logs_20261205 USING btree (status, created_at DESC);

CREATE INDEX idx_routing_logs_created_at_before_hookshift ON public.webhook_routing_logs_before_hookshift USING btree (created_at DESC);

CREATE INDEX idx_routing_logs_domain_before_hookshift ON public.webhook_routing_logs_before_hookshift USING btree (domain);

CREATE INDEX idx_routing_logs_status_before_hookshift ON public.webhook_routing_logs_before_hookshift USING btree (status);

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261127_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261128_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261129_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261130_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261201_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261202_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261203_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261204_pkey;

ALTER INDEX hookshift.payloads_pkey ATTACH PARTITION hookshift.payloads_20261205_pkey;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261127_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261127_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261127_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261127_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261127_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261127_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261128_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261128_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261128_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261128_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261128_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261128_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261129_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261129_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261129_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261129_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261129_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261129_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261130_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261130_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261130_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261130_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261130_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261130_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261201_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261201_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261201_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261201_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261201_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261201_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261202_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261202_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261202_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261202_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261202_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261202_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261203_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261203_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261203_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261203_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261203_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261203_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261204_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261204_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261204_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261204_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261204_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261204_status_created_at_idx;

ALTER INDEX public.idx_routing_logs_created_at ATTACH PARTITION hookshift.webhook_routing_logs_20261205_created_at_domain_routed_to_s_idx;

ALTER INDEX public.idx_routing_logs_domain ATTACH PARTITION hookshift.webhook_routing_logs_20261205_domain_created_at_idx;

ALTER INDEX public.idx_routing_logs_from_number ATTACH PARTITION hookshift.webhook_routing_logs_20261205_from_number_created_at_idx;

ALTER INDEX public.idx_routing_logs_ids ATTACH PARTITION hookshift.webhook_routing_logs_20261205_message_id_correlation_id_idx;

ALTER INDEX public.webhook_routing_logs_pkey ATTACH PARTITION hookshift.webhook_routing_logs_20261205_pkey;

ALTER INDEX public.idx_routing_logs_status ATTACH PARTITION hookshift.webhook_routing_logs_20261205_status_created_at_idx;

CREATE TRIGGER announce AFTER INSERT ON hookshift.rollout_entries FOR EACH ROW EXECUTE FUNCTION hookshift.announce_entry();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON hookshift.rollout_entries FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_operation('The history is append-only.');

CREATE TRIGGER note_first_loss AFTER INSERT ON hookshift.gateways FOR EACH ROW WHEN ((((new.counters ->> 'recorder_dropped_rows'::text))::double precision > (0)::double precision)) EXECUTE FUNCTION hookshift.note_loss();

CREATE TRIGGER note_further_loss AFTER UPDATE ON hookshift.gateways FOR EACH ROW WHEN ((((new.counters ->> 'recorder_dropped_rows'::text))::double precision > COALESCE(((old.counters ->> 'recorder_dropped_rows'::text))::double precision, (0)::double precision))) EXECUTE FUNCTION hookshift.note_loss();

CREATE TRIGGER note_silent_end AFTER DELETE ON hookshift.gateways FOR EACH ROW WHEN ((old.seen_at < (now() - '00:00:10'::interval))) EXECUTE FUNCTION hookshift.note_loss();

CREATE TRIGGER a_one_change_at_a_time BEFORE INSERT OR UPDATE ON public.webhook_protected_domains FOR EACH STATEMENT EXECUTE FUNCTION hookshift.one_change_at_a_time();

CREATE TRIGGER a_one_change_at_a_time BEFORE INSERT OR DELETE OR UPDATE ON public.webhook_routing_config FOR EACH STATEMENT EXECUTE FUNCTION hookshift.one_change_at_a_time();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.webhook_routing_config_audit FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_operation('The audit is append-only.');

CREATE TRIGGER b_refuse_protected_domains BEFORE INSERT OR UPDATE ON public.webhook_routing_config FOR EACH ROW EXECUTE FUNCTION hookshift.refuse_protected_domains();

CREATE TRIGGER b_refuse_protecting_active BEFORE INSERT OR UPDATE ON public.webhook_protected_domains FOR EACH ROW EXECUTE FUNCTION hookshift.refuse_protecting_active();

CREATE TRIGGER c_stamp BEFORE INSERT OR UPDATE ON public.webhook_routing_config FOR EACH ROW EXECUTE FUNCTION hookshift.stamp_config();

CREATE TRIGGER d_audit AFTER INSERT OR DELETE OR UPDATE ON public.webhook_routing_config FOR EACH ROW EXECUTE FUNCTION hookshift.audit_config();

CREATE TRIGGER e_refuse_protected_active AFTER DELETE OR UPDATE ON public.webhook_routing_config FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_protected_domains();

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.webhook_routing_config FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_operation('Use DELETE, which is audited.');

ALTER TABLE ONLY hookshift.alert_news
    ADD CONSTRAINT alert_news_alert_fkey FOREIGN KEY (alert) REFERENCES hookshift.alerts(id) ON DELETE CASCADE;

ALTER TABLE ONLY hookshift.api_sessions
    ADD CONSTRAINT api_sessions_token_fkey FOREIGN KEY (token) REFERENCES hookshift.api_tokens(id) ON DELETE CASCADE;

ALTER TABLE ONLY hookshift.notifications
    ADD CONSTRAINT notifications_alert_news_fkey FOREIGN KEY (alert_news) REFERENCES hookshift.alert_news(id) ON DELETE CASCADE;

ALTER TABLE ONLY hookshift.notifications
    ADD CONSTRAINT notifications_entry_fkey FOREIGN KEY (entry) REFERENCES hookshift.rollout_entries(id);

ALTER TABLE ONLY hookshift.notifications
    ADD CONSTRAINT notifications_notifier_fkey FOREIGN KEY (notifier) REFERENCES hookshift.notifiers(name);

ALTER TABLE ONLY hookshift.rollout_entries
    ADD CONSTRAINT rollout_entries_rollout_fkey FOREIGN KEY (rollout) REFERENCES hookshift.rollouts(id);

ALTER TABLE ONLY hookshift.rollout_verdicts
    ADD CONSTRAINT rollout_verdicts_rollout_fkey FOREIGN KEY (rollout) REFERENCES hookshift.rollouts(id);

ALTER TABLE hookshift.alert_news ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.alerts ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.api_calls ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.api_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.api_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.dead_letter_actions ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.dead_letters ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.deliverers ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.event_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.gateways ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.leases ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.ledger ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.losses ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.migrations ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.notifications ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.notifiers ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261127 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261128 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261129 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261130 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261201 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261202 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261203 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261204 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.payloads_20261205 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollout_entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollout_verdicts ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollouts ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollup_errors ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollup_hours ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollup_senders ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.rollups ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261127 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261128 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261129 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261130 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261201 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261202 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261203 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261204 ENABLE ROW LEVEL SECURITY;

ALTER TABLE hookshift.webhook_routing_logs_20261205 ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_protected_domains ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_routing_config ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_routing_config_audit ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_routing_logs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_routing_logs_before_hookshift ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA public TO hookshift_stats_reader;

REVOKE ALL ON FUNCTION hookshift.active_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.added(one integer[], other integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.announce_entry() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.audit_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.chosen_letters(ids bigint[], handlers text[], domains text[], sources text[], reasons text[], contains text, since timestamp with time zone, until timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.claim(holder bigint, handlers text[], rooms integer[], earliest timestamp with time zone[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.close_everything() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.close_object(kind text, object text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.close_table(target regclass) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.delivered(ids bigint[], holder bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.drop_log_partitions(retention_days integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.drop_payload_partitions(retention_days integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.has_table(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.hour_of(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.known_keys(keys uuid[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.lowest(one integer[], other integer[], kept integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.make_log_partition(day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.make_log_partitions(ahead integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.make_payload_partition(day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.make_payload_partitions(ahead integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.note_loss() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.occupied(lanes bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.one_change_at_a_time() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.promote(ended bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.refuse_operation() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.refuse_protected_domains() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.refuse_protecting_active() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.stamp_config() FROM PUBLIC;

REVOKE ALL ON FUNCTION hookshift.take_in(taker bigint, new_keys uuid[], sources text[], handlers text[], sides text[], domains text[], lanes bigint[], buckets integer[], sizes integer[], expiries double precision[], holds boolean[], key_ids text[], contents bytea[], bodies bytea[], counted text[], duplicates integer[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION public.update_routing_percentage(new_percentage numeric, reason text, actor text) FROM PUBLIC;

GRANT SELECT ON TABLE public.webhook_routing_stats TO hookshift_stats_reader;


