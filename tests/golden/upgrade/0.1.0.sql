

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
    start timestamp with time zone NOT NULL,
    seconds smallint NOT NULL,
    gateway text NOT NULL,
    domain text NOT NULL,
    side text NOT NULL,
    version bigint NOT NULL,
    requests integer NOT NULL,
    errors integer NOT NULL,
    undelivered integer NOT NULL,
    slow integer NOT NULL,
    errors_squared bigint NOT NULL,
    new_senders integer NOT NULL,
    attempts integer NOT NULL,
    lowest_bucket integer,
    highest_bucket integer,
    failing_senders integer[] NOT NULL,
    latency integer[] NOT NULL
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
	(1, 1, '2026-11-28 14:24:09.394092+00', 'alert', '4 deliveries to jobs were given up within 15 min');

INSERT INTO hookshift.alerts OVERRIDING SYSTEM VALUE VALUES
	(1, 'dead_letters', 'jobs', '3 deliveries to jobs were given up within 15 min', '2026-11-28 14:24:09.394092+00', '2026-11-28 14:24:29.90669+00', '2026-11-28 14:24:09.394092+00', NULL, '2026-11-28 14:24:09.394092+00');

INSERT INTO hookshift.api_calls VALUES
	(1, 'f1e62f82-4bb3-4df0-8423-d16a678a1fbe', '\x968642ed72d46a7e982df962460fcb06cec4901c0808cff32f0a0c00ac68509b', '2026-11-28 14:24:21.606686+00', 200, '\x7b226c657474657273223a312c226576656e7473223a312c226c656674223a307d');

INSERT INTO hookshift.api_sessions OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '\xf9b21277b56952245372cafdb6be6ab956eebcdca9883c9134d5f043c64f3ac3', '2026-11-28 14:23:49.030677+00', '2026-11-29 02:23:49.030677+00');

INSERT INTO hookshift.api_tokens OVERRIDING SYSTEM VALUE VALUES
	(1, 'ana', 'admin', '\x6e1c74253a86d10bbca28bcb12b7c0e367a5661796eb3891c6cbb8959e3be222', '2026-11-28 14:23:21.544531+00', 'ada@gateway-1', NULL, '2026-11-28 14:23:49.019012+00', NULL, NULL),
	(2, 'bob', 'operator', '\x703a38f4d79d605b2ea837d501ef510b1a096cf374d8967290ac5688e21584f9', '2026-11-28 14:23:27.307571+00', 'ada@gateway-1', NULL, NULL, '2026-11-28 14:23:32.762692+00', 'ada@gateway-1');

INSERT INTO hookshift.dead_letter_actions OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-28 14:24:21.694673+00', 'replay', 'ana (token)', 'mended', '{"ids": [274]}', 1, 1),
	(2, '2026-11-28 14:24:33.264382+00', 'drop', 'ada@gateway-1', 'a test', '{"ids": [275], "until": "2026-11-28 14:24:07.422618+00:00"}', 1, 1);

INSERT INTO hookshift.dead_letters VALUES
	(276, '2026-11-28 14:24:07.382697+00', '2026-11-28 14:24:07.482694+00', 'whatsapp', 'jobs', 'legacy', 'jobs', -3081414004140213376, 8531, 1, 1, 'permanent', 'HTTP 400: a bug', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d3236643435656565333431396364366237333764633834346463363933376362346463656336323433313037363764363230623634613837666235353365613192c410782d636f7272656c6174696f6e2d6964c42462353631633765382d393961642d343638342d613936312d63333765333033333466306192c40b7472616365706172656e74c43730302d62353631633765383939616434363834613936316333376533303333346630612d643433613733353262633433336663622d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738313030303030302e32ac323530373831303030303030ac323530373831303030303030a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd2153cdfbb405d92462353631633765382d393961642d343638342d613936312d633337653330333334663061d9203462323866613366373364313131356331383530326234633635333665643163', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373831303030303030220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373831303030303030222c0a2020202020202020226964223a202277616d69642e3235303738313030303030302e32222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d', NULL),
	(277, '2026-11-28 14:24:07.4027+00', '2026-11-28 14:24:07.535174+00', 'whatsapp', 'jobs', 'legacy', 'jobs', -3081414004140213376, 8531, 1, 1, 'permanent', 'HTTP 400: a bug', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d3566383232336536363463633436663536613966326365313237303935353536343031333030303434383566323032656137656134323165326262633730363692c410782d636f7272656c6174696f6e2d6964c42431366266323832392d653930372d346236362d616431362d62303663373530613562333592c40b7472616365706172656e74c43730302d31366266323832396539303734623636616431366230366337353061356233352d653562626537303835653262336239612d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738313030303030302e33ac323530373831303030303030ac323530373831303030303030a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd2153cdfbb405d92431366266323832392d653930372d346236362d616431362d623036633735306135623335d9203730313436376633663939383266333862336466383637356235386538353033', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373831303030303030220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373831303030303030222c0a2020202020202020226964223a202277616d69642e3235303738313030303030302e33222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d', NULL);

INSERT INTO hookshift.deliverers OVERRIDING SYSTEM VALUE VALUES
	(1, 'gateway-1:10164:1795875829231703669', '2026-11-28 14:24:34.682541+00'),
	(2, 'gateway-1:11310:1795875902457354880', '2026-11-28 14:26:03.082708+00');

INSERT INTO hookshift.deliveries OVERRIDING SYSTEM VALUE VALUES
	(280, '2026-11-28 14:25:03.27471+00', 'whatsapp', 'jobs', 'legacy', 'jobs', 7904065170668952938, 9201, 1, NULL, NULL, NULL, 0, 0, NULL, NULL),
	(282, '2026-11-28 14:25:03.318707+00', 'whatsapp', 'jobs', 'legacy', 'jobs', -6940602014600706835, 8184, 1, NULL, NULL, NULL, 0, 0, NULL, NULL),
	(279, '2026-11-28 14:25:03.225305+00', 'whatsapp', 'jobs', 'legacy', 'jobs', 7904065170668952938, 9201, 1, NULL, '2026-11-28 14:25:04.602352+00', NULL, 1, 0, 'HTTP 503: down', NULL),
	(281, '2026-11-28 14:25:03.300903+00', 'whatsapp', 'jobs', 'legacy', 'jobs', -6940602014600706835, 8184, 1, NULL, '2026-11-28 14:25:04.359165+00', NULL, 1, 0, 'HTTP 503: down', NULL),
	(283, '2026-11-28 14:25:03.603027+00', 'whatsapp', 'mobility', 'legacy', 'mobility', -6389968556763945711, NULL, 1, 2, '2026-11-28 14:25:03.603027+00', NULL, 0, 0, NULL, NULL),
	(284, '2026-11-28 14:25:03.62462+00', 'whatsapp', 'unified', 'unified', 'jobs', 5393037628504253098, 7106, 1, 2, '2026-11-28 14:25:03.62462+00', NULL, 0, 0, NULL, NULL),
	(285, '2026-11-28 14:25:03.64681+00', 'whatsapp', 'mobility', 'legacy', 'mobility', -6389968556763945711, NULL, 1, NULL, NULL, NULL, 0, 0, NULL, NULL),
	(286, '2026-11-28 14:25:03.690701+00', 'whatsapp', 'unified', 'unified', 'jobs', 5393037628504253098, 7106, 1, NULL, NULL, NULL, 0, 0, NULL, NULL);

INSERT INTO hookshift.event_keys VALUES
	('478555b2-8c49-30c1-8327-f5ac8e1fa07f', '2026-11-28 14:23:56.999684+00'),
	('8e1e72de-4bc7-4604-e746-4b80fab65477', '2026-11-28 14:23:57.062697+00'),
	('129bf746-6a10-7bf8-44ab-2da5cafef3da', '2026-11-28 14:23:57.134688+00'),
	('7ad042d8-001d-f1b7-2b62-1bc485a5a487', '2026-11-28 14:23:57.186283+00'),
	('e7b676f0-5c1a-384d-b65c-801ef5aae3a7', '2026-11-28 14:23:57.233109+00'),
	('eb85ce03-8bf6-91ac-d910-86f08ef6f755', '2026-11-28 14:23:57.293044+00'),
	('a04a94ce-61de-3b46-d92e-083e577da385', '2026-11-28 14:23:57.333651+00'),
	('f99d2afd-4b21-1c95-1300-591234458526', '2026-11-28 14:23:57.370352+00'),
	('1025fe5a-27a3-4367-0a2b-e2b626f3b6a3', '2026-11-28 14:23:57.400059+00'),
	('bf44608d-7691-8675-8f88-16c362998c94', '2026-11-28 14:23:57.427282+00'),
	('c89c5b22-48a7-1ace-e3df-6e4bca1390f1', '2026-11-28 14:23:57.453398+00'),
	('ad88d239-512f-b580-dfab-b7ceeea69098', '2026-11-28 14:23:57.508436+00'),
	('0b06eb4c-2088-1f7e-856c-574f2a77a5a6', '2026-11-28 14:23:57.563569+00'),
	('e0ca4e01-16f6-9109-5e46-2f08c109ae1f', '2026-11-28 14:23:57.60669+00'),
	('2fc1328a-f19b-fb28-8905-7557c2eb78a9', '2026-11-28 14:23:57.637289+00'),
	('7d811206-4b0e-1b7a-9623-75f01c9208d5', '2026-11-28 14:23:57.691111+00'),
	('6e64e334-be95-3947-1cc5-c89d4adc6aae', '2026-11-28 14:23:57.733728+00'),
	('7982c730-b1b1-8382-5f84-aa46a72fe972', '2026-11-28 14:23:57.76669+00'),
	('7acc0d66-cf0c-5d92-5f22-51e94a4b24ca', '2026-11-28 14:23:57.809625+00'),
	('c4c4f03a-43c5-d061-d9e3-67711c131e87', '2026-11-28 14:23:57.851477+00'),
	('5d4719bf-ad6e-6c65-c5ae-5c7011598c8b', '2026-11-28 14:23:57.9027+00'),
	('3c1470cf-bb26-4106-ded7-098f4692017e', '2026-11-28 14:23:57.951556+00'),
	('4dd24d25-c37d-5d4d-018d-d402d90785ed', '2026-11-28 14:23:57.989009+00'),
	('d90710f5-70f9-75ab-231c-b72b300b9f50', '2026-11-28 14:23:58.029532+00'),
	('1390d047-df0b-fa56-e403-a836bdac2b03', '2026-11-28 14:23:58.063579+00'),
	('98262f00-8e84-f029-d884-e294e2102f22', '2026-11-28 14:23:58.112262+00'),
	('cef73cf6-1345-ee47-81ce-8b8828099b7c', '2026-11-28 14:23:58.163735+00'),
	('4f9291b2-cf46-8edb-5385-55748f481e7a', '2026-11-28 14:23:58.203559+00'),
	('7a4011b2-cd1f-159b-27c0-3b8fbce956a5', '2026-11-28 14:23:58.237835+00'),
	('5de5cd31-6365-9b50-d910-8f28bcf3d7d4', '2026-11-28 14:23:58.267452+00'),
	('b25834c2-98d5-ba95-e0f8-3bcac5524081', '2026-11-28 14:23:58.304076+00'),
	('1f57e101-d6f6-e8b1-8a95-53e20bd10292', '2026-11-28 14:23:58.335466+00'),
	('aba2123a-04a2-21a9-f1fb-611a03904b6b', '2026-11-28 14:23:58.369171+00'),
	('b20d7833-7e93-4ab6-fae4-ee45c9122387', '2026-11-28 14:23:58.393723+00'),
	('0d317d11-2645-c361-99cf-fb82e7390822', '2026-11-28 14:23:58.424108+00'),
	('5cad2fdc-080a-2425-eb82-109de1d4a6bf', '2026-11-28 14:23:58.458701+00'),
	('b27cbb49-b94f-05dc-b62d-9d0f3de28582', '2026-11-28 14:23:58.498777+00'),
	('0ca4c7ab-e789-9938-c7fd-312d1e23d79e', '2026-11-28 14:23:58.536599+00'),
	('b025e577-44a3-b691-bb49-bea7cba3cb0f', '2026-11-28 14:23:58.576446+00'),
	('be999a33-4936-96d4-f8f7-6610ca6dbfda', '2026-11-28 14:23:58.61218+00'),
	('c11f2916-20c5-9c3d-d854-d6ad1fc6ef03', '2026-11-28 14:23:58.682739+00'),
	('67b7b9c2-afaa-f787-f9bc-8a07fbd1d718', '2026-11-28 14:23:58.720661+00'),
	('43a480f7-8df9-8056-4e7b-7de4fa84291f', '2026-11-28 14:23:58.749866+00'),
	('2b6c3cd0-6ba6-a10a-55e6-99af31266ed8', '2026-11-28 14:23:58.79651+00'),
	('18490beb-2283-63f7-f48c-077db1ce13b4', '2026-11-28 14:23:58.834694+00'),
	('0206e28b-9f5d-fcd5-e2ab-2865e781c0dd', '2026-11-28 14:23:58.869265+00'),
	('6008adba-1e09-47c0-f1d9-9693dcea1fda', '2026-11-28 14:23:58.90789+00'),
	('f0b45209-6766-e215-d6cb-ad1e907656c4', '2026-11-28 14:23:58.943724+00'),
	('fe97f8aa-2d13-c222-9c7a-94cdd8197ab2', '2026-11-28 14:23:58.980593+00'),
	('bcdfdfba-a6db-5a6c-5c61-96b99f83e657', '2026-11-28 14:23:59.039161+00'),
	('9b517f9e-ab8d-e93f-7662-fe86df3211bf', '2026-11-28 14:23:59.091959+00'),
	('b6ebc0a6-3848-f680-f4fb-2d183ac3a530', '2026-11-28 14:23:59.136781+00'),
	('26fc19de-8557-abb6-64bb-9d28992c9484', '2026-11-28 14:23:59.196095+00'),
	('705bc035-d6bd-4f10-b4a6-45cb44878a8a', '2026-11-28 14:23:59.235467+00'),
	('a5d7411f-b8a0-f7a5-3b32-627916bb8d00', '2026-11-28 14:23:59.284683+00'),
	('4d61cc91-cb5a-15df-e5cc-d74c7744dda1', '2026-11-28 14:23:59.333436+00'),
	('5bb14a75-69dd-b8be-1aba-adbfab024396', '2026-11-28 14:23:59.394685+00'),
	('8b14aafe-5939-4788-d217-aa23af01bbd7', '2026-11-28 14:23:59.425887+00'),
	('40c63252-04c3-629a-c1a5-c3ac40060b2a', '2026-11-28 14:23:59.463406+00'),
	('7fb59ff1-97f7-10ad-8827-c67878d580e1', '2026-11-28 14:23:59.5139+00'),
	('ca0d8971-6725-1466-b861-a98b7ebd2161', '2026-11-28 14:23:59.545823+00'),
	('837893a0-624e-debe-dd7d-096d94bb3e67', '2026-11-28 14:23:59.574626+00'),
	('7563ffef-c7ae-a692-8f28-37d9d31a303b', '2026-11-28 14:23:59.630687+00'),
	('c473c7cc-0e77-2f72-7963-d9e5f788b8c9', '2026-11-28 14:23:59.67074+00'),
	('04e359d6-09cc-a339-564a-07c9375a210f', '2026-11-28 14:23:59.714559+00'),
	('43cd91f5-3bec-16c7-6e6b-b6f9b01a4971', '2026-11-28 14:23:59.754698+00'),
	('17d51cb0-f808-03b6-727c-e908392bcb9f', '2026-11-28 14:23:59.807545+00'),
	('08b67ee5-c3af-b3a9-5822-6307791585b1', '2026-11-28 14:23:59.85154+00'),
	('2db0e0f5-ec97-b412-d632-f94b1fcd5abc', '2026-11-28 14:23:59.879642+00'),
	('cc246ec5-7e8e-8ee1-e35a-c0068f1c4f51', '2026-11-28 14:23:59.920902+00'),
	('62ece68f-291a-8417-d36b-233274e88af9', '2026-11-28 14:23:59.951519+00'),
	('7c1080b2-dda9-47ea-06bc-807e52847450', '2026-11-28 14:24:00.002698+00'),
	('c0a6173f-a6cb-0747-18ef-812f29809cef', '2026-11-28 14:24:00.043692+00'),
	('9494b163-24eb-bd86-6cef-62b5f823c143', '2026-11-28 14:24:00.094685+00'),
	('c3978fb8-8cc9-34bd-adff-33210a036a27', '2026-11-28 14:24:00.148699+00'),
	('b56c8653-a528-1f7e-5043-abdbe33b002b', '2026-11-28 14:24:00.183719+00'),
	('85aed408-7a19-a26b-4150-858a282b921e', '2026-11-28 14:24:00.22126+00'),
	('60de2273-0f8c-7cf2-dcc6-f87bdea88205', '2026-11-28 14:24:00.250697+00'),
	('9bd284a4-836a-92dd-5a09-bd2c485839ed', '2026-11-28 14:24:00.302699+00'),
	('3914b275-a6d0-b36d-c728-a45a341232b0', '2026-11-28 14:24:00.33869+00'),
	('4b50ccd4-d8e5-dddd-d364-a3226e15148b', '2026-11-28 14:24:00.379896+00'),
	('c5913bb6-c6f2-550e-1b15-e1699e6c794c', '2026-11-28 14:24:00.411558+00'),
	('7ed7c1c8-d26a-3bbb-1276-693834bbf058', '2026-11-28 14:24:00.439538+00'),
	('9e91969c-046d-88d1-2b9b-1913398632f5', '2026-11-28 14:24:00.464086+00'),
	('445778fc-6138-d192-d2a2-f78978290faf', '2026-11-28 14:24:00.488127+00'),
	('07778d40-0abc-53a9-88f4-c3f6cdf48ad1', '2026-11-28 14:24:00.512532+00'),
	('67c982ec-e175-05a6-8df6-ced028a3c6b4', '2026-11-28 14:24:00.539597+00'),
	('1f460642-e2ff-90b4-cde7-c61d4562551d', '2026-11-28 14:24:00.563376+00'),
	('0867afb9-7b2e-4c1b-4c4f-106601575b33', '2026-11-28 14:24:00.587296+00'),
	('d0600e62-5b13-fd69-a5c4-9df6a125e0ff', '2026-11-28 14:24:00.618755+00'),
	('acf7565d-247b-3f9a-e277-944981efe5a2', '2026-11-28 14:24:00.642361+00'),
	('ea938371-509b-ff3e-15c8-eda45a1f46f3', '2026-11-28 14:24:00.670697+00'),
	('ca0a851b-6d43-5385-96c7-4c05f7f98d87', '2026-11-28 14:24:00.698704+00'),
	('b1a022da-5ed2-bb9c-1d6c-e9f623a63fb9', '2026-11-28 14:24:00.723914+00'),
	('f5fde478-b5e3-295a-68e6-16c01930f91d', '2026-11-28 14:24:00.748498+00'),
	('ce779d16-290d-6cd8-06a4-d7c1aa28ca8a', '2026-11-28 14:24:00.772526+00'),
	('8492a0bc-c321-1a28-bd93-10f512027c27', '2026-11-28 14:24:00.796791+00'),
	('f49e806c-b922-bd03-e217-44852e0407a4', '2026-11-28 14:24:00.820981+00'),
	('8b17ddeb-30f0-47fb-b2d8-10d42336e751', '2026-11-28 14:24:00.845104+00'),
	('3ebb9e38-e33d-05ac-79ba-4a5c5ba494c5', '2026-11-28 14:24:00.870687+00');
INSERT INTO hookshift.event_keys VALUES
	('59b25255-43fb-6a97-abea-5e26d781c9c9', '2026-11-28 14:24:00.896349+00'),
	('4a919431-8ff0-5976-c5d7-422837a22247', '2026-11-28 14:24:00.921146+00'),
	('31252516-1aad-1dbd-0909-e2208590e8e3', '2026-11-28 14:24:00.94586+00'),
	('19cefa08-750a-bc10-6c8d-a0f6c7b64a8e', '2026-11-28 14:24:00.976067+00'),
	('b5409cf8-fe3f-f5ce-2c28-ec4614e490d1', '2026-11-28 14:24:01.005522+00'),
	('7c7cd76a-5acb-c5be-21e5-2333699b5421', '2026-11-28 14:24:01.030994+00'),
	('77af6376-b6f2-23f8-3a5c-b72814feb8b5', '2026-11-28 14:24:01.066708+00'),
	('f3ff7c4c-7bf9-9ef8-582a-09f1a76970e2', '2026-11-28 14:24:01.09749+00'),
	('eb2035d0-9b8d-cb60-f27c-0c612d6bb5a6', '2026-11-28 14:24:01.121022+00'),
	('07c62f8e-0224-df10-1321-530f3202689b', '2026-11-28 14:24:01.144672+00'),
	('d8ad463a-e079-42f9-c292-eedfa2691548', '2026-11-28 14:24:01.168594+00'),
	('15082a86-57be-f51d-512d-a268913cb967', '2026-11-28 14:24:01.191967+00'),
	('25ce577b-0f03-be81-81a3-1951b1096666', '2026-11-28 14:24:01.215455+00'),
	('a77a92b5-cbe6-641f-db10-ec3486ec5890', '2026-11-28 14:24:01.239046+00'),
	('4408c8bb-cb12-c151-b3d8-aafb181ddc14', '2026-11-28 14:24:01.263452+00'),
	('c6231ca2-aceb-c7a3-1fcb-47afd213e281', '2026-11-28 14:24:01.287562+00'),
	('714b5b85-c3a6-443f-a4f2-9821d9a57a3e', '2026-11-28 14:24:01.312179+00'),
	('70e7235c-4f20-0037-217a-62661ecdc0aa', '2026-11-28 14:24:01.338717+00'),
	('c8e43187-d269-ab85-cade-6fe54b11470a', '2026-11-28 14:24:01.370012+00'),
	('4d6e09b5-cbe0-e8d2-2859-75c759daffa8', '2026-11-28 14:24:01.394096+00'),
	('9c257293-3c03-d38e-4b08-992e2d6b0ece', '2026-11-28 14:24:01.418299+00'),
	('2552ffe6-fd62-afd9-e37f-eea80297ce11', '2026-11-28 14:24:01.446685+00'),
	('e9138541-96f9-6bdf-893d-35603a49b5b3', '2026-11-28 14:24:01.470845+00'),
	('848ac2af-5f4f-e97f-2cb7-e3f3957a0b86', '2026-11-28 14:24:01.495507+00'),
	('e15a7074-5c82-518d-0e51-c8a26d264469', '2026-11-28 14:24:01.526689+00'),
	('e3610355-aaff-f3cc-6eb3-a60547857af7', '2026-11-28 14:24:01.55063+00'),
	('d41b5bcd-371d-5c79-38bb-0bb890229806', '2026-11-28 14:24:01.574168+00'),
	('2828ff86-3864-8e5d-2944-1ad8c3a9f30f', '2026-11-28 14:24:01.598135+00'),
	('bf5fbf1d-84bf-3643-243a-e6a378902b9a', '2026-11-28 14:24:01.622781+00'),
	('f3351ec4-c458-780b-e424-62a07a67951b', '2026-11-28 14:24:01.651339+00'),
	('db8baf06-b2a3-8cd2-6961-afa58019c159', '2026-11-28 14:24:01.678415+00'),
	('582e9a0e-9c0d-2d2c-bbab-4945a83acd07', '2026-11-28 14:24:01.705891+00'),
	('1ff02013-16ca-017f-ab7f-d4f9c0a0bc2a', '2026-11-28 14:24:01.730626+00'),
	('e72e4e66-cfbf-29c9-54c9-0bd34031e0d8', '2026-11-28 14:24:01.755951+00'),
	('9c0e87b6-1775-7a01-d8fc-f82a9cb63792', '2026-11-28 14:24:01.779863+00'),
	('2c34f76e-343f-7227-cf8a-9cb8c922caaf', '2026-11-28 14:24:01.804247+00'),
	('da91fdeb-2d3d-918a-d5b0-13e423760aec', '2026-11-28 14:24:01.828176+00'),
	('28a09ea3-f1d8-a355-fb25-496a1656e0dc', '2026-11-28 14:24:01.852056+00'),
	('16ece750-0144-7a21-ee38-3a0b8d2c7736', '2026-11-28 14:24:01.878704+00'),
	('b971cbaa-3596-cdda-8f34-9301d9234570', '2026-11-28 14:24:01.90668+00'),
	('981fe07d-42e3-b4c5-3d56-892af9ac88de', '2026-11-28 14:24:01.932895+00'),
	('0da59df9-89d9-4752-b89a-b1f35154f1f4', '2026-11-28 14:24:01.957229+00'),
	('70327760-ad49-522b-5de5-d2d8fcd77128', '2026-11-28 14:24:01.982687+00'),
	('4f6274e6-d777-8cc5-d201-ff3a881c20e8', '2026-11-28 14:24:02.01276+00'),
	('ec5fda6a-0247-1e41-7cac-1ddbf6ec8147', '2026-11-28 14:24:02.046412+00'),
	('26a4dd72-8ffa-6d15-15eb-8fe4945f13d9', '2026-11-28 14:24:02.070233+00'),
	('244d3212-5587-949f-ed0d-dba64b41ae59', '2026-11-28 14:24:02.098841+00'),
	('92fdceea-f2a6-e56b-479a-1de6456d8092', '2026-11-28 14:24:02.124848+00'),
	('a7ead36a-fb9c-f8a4-027f-437513d00b21', '2026-11-28 14:24:02.152815+00'),
	('8d052c44-8653-ebbe-8115-2793df0f7290', '2026-11-28 14:24:02.176402+00'),
	('af61392d-c0db-28df-a3e8-8459e0285670', '2026-11-28 14:24:02.200477+00'),
	('7d0635eb-e415-b014-5c02-63b85f3bd267', '2026-11-28 14:24:02.225818+00'),
	('4c2e8c07-67b2-bba4-dc7b-38a069c5c7e1', '2026-11-28 14:24:02.25083+00'),
	('52f25239-3237-c461-8141-83e433458b62', '2026-11-28 14:24:02.275777+00'),
	('915b110f-4d5f-98e2-de86-093334b29ac3', '2026-11-28 14:24:02.302697+00'),
	('f996dc82-137f-c5d1-70bb-6c165cc0eb3c', '2026-11-28 14:24:02.330806+00'),
	('37715f29-44c4-f248-f944-83225e08d7d9', '2026-11-28 14:24:02.358922+00'),
	('b2b14f50-e736-84c1-328f-f6faca61692e', '2026-11-28 14:24:02.386705+00'),
	('c9c341f7-4f9e-05de-cb27-bcf8a58c6fbd', '2026-11-28 14:24:02.411371+00'),
	('3a640dcc-1d09-8ab2-805d-d59e3aba0b6d', '2026-11-28 14:24:02.438696+00'),
	('e0e45afd-21f6-bad3-c131-b35cfeec30bf', '2026-11-28 14:24:02.463682+00'),
	('ed6979f6-627d-5cde-1bef-3ae419561c88', '2026-11-28 14:24:02.488499+00'),
	('55b574fa-2750-b551-feb9-141dbaa53aa3', '2026-11-28 14:24:02.526977+00'),
	('2e87ab8f-f078-599a-7658-dfcd6d5a4285', '2026-11-28 14:24:02.558694+00'),
	('044d8581-f0f3-d01a-78cc-e98de1cc56f0', '2026-11-28 14:24:02.606527+00'),
	('e2c96767-e813-1e06-89d6-f718e476b0f1', '2026-11-28 14:24:02.638695+00'),
	('b8d3f360-3435-8e3f-a393-cc7e3c33288d', '2026-11-28 14:24:02.679063+00'),
	('ee790cea-7a3d-df78-d561-b4d71c7a660c', '2026-11-28 14:24:02.715978+00'),
	('ebd7c597-baf3-fc93-5369-dc0949a32284', '2026-11-28 14:24:02.746695+00'),
	('feb48aaa-2f30-d96c-407f-44e5b93edfcb', '2026-11-28 14:24:02.790332+00'),
	('42b4b53a-acbb-c584-2be7-5c407648e4b4', '2026-11-28 14:24:02.817513+00'),
	('1b1e6637-dd66-7741-18a3-b4c943c70aa0', '2026-11-28 14:24:02.854688+00'),
	('50253970-e273-a578-f826-b084fb156f59', '2026-11-28 14:24:02.890289+00'),
	('ee729772-6564-c53c-1f87-3b605078f063', '2026-11-28 14:24:02.916351+00'),
	('0cf67eb6-b5d7-9be5-33fd-e95f9af1c7fe', '2026-11-28 14:24:02.942496+00'),
	('a9fa39bc-6cba-46a1-bb6e-b016ac71d2f3', '2026-11-28 14:24:02.970981+00'),
	('ae4ef028-2b7d-b350-3906-ac46daf72bc3', '2026-11-28 14:24:03.021067+00'),
	('d6e137f2-5837-12e2-5189-c491730059dd', '2026-11-28 14:24:03.059323+00'),
	('cc90ef4c-cf32-d1e0-f9c6-b037dbbb4293', '2026-11-28 14:24:03.100616+00'),
	('21cd654e-d884-bfa4-935a-3a92786e7a39', '2026-11-28 14:24:03.13748+00'),
	('36efd679-b493-0ffc-559b-f4b521252033', '2026-11-28 14:24:03.168214+00'),
	('2691ec12-cd2c-5153-ba05-6d07a455209a', '2026-11-28 14:24:03.206697+00'),
	('a62d9f7b-908e-eecb-882b-662020e94b3e', '2026-11-28 14:24:03.246282+00'),
	('a21d2ffb-d1ce-bb9b-5a5a-f22e4c505a75', '2026-11-28 14:24:03.278695+00'),
	('39a10f44-ad58-18cf-12e9-ab546891753b', '2026-11-28 14:24:03.326463+00'),
	('e28e5c39-287c-d25d-ae0e-f744f977446a', '2026-11-28 14:24:03.356883+00'),
	('44a72d27-4a86-c9e7-8149-d8a0b702557f', '2026-11-28 14:24:03.402711+00'),
	('6f142f98-2699-b9f1-06d8-b3db816631c5', '2026-11-28 14:24:03.441757+00'),
	('8d2a532c-b069-19b7-9b9a-997bdbcc9273', '2026-11-28 14:24:03.480794+00'),
	('d4e6713b-d7d3-dc2f-5fd5-8fcc06930b4e', '2026-11-28 14:24:03.512999+00'),
	('c6e41e3b-52e1-9e2a-279b-b2fd1f5dcdb3', '2026-11-28 14:24:03.554693+00'),
	('4f0c78bd-9d55-1ec4-c4a9-d83083926de0', '2026-11-28 14:24:03.590708+00'),
	('2b2c60b0-017c-fd37-af90-e47a83d7170e', '2026-11-28 14:24:03.614586+00'),
	('116a2697-0773-073d-5515-ed66f0a99838', '2026-11-28 14:24:03.639541+00'),
	('762162b1-a7ba-7bdc-f653-586b68a046db', '2026-11-28 14:24:03.666818+00'),
	('80145236-8db5-ac89-89db-0ab999c63534', '2026-11-28 14:24:03.692387+00'),
	('bd733696-bbe3-1848-c66b-049eb504667d', '2026-11-28 14:24:03.723809+00'),
	('2baa7613-774f-28d5-5469-ca68cc875ea7', '2026-11-28 14:24:03.7658+00'),
	('5cb883b2-3c2a-50e7-9f68-a8cdee4ec343', '2026-11-28 14:24:03.79032+00'),
	('c69e1a3a-47ea-ad5a-9482-07f80b42e2a1', '2026-11-28 14:24:03.83659+00');
INSERT INTO hookshift.event_keys VALUES
	('39d35cf3-13c2-9106-d27a-5ebecf14c85e', '2026-11-28 14:24:03.866927+00'),
	('9622bd67-ec94-d9b3-5a33-dc95e39daa45', '2026-11-28 14:24:03.902627+00'),
	('053df523-69cd-4a6d-f100-81eaf91440ac', '2026-11-28 14:24:03.951664+00'),
	('c23b7a79-a83c-6740-a458-b864d19bd881', '2026-11-28 14:24:03.986696+00'),
	('21fb5b7e-6f85-8ed6-afc3-1c8a976ba9de', '2026-11-28 14:24:04.026214+00'),
	('cc631448-c06c-bcff-1b55-54ae098fe8ae', '2026-11-28 14:24:04.094698+00'),
	('3ec81718-a951-c7f7-22fa-2c32bc3c4166', '2026-11-28 14:24:04.162066+00'),
	('fd6c6c5a-1454-aac5-54f3-36474c85cfd9', '2026-11-28 14:24:04.215008+00'),
	('709507cd-4042-9b34-8161-5b4db20bc7a9', '2026-11-28 14:24:04.266697+00'),
	('47f92dc7-5138-c50e-aecd-4c8a2b7e09c1', '2026-11-28 14:24:04.305079+00'),
	('630641c9-e9de-8c5f-6792-748d1d3a4537', '2026-11-28 14:24:04.348124+00'),
	('e754afd3-158d-5572-d8db-e35d29a5588f', '2026-11-28 14:24:04.398706+00'),
	('2673c537-f17f-4188-3f41-ea48398e5279', '2026-11-28 14:24:04.434712+00'),
	('b76b2659-fabe-9bfe-a3e0-21f185e1b57f', '2026-11-28 14:24:04.500072+00'),
	('b8ebbea6-fd4b-9140-78a4-735de97334e3', '2026-11-28 14:24:04.572448+00'),
	('d86df9f6-0721-997e-2229-934fbc135985', '2026-11-28 14:24:04.638703+00'),
	('191984f8-acb7-03b9-a1c1-407e2b9d0e27', '2026-11-28 14:24:04.696191+00'),
	('9a462ab3-209e-2b00-a951-3d121fd63c6d', '2026-11-28 14:24:04.730698+00'),
	('9347eaa1-ae6e-45da-e349-782bc35e37ef', '2026-11-28 14:24:04.774689+00'),
	('0bd98263-2206-e4ec-fad8-4239c30f5f5a', '2026-11-28 14:24:04.804308+00'),
	('ba336793-318e-6402-6b69-26638d7fb047', '2026-11-28 14:24:04.838715+00'),
	('05896aa6-5686-4dae-bdd8-26be9f51f992', '2026-11-28 14:24:04.871585+00'),
	('5d88ee11-533e-789e-a06c-4c7f27cd6f35', '2026-11-28 14:24:04.905321+00'),
	('c3a6aa3e-7314-1460-4d0d-29a5b346886e', '2026-11-28 14:24:04.938725+00'),
	('af7a8d01-ddc0-81dc-10a8-9e7f2b5690b3', '2026-11-28 14:24:04.969945+00'),
	('befd7994-2b2d-59e5-1551-71fabe5762ce', '2026-11-28 14:24:05.001401+00'),
	('fd55abfd-1ac2-b6cc-dd4f-4a8c103a8fad', '2026-11-28 14:24:05.036277+00'),
	('fd6e6567-526e-275f-a8af-e54bc0671d65', '2026-11-28 14:24:05.067151+00'),
	('824bc081-b7b3-64cc-1211-2b9764bb70f9', '2026-11-28 14:24:05.104317+00'),
	('f9dd0278-cbf2-399b-bd2f-627cecbc2479', '2026-11-28 14:24:05.143542+00'),
	('6c68d202-f339-ddb7-1697-e252e1947d8c', '2026-11-28 14:24:05.195465+00'),
	('c42cb8d1-05a7-4115-6639-ed377c61a8b8', '2026-11-28 14:24:05.226687+00'),
	('aeffcdf1-9b98-b947-2e1c-50cd1e466c23', '2026-11-28 14:24:05.263+00'),
	('fd80cf6d-c775-311f-5032-85fe7cf60e83', '2026-11-28 14:24:05.297443+00'),
	('1ea329f7-e1d9-30c7-6827-912d5d69d95b', '2026-11-28 14:24:05.350958+00'),
	('7efa0cf4-7e43-2db0-6e2a-b3bbbd882e97', '2026-11-28 14:24:05.384233+00'),
	('35061881-ec1e-4fec-d17b-43c74a41e4cf', '2026-11-28 14:24:05.420084+00'),
	('cedd3dbd-cf07-2739-6192-feca46ff5256', '2026-11-28 14:24:05.447312+00'),
	('13c26841-5b4d-5ff6-6a17-cf4679e65e8a', '2026-11-28 14:24:05.473752+00'),
	('6eca7e4c-6ed0-cd87-a239-eeb2382d5be6', '2026-11-28 14:24:05.515767+00'),
	('3689dcfa-6c1d-79f7-294b-c90c7dc982b5', '2026-11-28 14:24:05.545288+00'),
	('931edc23-f415-3bb4-3697-659e18244c8f', '2026-11-28 14:24:05.582964+00'),
	('78e1702c-88ac-9671-ec53-81eaaf899786', '2026-11-28 14:24:05.630694+00'),
	('98016dde-8e21-6b6a-0c44-3534afe2185b', '2026-11-28 14:24:05.666561+00'),
	('dea1075a-3922-af22-5c72-6e611b9ad893', '2026-11-28 14:24:05.710697+00'),
	('0465a3c4-f10b-9c06-02ca-d949fbe644f5', '2026-11-28 14:24:05.768858+00'),
	('5eed8341-4665-6a77-2532-ee6c4aa6aa3f', '2026-11-28 14:24:05.84072+00'),
	('f7993965-97d4-ea17-ce35-ef09abd675b5', '2026-11-28 14:24:05.890708+00'),
	('3515e6b4-1958-0327-6aea-8efbfd9e0b7f', '2026-11-28 14:24:05.954764+00'),
	('e8f50d87-bccd-ee71-2efd-556e2ddcbbd5', '2026-11-28 14:24:06.012929+00'),
	('a06611dc-3d73-a092-e54a-5c7799094262', '2026-11-28 14:24:06.046707+00'),
	('3d046a4d-b262-4600-2f40-49f296a8af1d', '2026-11-28 14:24:06.083968+00'),
	('46779db4-6825-686c-c580-f9a44c31cc21', '2026-11-28 14:24:06.141519+00'),
	('7b7d959e-6afe-d86a-3b5d-52b907b7c1a2', '2026-11-28 14:24:06.185957+00'),
	('f1fa4d24-a996-fc0a-30be-cd4df74babd5', '2026-11-28 14:24:06.238697+00'),
	('331da833-faba-db3e-b2e8-4386a9bc6461', '2026-11-28 14:24:06.293302+00'),
	('34634e5d-1f39-7bf4-c91a-19243388ea84', '2026-11-28 14:24:06.330708+00'),
	('d3d952c3-6d09-ed87-ec3b-b396f6c9a317', '2026-11-28 14:24:06.366697+00'),
	('8c58d644-d008-5f3d-bf43-c7364992713b', '2026-11-28 14:24:06.39869+00'),
	('b908e0a0-c962-03db-d5c0-31b413d82f97', '2026-11-28 14:24:06.46523+00'),
	('f5c8d893-4400-b748-a3cb-96960812d4fc', '2026-11-28 14:24:06.514761+00'),
	('625d3ee5-09d0-a066-e643-433da8166bbc', '2026-11-28 14:24:06.590695+00'),
	('d8bbf367-7f16-b2ac-df19-9b62e100d52f', '2026-11-28 14:24:06.634698+00'),
	('7434723d-9fd4-b6c1-8ae6-b63c14e2883f', '2026-11-28 14:24:06.709979+00'),
	('ced32233-fe2e-126b-ce87-1f3c2bc8f72f', '2026-11-28 14:24:06.754784+00'),
	('8bf9df67-2930-089e-036e-55e59db83d73', '2026-11-28 14:24:06.814394+00'),
	('8f6c0fbb-916a-56c7-7883-342a38bbffb5', '2026-11-28 14:24:06.873082+00'),
	('48f403db-3743-e33b-aa5c-f7c80a983a9d', '2026-11-28 14:24:06.958708+00'),
	('5a996bf7-ecc8-de9e-d6a7-ed0d36703401', '2026-11-28 14:24:07.020205+00'),
	('6151c380-026e-af39-ed9a-bbf10e912fd2', '2026-11-28 14:24:07.0873+00'),
	('73cbf24d-45c7-e8c1-6832-440d36dd8139', '2026-11-28 14:24:07.133683+00'),
	('5234f938-b383-ce5a-e206-783263264a09', '2026-11-28 14:24:07.2067+00'),
	('ff49d5bd-a8eb-347f-e0a4-d09d7995ce56', '2026-11-28 14:24:07.286699+00'),
	('f88f58ca-5fcc-2062-acf0-024d9cea4f7a', '2026-11-28 14:24:07.339766+00'),
	('9071ca8a-f815-ff19-8094-daeccb65ebe3', '2026-11-28 14:24:07.363475+00'),
	('4b28fa3f-73d1-115c-1850-2b4c6536ed1c', '2026-11-28 14:24:07.382697+00'),
	('701467f3-f998-2f38-b3df-8675b58e8503', '2026-11-28 14:24:07.4027+00'),
	('a3d23e06-f4f8-722e-8ad1-e42226e85f53', '2026-11-28 14:25:03.225305+00'),
	('0b0b139c-45f7-a408-a393-e83917d793a5', '2026-11-28 14:25:03.27471+00'),
	('eb904f86-9e39-3a08-00d0-1f2129c9d0ed', '2026-11-28 14:25:03.300903+00'),
	('7b82c007-9f73-ac70-19a1-e364f6109055', '2026-11-28 14:25:03.318707+00'),
	('172fe056-c706-40a0-086d-76ea981a74c7', '2026-11-28 14:25:03.603027+00'),
	('57003959-9778-89d7-e0b2-5c3c2fdbb920', '2026-11-28 14:25:03.62462+00'),
	('b30718bc-5ad6-cb47-102d-eeeacc22373a', '2026-11-28 14:25:03.64681+00'),
	('bf3e6bef-974f-bd62-1227-94ccae280dc9', '2026-11-28 14:25:03.690701+00');

INSERT INTO hookshift.gateways VALUES
	('gateway-1:11310:1795875902457354880', 'gateway-1', 11310, 0, '0.1.0', '2026-11-28 14:25:02.457368+00', '2026-11-28 14:25:03.080533+00', 5, '{"in_flight": 1, "inbox_away": 0.0, "connections": 1, "recorded_at": 1795875903.0758252, "database_away": 0.0, "inbox_waiting": 1, "buffered_bytes": 902, "config_version": 5, "deliveries_held": 0, "unwritten_seconds": 0.0, "config_age_seconds": 0.028878735000034794, "deliveries_running": 0, "deliveries_overtaken": 0, "recorder_spool_bytes": 0, "recorder_dropped_rows": 0, "recorder_spooled_rows": 0, "recorder_waiting_rows": 0, "recorder_written_rows": 0, "recorder_damaged_files": 0}');

INSERT INTO hookshift.leases VALUES
	('rollouts', 'gateway-1:11309:1795875902255708135', 2, '2026-11-28 14:25:08.434929+00');

INSERT INTO hookshift.ledger OVERRIDING SYSTEM VALUE VALUES
	('whatsapp', '2026-11-28 14:00:00+00', 0, 281, 0, 274, 2, 1, 537),
	('whatsapp', '2026-11-28 14:00:00+00', 2, 1, 0, 0, 0, 0, 547),
	('whatsapp', '2026-11-28 14:00:00+00', 2, 1, 0, 0, 0, 0, 548),
	('whatsapp', '2026-11-28 14:00:00+00', 2, 1, 0, 0, 0, 0, 549),
	('whatsapp', '2026-11-28 14:00:00+00', 2, 1, 0, 0, 0, 0, 550);

INSERT INTO hookshift.migrations VALUES
	('0001_routing_config', '38a3ca51d647d1d31177b7eff280af597c50254fd5652f27189bf287a54b7a30', '2026-11-28 14:23:06.828483+00'),
	('0002_routing_logs', '6adf6faa20e519e0ee3cc50ee97d0b15664619e76ad299360e9c0fb11b4ec324', '2026-11-28 14:23:06.863549+00'),
	('0003_gateways', '1f681319a71b9ac4960e596ffa1d1bb24cc53f370a7babfdf97b548d0f7736de', '2026-11-28 14:23:06.984089+00'),
	('0004_access', 'f85dc37eca41b45b976c8bf8f1a20a4724a40b24050c13e108c9c89f0e751a1b', '2026-11-28 14:23:06.995294+00'),
	('0005_rollups', 'e04109e104672429ae8b05def7b51531f42a0dbd5146e557727177e76bcc8b84', '2026-11-28 14:23:07.015398+00'),
	('0006_rollouts', '4886f6d4bc37e96a68ffa6d7cfcb5683c454e5a2b88b94f75fb007f8e42cd2f1', '2026-11-28 14:23:07.050682+00'),
	('0007_outbox', '91050b3c502f93f822420b4e5c3c050f542da2321cb809ff5467fcfb898a20dc', '2026-11-28 14:23:07.088485+00'),
	('0008_losses', '3cdc1eed578d3e7aaf192ab954626631e462f7462207039da2a547e38ebbddc8', '2026-11-28 14:23:07.118702+00'),
	('0009_deliveries', 'cdf001d891e83f9a133809c7be313a5af0ee99160b686b1c314d44f2a5eca5b9', '2026-11-28 14:23:07.152549+00'),
	('0010_replay', 'ffbe99fa83ece3cc3a41091c713b1782efb83f8d8d3f6f93babd8f9d7eb9af25', '2026-11-28 14:23:07.249363+00'),
	('0011_hot_statements', '7d7bc4e60ad7560b050b2c6fb40d5d691ba0585d5a0741398b94b3dd185e946c', '2026-11-28 14:23:07.27556+00'),
	('0012_api', '918ca66881e76f6d8f9637bb5725501cdcbfe59b468b5d5a656762f80a6104bc', '2026-11-28 14:23:07.345973+00'),
	('0013_sessions', '6dc25241a92f2c905f020f5a2f31089d08a4846a683be31c395557bde1d9828a', '2026-11-28 14:23:07.418696+00'),
	('0014_alerts', '4308fa86c84bd84c02941dad2285909f1e6fde81aebab2e7c8902068b7ad8e62', '2026-11-28 14:23:07.477433+00'),
	('0015_search', '2cd63413efbe3ce622579e4c2bd6bbd7c4d55b271c37c5eab96753b6c3043c1c', '2026-11-28 14:23:07.519174+00'),
	('0016_reminders', '0eba4e301b7f1dcf7805ac907427716c8a60b216343814a06eab3305df000a74', '2026-11-28 14:23:07.543254+00');

INSERT INTO hookshift.notifications VALUES
	('1adbc250-bfa7-49db-9d91-14f612df8db2', 'ops', 1, '2026-11-28 14:23:56.020159+00', 'sent', 1, '2026-11-28 14:23:57.018522+00', '2026-11-28 14:24:57.018522+00', '2026-11-28 14:23:57.032731+00', NULL, NULL),
	('1e0c272e-9a23-4e48-8528-db40d58bc43f', 'ops', 2, '2026-11-28 14:23:56.020159+00', 'sent', 1, '2026-11-28 14:23:58.021143+00', '2026-11-28 14:24:58.021143+00', '2026-11-28 14:23:58.049333+00', NULL, NULL),
	('2ca439a4-5aab-4511-a70e-9b7bf74394a3', 'ops', 3, '2026-11-28 14:24:04.222859+00', 'sent', 1, '2026-11-28 14:24:05.07698+00', '2026-11-28 14:25:05.07698+00', '2026-11-28 14:24:05.119551+00', NULL, NULL),
	('83925a7e-3973-4d83-be8c-5bdfc3ab0dff', 'ops', 4, '2026-11-28 14:24:04.222859+00', 'sent', 1, '2026-11-28 14:24:06.086683+00', '2026-11-28 14:25:06.086683+00', '2026-11-28 14:24:06.162712+00', NULL, NULL),
	('990e38ee-0322-4694-b434-fba7e54ff6b4', 'ops', NULL, '2026-11-28 14:24:09.394092+00', 'sent', 1, '2026-11-28 14:24:10.086421+00', '2026-11-28 14:25:10.086421+00', '2026-11-28 14:24:10.120136+00', NULL, 1),
	('7a80f25c-a967-4871-ad26-fc0b917c8811', 'pager', 2, '2026-11-28 14:23:56.020159+00', 'waiting', 3, '2026-11-28 14:24:21.131831+00', '2026-11-28 14:24:47.694564+00', NULL, 'HTTP 503: nobody is there', NULL),
	('94d041df-58c5-461b-b15a-375ab0388baf', 'pager', 1, '2026-11-28 14:23:56.020159+00', 'waiting', 3, '2026-11-28 14:24:23.154694+00', '2026-11-28 14:25:26.713204+00', NULL, 'HTTP 503: nobody is there', NULL),
	('bee4ea9d-d790-483c-bcba-b2d8d0b645e0', 'pager', NULL, '2026-11-28 14:24:09.394092+00', 'waiting', 3, '2026-11-28 14:24:24.158701+00', '2026-11-28 14:25:09.013071+00', NULL, 'HTTP 503: nobody is there', 1),
	('835dcbec-d109-48a4-8df4-e1b180719984', 'pager', 3, '2026-11-28 14:24:04.222859+00', 'waiting', 3, '2026-11-28 14:24:27.124283+00', '2026-11-28 14:24:56.312261+00', NULL, 'HTTP 503: nobody is there', NULL),
	('06d3840c-9ed9-4a06-bfa2-69114469f88b', 'pager', 4, '2026-11-28 14:24:04.222859+00', 'waiting', 3, '2026-11-28 14:24:28.166496+00', '2026-11-28 14:25:11.039386+00', NULL, 'HTTP 503: nobody is there', NULL);

INSERT INTO hookshift.notifiers VALUES
	('ops', '2026-11-28 14:13:50.046683+00', NULL),
	('pager', '2026-11-28 14:13:50.046683+00', NULL);

INSERT INTO hookshift.payloads VALUES
	(1, '2026-11-28 14:23:56.999684+00', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d3563313566613636313461373766323133386366363964643466663935393966353139366135656134303663313439313330333239343132653038323065646492c410782d636f7272656c6174696f6e2d6964c42434353464643962322d306231642d346637632d613663372d66666332343031613230343992c40b7472616365706172656e74c43730302d34353464643962323062316434663763613663376666633234303161323034392d393965626431376533653865356632332d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738303030303030312e31ac323530373830303030303031ac323530373830303030303031a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd240ece0008a74104d92434353464643962322d306231642d346637632d613663372d666663323430316132303439d9203437383535356232386334393330633138333237663561633865316661303766', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373830303030303031220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373830303030303031222c0a2020202020202020226964223a202277616d69642e3235303738303030303030312e31222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d'),
	(2, '2026-11-28 14:23:57.062697+00', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d6533613661383263333039653862363938383735613739306533626534393437613832353935313865653466633561386537613961616432666165653236613992c410782d636f7272656c6174696f6e2d6964c42463356466633133642d393561642d343963662d613865332d30376436353761633061623692c40b7472616365706172656e74c43730302d63356466633133643935616434396366613865333037643635376163306162362d633266326132343966656164636466372d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738303030303030322e32ac323530373830303030303032ac323530373830303030303032a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd1570ce000b01a104d92463356466633133642d393561642d343963662d613865332d303764363537616330616236d9203865316537326465346263373436303465373436346238306661623635343737', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373830303030303032220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373830303030303032222c0a2020202020202020226964223a202277616d69642e3235303738303030303030322e32222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d'),
	(3, '2026-11-28 14:23:57.134688+00', NULL, '\x969792c40f6163636570742d656e636f64696e67c4086964656e7469747992c40c636f6e74656e742d74797065c4106170706c69636174696f6e2f6a736f6e92c413782d6875622d7369676e61747572652d323536c4477368613235363d6263333066393066343130653436373430383463646533383166633866336634613130636161383161396331303830313663636638353366656133343037653692c410782d636f7272656c6174696f6e2d6964c42430363564363837632d396438372d346431342d616134612d36333539646139643238663692c40b7472616365706172656e74c43730302d30363564363837633964383734643134616134613633353964613964323866362d343632396335343865663264663465632d303192c40d782d726f757465642d66726f6dc40e747261666669632d726f7574657292c410782d776562686f6f6b2d646f6d61696ec4046a6f6273919aa76d657373616765a474657874b477616d69642e3235303738303030303030332e33ac323530373830303030303033ac323530373830303030303033a090af31303635343033353232343239323290940000a86d65737361676573009197a46a6f6273a46a6f6273a66c6567616379ac6f75745f6f665f7368617265a46a6f6273cd233ece000cde0a04d92430363564363837632d396438372d346431342d616134612d363335396461396432386636d9203132396266373436366131303762663834346162326461356361666566336461', '\x7b0a20226f626a656374223a202277686174736170705f627573696e6573735f6163636f756e74222c0a2022656e747279223a205b0a20207b0a202020226964223a202231222c0a202020226368616e676573223a205b0a202020207b0a2020202020226669656c64223a20226d65737361676573222c0a20202020202276616c7565223a207b0a202020202020226d6573736167696e675f70726f64756374223a20227768617473617070222c0a202020202020226d65746164617461223a207b0a2020202020202022646973706c61795f70686f6e655f6e756d626572223a202231222c0a202020202020202270686f6e655f6e756d6265725f6964223a2022313036353430333532323432393232220a2020202020207d2c0a20202020202022636f6e7461637473223a205b0a202020202020207b0a20202020202020202270726f66696c65223a207b0a202020202020202020226e616d65223a202241220a20202020202020207d2c0a20202020202020202277615f6964223a2022323530373830303030303033220a202020202020207d0a2020202020205d2c0a202020202020226d65737361676573223a205b0a202020202020207b0a20202020202020202266726f6d223a2022323530373830303030303033222c0a2020202020202020226964223a202277616d69642e3235303738303030303030332e33222c0a20202020202020202274696d657374616d70223a202231373634373530303030222c0a20202020202020202274797065223a202274657874222c0a20202020202020202274657874223a207b0a20202020202020202022626f6479223a202261206a6f62220a20202020202020207d0a202020202020207d0a2020202020205d0a20202020207d0a202020207d0a2020205d0a20207d0a205d0a7d'),
	(279, '2026-11-28 14:25:03.225305+00', '830951866ecf', '\xa878f893fd8478ba7c0fa4ba5d4d7da94b633bb8bca7dd15a5d6faada91be5a1480f3bd998eadea1115fb87dd55262aefcc10dde877ad504e778c725eb31d2d7f2d69f5f62d366f2ae38c8be3e2868386b316cb6121f726de26dd035c9b9b2d6c5bdde067f432a480cff0e1942703392daacbc3360aba5a6a8b0ea05db31b4f082a39bf3c6983f3db5391e3460ad5bccf044e501fba3709aad22012c00e72d506640f23090020e26d352a0c395ba93f6bbf009c14377caaea5d75aa309a4bde34a1019349810066ef141fc95e5b3b3ad7b6c5fa2431405c943c970c6f551187d14da394589afc1681b4392e26be447ff6172cabd4f433a8bc15d9313d26cd4cbd5f9b85005a1d3047a2d6fe64a2d18bc4cb9bced7a97de1f0fb29291836fc262e5b18a6990560730a381efa41fc94b6a7de0a1766d661c2a376e22d0d48de7fe635ca05e96dea6656820e17aac983edb0584c0c218011f4e540d9d53d29710ebb7c9a07ef5d8ffe50349608c7679ecad513f15e903a5d7601918c6bd4984070d9396e0f35d3e312beb4fdf3b4cc7534099f5627ecab0aa98311f3e044ddcb319b22d55d96bb18973b1f982c30170b68b6e18b6a587ee39d7fd691f34d8640468b4000add6107886950c1e7bda57b8633362292853c35313f23fc4d4f8038c5c6e72b42e89d722ee58af5f2dee892fde4e8d75d62c27b4944695bb156234b09ea223a4750b40b52232833c4e11333da491076571c9a6a7d30ce5a08381e4012dd8f722641462431ccf9c8e428f029e097d7b26567b0b3cde79b9cee5d0ad5cbbbaabefd8e7652a3', '\x4e71dc749a20616900abe639f4243b074fc017da6c378982740d50398b49169147940316fec5a765c807e9fba6005b644b3aca99e8ad65ae539eefdbe2cd0334a5a6b72f30282107aa9a1ccca6fac5613ba7dded9f566d29786817041923b1cab7e8a3b242d4cd84ca4bd1e87ff84d63489d1b9c4b01457eceb9d1c25f2404b30c05bb07f4d1b0756b05a1c25d68ea64ac5109bf092f86abc7e36c4b5083064f3cb2e99d56d9b0d9fbbe15df706f80aa1b0efb88957cf67a511f76cf72bcacce9d3873922eeed7bf4e454d2072910ce05c6444ffe3b4161289e1e7661be96b8fc769acbd1481cdba45f25dbfc2a9893a0a071e12715bfb43e8a1ec6a46ac5d5e30ce1a51876357024a5807dc2e3dbfea177e0d1b56e8d8e40a842b9457db0efb77316a7a99df49b22883a478432ce625a86af04686ace676d78237ed910d1fbf50c17f07bc9f28821c9c087c8e1b8c3b8caab95556968acfc3325689ff44d29e8d9105d2a0adb07a9bc294f843e1fcb9d2cad62a09114076cb86f9f5a3f2fb9044dae0f91fc9b102ce527a6d60c20ed56062868ffeefc32ae17f399fe927d096085688e20a6633242d32118eba3273d23760fd65187953b0e9485692634537f10756f04ca507a9276e63c080fca6e92215e673b5e36dd00ec3de21c3e8b67e12e2b3bdc2072bdb570b06b9819d89fc11da5e5d026aace6185610192ff301b5f959fe645ee969d7ccb424aa4b1a39d3ddcb02f442c109294de2f76c021d37506e503c676b3ff20c83dd09596c044053ac85d45ebc91b23a73e214366f1cd3112f02454250bf8aceca404f4b16ca5562028cf7a52a971a619ae597170b476451144ebfddec29b64e52beb9bf7087fb9235646640cdbde8b389fdedf3a71b76a5f70ecda834937b02d5adccfebb1bc04d86d073e1bdc99e3e6fa10f5f5ac7025e79d308ac2358fe521013a3975a7edafda4f29ba8c0b03c2ef035b0'),
	(280, '2026-11-28 14:25:03.27471+00', '830951866ecf', '\xd7df3d6fd256f0ef544cdee06a6d4c8433039f59ef53a0b2edce90d97c3163f1f4ee157378a91bed22a2ca2ff0e5e59e9ccf5e52e19e303395e436482503689c03d034ae63985a659884089c9693ef17e0a9f1fd530e7f455a4e1788b71a9026d9cd602c5f43b824337d8891529838f5e5794ad8d9a867d46b42e45397bd62197e8f8122bddd8bfc896a6f7348672c9e13048a0f79922aebd3f02ee4d7adfd71002fb57e541260f02d9c3e37f18888318afc5ed2d4821bbaa8d88d03750213962dea23966f9835038194cdb523ec95484f55c473247591f13b13baf0482a8f7bf9f43230439937a2184adf596a8fef28077e3be1d36510f47b71c1084db239379c35874e82d99f38395572e2bc1a45d7067e018e0523917cbec3c72868450746e4a4bb750122de96a549c8a845e0adb51c55774c17c508f11efda62d4618beb77a9ec0288c6f8d87c687b245f0ab777cbc8ce55f7029a3d8c4ce9ac4aba2906e59b10743b66c814233de15e1997b7e0ca5d1f2d38a6aa72fb2818c2abd62674ac0712e4473c10e8b5206bf974cdab000c0c90069a7459515ede8cbb20be9e3182ded8808eccd16af888bda7a5772a2c76e88323335c2025ea19b8fa0294f3e58c909ee043c2912547c6a98c798e647af57cfa35d3d3deabb92f1df6e24f67a8e91d36770dcd5f85ae76bd4d91c757265d9406b44a022f8748ac1593586b8426ed565994ff77300943d844768b27c3308f5ac9f89636dc653ce82938634bcd03a4cbb53d8f62e84995a9c5e45d03be7f74be25db2d926b80fa4e38b078b738192b8d1751b230ab6', '\xf8635095b68f7c19594cd2c335d74bc9a0895a0ee6a2e4c80c4ba2a8f27ec614608cbe612d473eab7d7737e900a28fc1bf2fe61f74c5e545034b0081e95074897e4bf4deec75f5ad4938ba7132185665f2094ba6161559cd92e6f48fb8b6524bc3199d3185f1f12b375359221bc7e19d4c3480f291a24eac156d47190a4fde64ed68a32309f653105e84ef4321eb68ff92d5ccdf020e9bef7aa947205bcc8652a83399414621bc150d07aeb830cbe5c5e581c83521d14afd639d82952e2111a231b1e188018cfd6e6284fa9a6440728a56cbf8b57a42854c929dd4ef2253050cdde2dfb6dcea6d96e830ffd23d59c4e4956e968dbf5467852b512db54dbd5764e270011e7d1893a1d0dd9e1f504de1b7edc3ea149af818f2a5b813f973284575752baf6978f7c5a2fa42f7bc0d851ca71a32bb30dd2c9bcbc909737c07700023e731e7f41a36d3bd4549045b0329632185c1239eac0bebafbc4d48862d0f5b0bf09bb7ee129e7bb6c51574299f30f917ddee6d6ad44e86456a26993f0d4a904a357b48be9e9b44d9486db042fdca46200515fbfbb8bc03cebf6f57159cea70c049f458ce714009fb8c12bf9bc9269b08c72230fe045754e7952e3498705cc88922523bdedbef576291b10c6a239dcbd15d86641790dc88286a3b3827e972a77f93b0c05af7aeee0bfcba025442eebd420d8010feb75066f57d202e46b0ab939cf319a0fd0aa7fff0aa4cedee6a9b09e831c907f278689fe5db1819a1b1fc7f1be4bec5280e64234bc011c4eb922f5eeced78cd43691ac0545a2a76e2d30749225584f85dbe855f77e3f274ecbb3ecbb11ee40f8f326e603da528b8e54277e1c3751e61eaed29ab2cf99b0fe2cdd389d9b88cd2927997cdaf003164ec2ede1a175b73ccffca0692964b25617b4fe29360ca47a1f06d281e56c938d5fed53e608e2e87e7e9c9f3c613eef0e0b0ec173e59565e8e635e9223b5537d'),
	(281, '2026-11-28 14:25:03.300903+00', '830951866ecf', '\x1e470561d39dc0b532a3c222535766e87e2ba61e6940ac06cd56e1ca039378dbe0c12e9659077519c49e71da6bf0a05e29416311c8ad545a0b7c9a29a8dce6fcbd75440fd1f24842b8b05395abe29dae49b3dcfd4be0fa29bf5ee95c69786ba2cb780ad612732640837896a4c4d5069b55c3836df283f6508c368ffa9b929bf8e9fec0f5c3b4f516161807b2624ff582b95bd4cf50147d0c2518d33f4199f67957a393195b92c30bfc5588eee30440e06cd03d501a8cdf0158fc6a2a8c0989a965fac3be4c7e8fc6cd43619b4e902983ad1472e53aa981d2f5d8df1e40aee48729f02915c06e67637022bf508f1f2cf8a4038f20d781f602f5cfb8d00017423038c89d54f3a92e69e9d474affec955101a8296ac486b0df2198377df7b7f32530ca1d4b0e4352199b0a38537ce9718e13f92b4bf5398a7552c4887416718ebbbe6054d9d3734a865b4e31c076917ea3f1a3dce6e0360c23ed83b374390583599b2996c5e78ef4b7de6495ae1e7482b75ea4c9f2b7b77fac500e90d7b5fd04543598f0db71fb3025cb7ebabe4004978517cd5c3526bebf00497c83f51f2d99eacd9d6feaa964aed7901f18dc2b507836fb42f0b4f517444f5b6914186d215af6cb6dc13db89393f2a664e727ebc9e28f61047e8aada38b4911568d9f72afcb88c9478c6941821985ad5526eb02e49039a16f5caf4fd48d2800ddcac979dba58f2c97adbb12259d38000f3e9430a206f944bff0577b1c2e8a582890ac24789d8b1100668f9db31e250d89a447f83300153bbf4369f5aff5f3bd23a225bfd2b5383046ee14570ff9a', '\xddabadd3e9e0679f6ae2c5462697122a349ccd39f62e8f4e76ea0c5ab9f03a7c9432c15dc4cf24b13a008af0a0c68a97e6255ed9be07b476730d2742c0c52d092b1b69accfc3dd5c0044a4e3949f46038ec889bd0cecc479022e56ffa55ea0c716bf0d21a85db52af64384cafdacec2e7de34e419a590f6c52318d6ed37abe56d8717d5a61517ca1ac199cd47e5a916feb44b3ad4f98ea9244c8f488668e497e37b3c4757222920a9720c3e97e46264656936f06d3ea3bd95d99bdb730675210e8f13fd5cf50fbcf130380ccf655e200ce8ad91cc84049c82943dfaca2d090558206291c6459dca8b16c4edc8d4e74cefce48e48c2480fac4eb1645b589ec1d8a7009207a32a59fade2b647f65e05489d5bba816ec072d3f248134f32d2ffb526fa484746799c7d58c46f4bbb7afe371510c96b5c0602046f56d13739f35554cf9469184eafa8887dd63423783e91a9238c8f48268216b14d97b3a53ec47cebc04b1d513214d508c989b8d01a9014a89edf5f55a25939770467565a8f52344d843cf442181589138284cfbb66f54dd3a86d712ab3163b38c521e48934b9ee7ca8dc7bc77693abb06ae37d976ede639e1d60c13d3b0d4e0dbf9f8fa22b09291c91a4a27b6610365a14d437ac8d4ffc719fbf626cdeba6f17303a3fa59a091ff7f9d35968cf5c0570252ad2d76c8cd31af0d96ef4413a44b86bddb2eaebd55051f9815904a7837ac10d1703f35e03e7752a3bc7736006f9d0b9f9381abc372c7310fefd22c9c6542b43bc3942c3e8e837b95ef2da6bf06da1cddcef2e4df79bdfb70d7466ad3a0da450bb35b4ded8532daf816281b4c441bc489859ce592f1095b5abb5d1865e91a27742651ba0aa2a66a154c7e0a103f0248d6d1bb9668d99cfbdb8d39a4b003f456127daa627e1cdafd61c21e97c663a23f0f3fa487a71e14613e4368b8a26f1d55ab4320ea64d68a7feb0a56e243cce1887095'),
	(282, '2026-11-28 14:25:03.318707+00', '830951866ecf', '\x8ecd7bfb9dff12019a5d2a9646c8ef11ce21eb09434874e9a2712b7a75e69199f480616a0c2a6038f86610a1f60b7af335cba4736e4cd1bdd5ab5c6076694d663a019c46dcea404345f8817ee1f80e05adfc546b616f3a044a393a19fc60371882a65046f8b34b3ccc1ce9470bff703352800d56d41c946705859395caee9c17a30ab23bcd78cf45591c889c7c6cebae9cbf087ca87e23ee45fc795fca6d82c00dfd3eb16c5853cc2bd8c0d54380a5db3288765bf472072d8f184804ce4620ac525d822f04a4be37ad6c1b138f028155c0132f008c1b8db87a29919e7fcb1a0b074770f847c9b806308a8fd23478d14ed8632d79797668c17784f282598fac57fd6097bec80b302f09322f401546e3f735a8b627b431f5d1d20273a7800340dbfb27881dc469329890b6c65f5cae2e4d3ff8579635e6325d623cac6882d809b823b9d5d129e768c008331ea842b51cd0f866a05c79eb4f462bea761f95b6679081a4640db4f45fc900773a1714fd1c088956f9410f631c41b0af558fef9135591066cde5aa93cd775462f401b0508741566a2a277ad157142101a03a17240d35a8fe9b2c2f0471e5fc32a132bb900b9b748c484031d116f1c16370ce5e16acd38339e0123214087d6c38649d5c22dd03ca1de281ecc9f5aa7989b97982f374a42d40843c6f527a7f0d51efa275e7b36d8aa6309d7c3060b0d4bd31d74f799ca94727b4be616ec3c3304c1263744312147f9c98455923cbfddb31b1a4cf25aa34d4ad3979b7b2d1cbf1025d75b7cb6f6ed7b22eb462c1213287c5978290437f096c3036095197cf', '\x15f0371aa18565b55ef85206a5bb4485d1cece2d9eb0cc6276cdc91c9779113b9f203c708c843ad266720d0cd2a17202e0b8ee17c0447f77536a53b67637932ccdc7f989cecd68ad8b2f4c9cc140ecd6dbd8a7a106293f1ecd3682095aaf1d6e778bb8c75895594b040376cda09a97e954f32cbafe7ff1bee031fb511c5356479880ba8c8df654f7ca41208a8af8b8a4424deb2a3ed1c9d8dd890ddfa0579c576709623be9a3351d42f359bb4f29d85de6f6fe628e94d153570a823d20c9260d66c66a967fa801c0f8087929fbb0762fb2adfcaad0d12c3786a84a37369df305c3c4018f80e91ac79417ae4aae8e21f2ae7a3dc600bad3acba8d362a3fa3c50ee695c4e825f0b93e38ef7ff7401d0eee944b924dfa3bef5acefe6c404283311cc989a64502da157cfaf238ceed965bf3e446ee4eb8257fa24c15f1b287427a0b2047d0c0f73f55d38c011d3628022edd40ffd42d3b6a5c4f8262cc3340f945cec0430d4edab73906f2c15cbf88d0b0c20d76771836e8ba39771683aea7c3b072f6fa5a7d006bbae202218fe6f5d70246e55cd53842953689ddd4dcc5d94671e63641b9bd70090ca2dfec52807fdbb64787060eac227d99a484525f5919a2b35d76369cf5e98cf9da5350ce99a5d3f8775835e972c7fd20c076a1a3da2136b2367d40e8aa067b10c529e8f542e46c5a1a0e28ba929f84761bbfb43a29b7b6eab63b3bb43141ee860bc84c955518bcaccb1a8f1972afd0e1566480980ee624332f6c168e4fa6391fd558b7218ed1bc38e43a97aaa1b8682ee755d48863a9f77740fdf3921741f7d7343d7fdce1f84e89627e9099c27d4c0f7c7375284d0f7b62ca498828548799063c5ac13f7a6d310f64454a4db3d4654561f2c60fb382c0dc2dd54711332cc9644574cedde8cc4c409f600372a9f799c4ca51317bdf2ef0cd367e7abbdfb84f92c553e8043162a34328187f9a5d0eaa53eb487b'),
	(283, '2026-11-28 14:25:03.603027+00', '830951866ecf', '\xd861717ec57c2a125bd06da09aa6744d29a674f984bb53bff35e66b994b11130bccece466ad2183631060ecaa0fa9425734c8a2c953d1c27671cb569f3286b48a0f02c569061e76c27c17d362797a6a5d78e79beea11bbff990143f7430e5be5561411fe8811f76bd13a72e74c7528503c67746dd40b82baa918633b07ec9406caaeb6642b6b5deca27a2fece246de0fa62fd1ee7d09161bb5872ee8633e587fd7aa2b0ce1e16586ae5aa405e969b810d5ceacd7aa99d6a4f27b420b8c306edebe73bb8757c00e37835d9a690a5348ed2495d11a5360e5159d719d1f0c20b2cba4c7aa38e733b7e11fb8df6a3f3d73094d94589d88cbbc970c377aa6328574ff47878538d98ca68f031b7d12f7a02790ea7e2d7c2ca77c6b3f0ddba9313b07bf6adf4d45a636fa474b6d0066d38980bbb75611c01aa567ed582e6b034963265dd607ba607d26afe33c6dddb19d59da5eead94470b23589b167d18491c11a202ac859ac63c6893126e916040829efb1cdefdfeb2a6c3033d5ce61f9bf694071e75bd9bcc7c4a4528a1973543ee30adf7cae50f2898f17c6093e8bdf151e44215f2e7062962beedd5c2231a2c3b1d2a511a38def2761c6383ce490519d1c01f9f28acb02526bb7d4ff71f2f94e9daae7d98348f9f3b02c5654e388ac7a5f3abe79ab6812e9b902dd16555393a9828c314f2a40baa936a0d6acf56a483e67b804ac86410f5d1ae49bf97812f5647fc1d8867b50fdd8b49847413e4df41e88e7db05f51789242cf7545b70301431b8d39eac2661c0cb037a733f810d1f59ce337efdfbebd9fc857018e2163ca4d0eaa7eeff22f5', '\x60f283502b66ac94136b94729eb601c3b77e99457c0b458681d9a079c97be78e6d6e14ed1834275dca4abdc28c52b8f27016ad6a8c036edba7e05576e3b92bf83f04fe4367b569e7c6de1abc974a4f5e942ba4514917da75020aa57cf29386b270bfb9ac8503d85c51cf63566474b2bf71752a78c80d7e036a73ae43136e9fc1b89a5c402c613fe7c9d7548bf0a2378c6d8e008b2d32383ca0ac039c91b6a70b2d6e421bc80fe9fd5e9f72119bfaf66aae0154cef9cf12bb8250e6b85c8cfb71f3e57c76da2674757abf5e95828fa4725b525c7ddab6c97d02a3b55f7e848994518a3bd04a9a3230f3a0e162a97173004405018dd046d103a5ce5dd80a0ca0ca81d022c0d6a954306d651409bca7b911077dc018306ef52503f499989f3260f4e4e9654a7e86233cee620979ac983672d4f193222ed28d7c0f61f1d6bccda021b031e643df24dd8747b15dae218cf63a431a4f6dd69fb6114ac3b5f88cf698726986657a13eb43c18477f5d8c1518721d955409d860fda55fcb52f44bac887cd990b4acf5c30bb6d87ff9169254d046476514901254b1b7680d429e591f9bf3d11d1515dfea9f16ff5053b95111807a47df7830b1e6b4879860e6fe8347819b923edb84179defc163dedad8a0ce19751a0bef58a981d0cc76497bb1354597d5708fdaf19f38bde8d3fc0e1029d3dc09b1ae25de57dd037fe7c29848e95e7aa120efa0b46a4e76acc7a32927eacd360975e01f8288332769bb9695e6cf2f79f3e06fdc99216f462962f3042c8daa0935904c968b8284a246f65bacb63a1f92bf2ca87d268241271128bf09a616437fd8adf7b66e463fe80819fc24e24134a842543ce5f1863d2aa97f5b6af5931cca8f0d735964723b5adf7ed21ab84eb3e5c423b1e68a5e655bb8a3c9954ab6c9e6513b80b3fc3899ca898ab572727348ecdabf654e7f3db4cdb1fd8b59ceec38a45c95bc1323b79be43901cb4b3'),
	(284, '2026-11-28 14:25:03.62462+00', '830951866ecf', '\xa9ca9c6a1665650e143169ea3fc6e4871c3be45764859d7dbc8c1ac21411c91e60bae83b0326a5a323a2862c89613ccd5ae8aedefaa9fe798351a2a2b3bf714f495b4f4acc800036f60934a78468dfaed1366831eeae534f8a15a6b1b615fd8df97a17ea775d156384b10bcc7f9b4e9b3a05de2a56d5e885d121e1f27e918f41ccae26fd416c1aa41d456b38fddd58d0f5d5bb7fdf79aef61f9b8f51623df9f3b728c4450cfe4e78e298c16c4cb008199ba122454d761597e7b45d7553bd8912f58015fc79394941445bfeadd1f55808cabf7f908736e0c98c1a145dd648bbdbe8ef3166dd300045761b8f89bee02e7d490135f4f0e5152d037ac1d05b545fbb97bf9ab11382a35d501ced6ff84ec0ec2f9fe1eeed3428acc4de6e2fb2f9be0e1bfc88bd2a03a1e572c2d61463fc6fc7f2b2307a415412a74e8272a89146cb3e577d5e67b9ac7b65511d1a7d76554127c55ab40f4b6f0b63651d12db17fe8c04c0b2568568eeb2bb013d8db0cd59316c526cf79a905c18ceecd64fd21b6c9336f75c9ca8492954e472613a9d89e43112e325e1df43d92fe412425ee117727766963928f3d75688630207edab059394a5ad3db81f22a552ed5e38075284edbbfc0fe9dc4d3cb4de74f2f0816e9f7c9a87df42f45e3ee6bb6a7e6d0941f4059cf20e1f2a53baae4d5b25a41963fb9a9654859713f75cab408b41a1c244d6a5a0dde9c308235f31ea4e295e5db7d8c098f235623ef55f842bf02db33f0efcf96bed07c291821205da2f653479986d5dabba6cd12598be7b03e9827f1f462700290ce65afc5616a6a5', '\x1e8d279fc97218d6d44c2b611760996b4f03060632d2a27af998b96e47be3af275ed55f8ba1d5e5a7ea8eb9be2fd0aa5d43b6de15295fb8408e7c8922c50aa58e4451270f74443041d8beadce3b59ae6ea939347aaaf790cf39f3191d5a2039aafe6df3222692116f9119f0b871894a9080f6b1dad3770fc65d41b95704abb77805e2804e6b8eadb8424307e221af6c60741e0631632605297c45b667f55ac3320f585ba081b545dd2d92c0627764a29c75a7d29a4756f4d4ffbe19f859ad4daa6b1cb9b2f058530d24df11f2c028cc64612f04150f2f6c2b645be7597c12891686ea7d66631d2baf6d0e2c1f203366b98e9380a24bdf7d7b024262f5a1e6bb35cce699d3129e4258a6d203432cfc245a29700b907b62e62a63b96df00647baadb0ace87de3b7538bf51846c23a13ae6da54d4cf47dd473ba4a2762da3bce736d81bafcfc4ee0dfe13c922c778d785e19805e45a8458c18a2229c9841d26ea1a4e92fe24ee7f652de210225eb793366a5e94cdc723b8287f875819afa3a2badf6b7a2a63d9c738ac273510caa55028351ae5d067e625438ee28c0b04649bb7ed468e4567567c0e7e0e859325c45a3fda11e66ad05fcbc486ade10639abe0ec9262bcbe4c59c76b5ceca540fbad5431db1f3d0b1e6ad4b8bb0b8e920d4c9d6dc0c0fb16801572c737c4f3445d1f8bf418c34f320a4811b99ce5bf44b0f48e226e26adf5e3afc91cb78e04d7d0d9cc8d5288fcf0a2789a68252d4eb16aaee4283041b70fb018d6c31af6b987273c16c92ae6b708c2f4ca9aa43cca48330bb5e47ca265af87d881cbf90daa422c4e6fdd68fa2e16064ba5c8ed1d937b6ae0682c630be431df0bd2dd1522680026f37f6a422c70fdef904e302d67cda39555ee6639ad5a6e02b37cdab6a65f25691a78b8fbfb7ad83be16437db2e21f867df6aef9f4a5ec68c62bb9aee33631db9244f9e8281845054136135876c1c'),
	(285, '2026-11-28 14:25:03.64681+00', '830951866ecf', '\xf7bd6bda9e67ffae15abd9c0d6cb6be223311a4960e9de979fa64530eb816be858a2b2894f0b68612b7f1a9675c27c91c561e36fe540d80d1b55b06d9353a33490c9283f19dc8dd91a59ec7167bdb93bd82d84bde974e4c723049fac335a81c64486306fceba27e98f27f49f336759fe3e3b72e942315bb598c60270ad07e64617c5e3d9d1b0d4ed72e67c57c3215fa9ad180f58f0f996b9d934dd40ef5b2fc5d5404c784683f3ff2b8589d8a6a35e7d48965d9a99f71ed57f25e3f673150f0b06914d9222a94db8df714db29210da8f456f2d79c193d708602a6454adf79dcdb0da98543580effec7aa5964a5ee22a8322a880814e86a17bf8915c00d1c3e4b4195d9527fccfe916bab027da3efd20ff2011844c2c7e1f46a0787db4f93add081af4fced741543bbee05337740a5bc802570fc6d45760ad033f55c0dc0a4d9608d295fe3dedbc6204f3408c33ea3f1af827af24ca103884660598266b30147ed8872996b8a8dd6128f8300fcc517c21d355ddf5d30744b59e0c1b764b2c8aea75f093fb9c73c87c09347a9f0d3bc96aba696260f6c9ae64ae04847a3998e69a08ba47e0321e6c66b5979bc8c12c209c67856ad0569e630c53a75a91eb85becc641f533a3d02d552e18cabcc7a3f094cffc87c306f59feb54057d345575de180de036c22b5eaa9a3a77cfc8beae0e18d1002ba1ed1b8402a4d0235419d8e072cbf5108b85734237029a0dcb105bac79c06f03c8d4e2d218fc853b79e9446a2c39f68afe3a488ca25d7a58db27bf44946dc92befe0037aefee733699b1db085865be0a128f435876cdafc79b2333e02799ca4', '\x26fcc92f7a376e72fa6390f6c5d6161a9c20f912e4d060f906bb3c3bc5e47e2edb4c00e1b8b45779f109489dde4c408777de27f53346ae3336d28405e881fd2259f4e47208ae22c15c7a300e4f72d5674732afbaf668ca4353bea96a231c04fc13ff6e7516f54ea966bb9d700c145ff18193221805bd20951b18f8f12af20a8646de14b43366440782c7a3fa91f7d11cefc5969649536bfcdbda26cc55b9f7edcd3614cef14b8a5446ccf51ac50c803bd0e6a573ae71fbabc56cd8e0a623e1f7890e50867ecc62c8f7a35a394e25f3e16ecc8f2bdca63b4d90dd84629db2cf11ca4853809ce7f0802a73518e928bad5d87c68dacd7895d7eb54208af74dc9c6f7fe4bc2bf1237eaef4578552de60e004e6ddf36fb8e85c2b88bdd681f39be20fe1253a5b7203df6f6b787bbfe7469126a81e43ae0eab1c7ef63262e8df565b18b4b626f40b59ec8df5b033cdfb6e33a19affc24709c51ae80fd5f8c80839cfae54ab8010c65d9ca6b134013762beea2f2d534f58d4acf04ab17ca5a6377dda13cb8e4fef12cb89cd9df1a3b85238b17e8a817d750f9b63d9259b5d78425fa2b26b4d1d9ff19fad798283304d42fa57938433bb21eec9ee131d7d11db522b63df6884a182ac3860d5e14204c6ad00ad50326685ff28ee5758db3b813014007d9bedf5b469ed9dca2e1973c05b5638ef0410e0a6423953096238874b664c390fb4d5873d099b73d614076a74967c6097911bab5f2c8229eaf1c6b776785cb873f2ed32ff5b3f3052105946f37cad2f513faf59fcfe02e99403e4663b273355a8fea129d3269c0f45fcc4e880e9ceada55795dc628d885437af701ac26075429c6177076b47c0961f8896f630cf405bcfa6c6d0f7dd6f5d5b65c7e1cf1b3032fd8c664f4c897ba3932be495058ea2a49f1e95bcc7aeecad7756a1825919cf42111f0c7edd83efcd90189c90a93e0acb5e3b6752537b1a955178828a32'),
	(286, '2026-11-28 14:25:03.690701+00', '830951866ecf', '\xe332635753ff5d6749b7e706c3262dff94f94ab2188f31566eb31236b266534be0c4cf8995620cedbfb8c8837473aa9d9ce4f809adf4374ec67563ad3ffb303c75fc272a6f1dd3ea7dfb42c103694d16968fde754911f2e0c70c9003cfa2068776997760f91cd28edb1858d4096f6faf3a6e61f9905ef93af6c5de537d30b2341f28fb0a9e3ff1453eca71b51b01cab9d06e53f19309abae5fe2f665c7d838dfccc1f9a382ca564a2a99ba2df7e75c1a188abd9abdb30b59691e030b92fe5372698cf40ce2234fcfd94398427437f0b203bf5f39df936be76d150f062115d32b2fbbc6f54c3557cb3716f1678d3e4a91219e914f94fc368061ac94f91ab65b506cb37903e823fcbfcd27c95641e1d9095217e63b207cb91ae51112af34827e2a322d7095e3bdbf791ffc5529cef28e95e77aade28d1afed677e40a7fd6046d738aad3ef0d3fdbd5d3fb75125965724de31141d31ada25ed5d857c7bc09ca71afb7cc057498a64a13344440febaf81e9fa8afd835cb008b5fcd9efafd6fd26e018bd993fb53eb6f88f34c39696c70e4687c5db16c68e9d21a40bfa39d14f3bb3f5fc4bc1519d74b62508b621c8a43bbea82ac1dc4d5b035ad6bacfd2bae4bd3ea7a27992b911ce059430a55b1aaf4397b1f80518605572c3a9625b807c738f836dc34be62045e01e97be9cd60016d779cd33ea5d3e5ead13310b046a2dfce5a061ba84569015a6c8ac38e89de9188a6a4fea782692e87e095a9ba28724637c2a99228242e706f9ff1fe6db690c503c38eed4b561dc0e00af2533b203e8f3057124228c97c2755f5', '\xee06a16ce38808c88b4af28e01a510dd437d20048e731613203dd76ecbb8d807d720f5fecdfa3441f2228d80c077254c98234a3e6b769c19afc65a821359f84603a815d0ee86f32d59a911e5377058b3e212088f5c278ae8c017c87d9924435bce18f53e913d841b6107ee578c439999e89195758c47a09e204841752e1fe5aba17cb448e96fe067abf2d1d43b0968bc6c08b2a3b3faab1858656ba4162853ba269daf4d1886a8352b642083dada74ccdde902ab0954833c649e2f73cd07e201b31694d6c99c85368a13036d9db894a1429e7c014ba9eb725250a78c469a315c571beb7e8678a8b4b5f168e6201f08d72cec983e7dfceceda138a98209ad52f48c916e4beff62da7c76e27ab75adfeb6329167af891307dee1e109575d2650cbdbc087d6f7cadc7a92ad14bd32a3b44c82ef1fd0bb04dc60ace675245a6a8002e93f1b48b1688f5959f0bcbeb1d266bd4356ad71e75204122a9f986db041e0251531937e165ef3067e95e4bad3c1fb1c936fcaddebb0181ab61a473484a881f9de7e5f30eff2ecd2c2553a1c8abf154b046e550db2cc639768ad7fb0409bb84dbdd63d777bb0f084b6475b9ec8064ae6fa4db85afb45e029f7c5c6793dd79487b05f073949b462082675ce0b1dfe81af7b1633eea3fc9e412c46e3416529d73aea05897fd3b0df6a2e36283a6992705777597b189fc12531fcc1bf8a0ef457d01f084b5d9425b4213c95c59cc7530990431a5d860cb0be78cec5d5cf5999b12263ff2ee36921c8935ec8dabe4a4dc284c5cb701f1a38f98e84e667423069be9a94f6f4e32de6bf373f30eda8baf3a53ed788c7b44efec30619248bf12863877f85c79da6d1e70054777b9e11731370187dd2e052805542c291997e3e13d3e34978bad98e08f8548314569f9ef2e27429dcf414787a4b48d34e96a9774db7f60cd442dff113059942f2a23bf12a9c0490b99727e62606ec2559e3');

INSERT INTO hookshift.rollout_entries OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '2026-11-28 14:23:56.020159+00', 0, 'entered', 'ada@gateway-1', 'stage 1 of 3: 50 %'),
	(2, 1, '2026-11-28 14:23:56.020159+00', 0, 'started', 'ada@gateway-1', 'stage 1 of 3: 50 %'),
	(3, 1, '2026-11-28 14:24:04.222859+00', 0, 'passed', 'hookshift controller', 'stage 1 (50 %) passed every gate after 7 s'),
	(4, 1, '2026-11-28 14:24:04.222859+00', 1, 'entered', 'hookshift controller', 'stage 2 of 3: 75 %'),
	(5, 1, '2026-11-28 14:25:03.517384+00', 1, 'blind', 'hookshift controller', 'nobody has looked for 30 s: no controller, or no PostgreSQL');

INSERT INTO hookshift.rollout_verdicts OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '2026-11-28 14:23:56.132736+00', 0, 'jobs', 'errors', 'insufficient', '{"gate":"errors","domain":"jobs","kind":"insufficient","sentence":"0 failures in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":0,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":0,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875836.020159,"last_traffic":null,"senders_without_unified":0},"incident":false}'),
	(2, 1, '2026-11-28 14:23:56.132736+00', 0, 'jobs', 'delivery', 'insufficient', '{"gate":"delivery","domain":"jobs","kind":"insufficient","sentence":"0 undelivered events in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":0,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":0,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875836.020159,"last_traffic":null,"senders_without_unified":0},"incident":false}'),
	(3, 1, '2026-11-28 14:23:56.132736+00', 0, 'jobs', 'latency', 'insufficient', '{"gate":"latency","domain":"jobs","kind":"insufficient","sentence":"0 slow requests in 0 requests; 71 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":0,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":0,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875836.020159,"last_traffic":null,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":null,"proven_p95_ms":null,"legacy_p95_ms":null,"compared_above_ms":null},"incident":false}'),
	(4, 1, '2026-11-28 14:23:56.132736+00', 0, 'jobs', 'share', 'insufficient', '{"gate":"share","domain":"jobs","kind":"insufficient","sentence":"unified has had no request yet","numbers":{"unified_senders":0,"legacy_senders":0,"configured":0.5,"observed":null,"log_e_mismatch":0.0,"fail_at":6.907755278982137,"highest_unified_bucket":null,"lowest_legacy_bucket":null,"threshold":5000,"from":1795875836.020159,"until":1795875836.020159,"last_traffic":null,"senders_without_unified":0},"incident":false}'),
	(5, 1, '2026-11-28 14:23:56.132736+00', 0, 'mobility', 'guard', 'pass', '{"gate":"guard","domain":"mobility","kind":"pass","sentence":"0 requests, none moved, 0 errors, not worse","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875836.020159,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(6, 1, '2026-11-28 14:23:56.132736+00', 0, 'unknown', 'guard', 'pass', '{"gate":"guard","domain":"unknown","kind":"pass","sentence":"0 requests, none moved, 0 errors, not worse","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875836.020159,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(7, 1, '2026-11-28 14:23:59.787023+00', 0, 'jobs', 'errors', 'pass', '{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 8 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":4.855868079582735,"requests":8,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.35865323600417576,"per_second":4.040728535637108,"requests_in_stage":8,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":8,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":13,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":13,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875838.0,"last_traffic":1795875838.0,"senders_without_unified":0},"incident":false}'),
	(8, 1, '2026-11-28 14:23:59.787023+00', 0, 'jobs', 'delivery', 'pass', '{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 8 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":4.855868079582735,"requests":8,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.35865323600417576,"per_second":4.040728535637108,"requests_in_stage":8,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":8,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":13,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":13,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875838.0,"last_traffic":1795875838.0,"senders_without_unified":0},"incident":false}'),
	(9, 1, '2026-11-28 14:23:59.787023+00', 0, 'jobs', 'share', 'pass', '{"gate":"share","domain":"jobs","kind":"pass","sentence":"8 of 21 new people on unified, 38.1 % beside 50 %","numbers":{"unified_senders":8,"legacy_senders":13,"configured":0.5,"observed":0.38095238095238093,"log_e_mismatch":0.008450367253733049,"fail_at":6.907755278982137,"highest_unified_bucket":3967,"lowest_legacy_bucket":5368,"threshold":5000,"from":1795875836.020159,"until":1795875838.0,"last_traffic":1795875838.0,"senders_without_unified":0},"incident":false}'),
	(10, 1, '2026-11-28 14:24:02.547365+00', 0, 'unknown', 'guard', 'idle', '{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875841.547365,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(11, 1, '2026-11-28 14:24:04.222859+00', 0, 'jobs', 'errors', 'pass', '{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 78 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":52.870135764656936,"requests":78,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.04518645903550196,"per_second":11.175039670441999,"requests_in_stage":78,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":78,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":81,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":81,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875843.0,"last_traffic":1795875843.0,"senders_without_unified":0},"incident":false}'),
	(12, 1, '2026-11-28 14:24:04.222859+00', 0, 'jobs', 'delivery', 'pass', '{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 78 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":52.870135764656936,"requests":78,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.04518645903550196,"per_second":11.175039670441999,"requests_in_stage":78,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":78,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":81,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":81,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875843.0,"last_traffic":1795875843.0,"senders_without_unified":0},"incident":false}'),
	(13, 1, '2026-11-28 14:24:04.222859+00', 0, 'jobs', 'latency', 'pass', '{"gate":"latency","domain":"jobs","kind":"pass","sentence":"p95 56 ms, proven to be at most 62 ms (limit 2,000 ms, 78 requests)","numbers":{"log_e_better":3.351335665816172,"requests":78,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.04518645903550196,"per_second":11.175039670441999,"requests_in_stage":78,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":78,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":81,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":81,"legacy_failures_since_start":0,"from":1795875836.020159,"until":1795875843.0,"last_traffic":1795875843.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":56.0,"proven_p95_ms":62.0,"legacy_p95_ms":50.0,"compared_above_ms":null},"incident":false}'),
	(14, 1, '2026-11-28 14:24:04.222859+00', 0, 'jobs', 'share', 'pass', '{"gate":"share","domain":"jobs","kind":"pass","sentence":"18 of 36 new people on unified, 50 % beside 50 %","numbers":{"unified_senders":18,"legacy_senders":18,"configured":0.5,"observed":0.5,"log_e_mismatch":-0.15440408948144224,"fail_at":6.907755278982137,"highest_unified_bucket":4249,"lowest_legacy_bucket":5368,"threshold":5000,"from":1795875836.020159,"until":1795875843.0,"last_traffic":1795875843.0,"senders_without_unified":0},"incident":false}'),
	(15, 1, '2026-11-28 14:24:04.222859+00', 0, 'mobility', 'guard', 'pass', '{"gate":"guard","domain":"mobility","kind":"pass","sentence":"17 requests, none moved, 0 errors, not worse","numbers":{"requests":17,"requests_in_stage":17,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875843.0,"last_traffic":1795875843.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(16, 1, '2026-11-28 14:24:04.222859+00', 0, 'unknown', 'guard', 'idle', '{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875843.0,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(17, 1, '2026-11-28 14:24:04.444169+00', 1, 'jobs', 'errors', 'insufficient', '{"gate":"errors","domain":"jobs","kind":"insufficient","sentence":"0 failures in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":78,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":81,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875844.222859,"last_traffic":1795875843.0,"senders_without_unified":0},"incident":false}'),
	(18, 1, '2026-11-28 14:24:04.444169+00', 1, 'jobs', 'delivery', 'insufficient', '{"gate":"delivery","domain":"jobs","kind":"insufficient","sentence":"0 undelivered events in 0 requests; 6 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":78,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":81,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875844.222859,"last_traffic":1795875843.0,"senders_without_unified":0},"incident":false}'),
	(19, 1, '2026-11-28 14:24:04.444169+00', 1, 'jobs', 'latency', 'insufficient', '{"gate":"latency","domain":"jobs","kind":"insufficient","sentence":"0 slow requests in 0 requests; 71 more without one are needed","numbers":{"log_e_better":0.0,"requests":0,"failures":0,"rate":null,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":null,"per_second":null,"requests_in_stage":0,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":78,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":0,"legacy_failures":0,"legacy_rate":null,"legacy_requests_since_start":81,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875844.222859,"last_traffic":1795875843.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":null,"proven_p95_ms":null,"legacy_p95_ms":null,"compared_above_ms":1000},"incident":false}'),
	(20, 1, '2026-11-28 14:24:04.444169+00', 1, 'jobs', 'share', 'insufficient', '{"gate":"share","domain":"jobs","kind":"insufficient","sentence":"unified has had no request yet","numbers":{"unified_senders":0,"legacy_senders":0,"configured":0.75,"observed":null,"log_e_mismatch":0.0,"fail_at":6.907755278982137,"highest_unified_bucket":null,"lowest_legacy_bucket":null,"threshold":7500,"from":1795875844.222859,"until":1795875844.222859,"last_traffic":1795875843.0,"senders_without_unified":0},"incident":false}'),
	(21, 1, '2026-11-28 14:24:04.444169+00', 1, 'mobility', 'guard', 'pass', '{"gate":"guard","domain":"mobility","kind":"pass","sentence":"17 requests, none moved, 0 errors, not worse","numbers":{"requests":17,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875844.222859,"last_traffic":1795875843.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(22, 1, '2026-11-28 14:24:04.444169+00', 1, 'unknown', 'guard', 'pass', '{"gate":"guard","domain":"unknown","kind":"pass","sentence":"0 requests, none moved, 0 errors, not worse","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875844.222859,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(23, 1, '2026-11-28 14:24:06.177808+00', 1, 'jobs', 'share', 'pass', '{"gate":"share","domain":"jobs","kind":"pass","sentence":"10 of 13 new people on unified, 76.9 % beside 75 %","numbers":{"unified_senders":10,"legacy_senders":3,"configured":0.75,"observed":0.7692307692307693,"log_e_mismatch":-0.057051195114427244,"fail_at":6.907755278982137,"highest_unified_bucket":7264,"lowest_legacy_bucket":8971,"threshold":7500,"from":1795875844.222859,"until":1795875845.0,"last_traffic":1795875845.0,"senders_without_unified":0},"incident":false}'),
	(24, 1, '2026-11-28 14:24:07.948303+00', 1, 'jobs', 'errors', 'pass', '{"gate":"errors","domain":"jobs","kind":"pass","sentence":"0 failures in 19 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":12.191652134295346,"requests":19,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.1720517970211222,"per_second":10.691328933829004,"requests_in_stage":29,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":107,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":6,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":87,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875846.0,"last_traffic":1795875846.0,"senders_without_unified":0},"incident":false}'),
	(25, 1, '2026-11-28 14:24:07.948303+00', 1, 'jobs', 'delivery', 'pass', '{"gate":"delivery","domain":"jobs","kind":"pass","sentence":"0 undelivered events in 19 requests: if the true rate were 50 % or more, evidence this strong would appear in at most 5 % of migrations","numbers":{"log_e_better":12.191652134295346,"requests":19,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.1720517970211222,"per_second":10.691328933829004,"requests_in_stage":29,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":107,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":6,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":87,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875846.0,"last_traffic":1795875846.0,"senders_without_unified":0},"incident":false}'),
	(26, 1, '2026-11-28 14:24:10.775044+00', 1, 'unknown', 'guard', 'idle', '{"gate":"guard","domain":"unknown","kind":"idle","sentence":"nobody has traffic; 0 requests so far, none moved","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875849.775044,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(27, 1, '2026-11-28 14:24:14.354425+00', 1, 'jobs', 'latency', 'idle', '{"gate":"latency","domain":"jobs","kind":"idle","sentence":"nobody has traffic; 0 slow requests in 36 requests so far","numbers":{"log_e_better":1.4663219870330009,"requests":36,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.0951454572444559,"per_second":3.94236868156824,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":14,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":95,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875853.354425,"last_traffic":1795875848.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":62.0,"proven_p95_ms":null,"legacy_p95_ms":20.0,"compared_above_ms":1000},"incident":false}'),
	(28, 1, '2026-11-28 14:24:14.354425+00', 1, 'mobility', 'guard', 'idle', '{"gate":"guard","domain":"mobility","kind":"idle","sentence":"nobody has traffic; 27 requests so far, none moved","numbers":{"requests":27,"requests_in_stage":10,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875853.354425,"last_traffic":1795875848.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(29, 1, '2026-11-28 14:24:23.006875+00', 1, 'jobs', 'latency', 'insufficient', '{"gate":"latency","domain":"jobs","kind":"insufficient","sentence":"0 slow requests in 36 requests; 35 more without one are needed, about 17 s at today''s traffic","numbers":{"log_e_better":1.4663219870330009,"requests":36,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.0951454572444559,"per_second":2.0250725248352617,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":96,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875862.0,"last_traffic":1795875862.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":62.0,"proven_p95_ms":null,"legacy_p95_ms":20.0,"compared_above_ms":1000},"incident":false}'),
	(30, 1, '2026-11-28 14:24:28.281336+00', 1, 'jobs', 'latency', 'idle', '{"gate":"latency","domain":"jobs","kind":"idle","sentence":"nobody has traffic; 0 slow requests in 36 requests so far","numbers":{"log_e_better":1.4663219870330009,"requests":36,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.5612479412679803,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":96,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875867.281336,"last_traffic":1795875862.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":62.0,"proven_p95_ms":null,"legacy_p95_ms":20.0,"compared_above_ms":1000},"incident":false}'),
	(31, 1, '2026-11-28 14:25:03.517384+00', 1, 'jobs', 'errors', 'blind', '{"gate":"errors","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"log_e_better":23.83055272878099,"requests":36,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.2826031892851786,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":4,"legacy_rate":0.26666666666666666,"legacy_requests_since_start":96,"legacy_failures_since_start":4,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0},"incident":false}'),
	(32, 1, '2026-11-28 14:25:03.517384+00', 1, 'jobs', 'delivery', 'blind', '{"gate":"delivery","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"log_e_better":23.83055272878099,"requests":36,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.2826031892851786,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":4,"legacy_rate":0.26666666666666666,"legacy_requests_since_start":96,"legacy_failures_since_start":4,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0},"incident":false}'),
	(33, 1, '2026-11-28 14:25:03.517384+00', 1, 'jobs', 'latency', 'blind', '{"gate":"latency","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"log_e_better":1.4663219870330009,"requests":36,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.2826031892851786,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":96,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":62.0,"proven_p95_ms":null,"legacy_p95_ms":20.0,"compared_above_ms":1000},"incident":false}'),
	(34, 1, '2026-11-28 14:25:03.517384+00', 1, 'jobs', 'share', 'blind', '{"gate":"share","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"unified_senders":30,"legacy_senders":8,"configured":0.75,"observed":0.7894736842105263,"log_e_mismatch":-0.10299693903378682,"fail_at":6.907755278982137,"highest_unified_bucket":7278,"lowest_legacy_bucket":8531,"threshold":7500,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0},"incident":false}'),
	(35, 1, '2026-11-28 14:25:03.517384+00', 1, 'mobility', 'guard', 'blind', '{"gate":"guard","domain":"mobility","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"requests":27,"requests_in_stage":10,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875872.290776,"last_traffic":1795875848.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}'),
	(36, 1, '2026-11-28 14:25:03.517384+00', 1, 'unknown', 'guard', 'blind', '{"gate":"guard","domain":"unknown","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875872.290776,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}');

INSERT INTO hookshift.rollouts OVERRIDING SYSTEM VALUE VALUES
	(1, 19, 'running', 1, '{"stages":[{"threshold":5000,"hold":3.0,"prove":0.5,"approval":false},{"threshold":7500,"hold":15.0,"prove":0.5,"approval":false},{"threshold":10000,"hold":3.0,"prove":0.5,"approval":false}],"mode":"ladder","domains":["jobs"],"guards":["mobility","unknown"],"error_limit":0.001,"undelivered_limit":0.001,"latency_ms":2000.0,"latency_floor_ms":1000.0,"on_fail":{"errors":"zero","delivery":"zero","latency":"zero","share":"hold","guard":"hold"},"settle":0.0,"lag":1.0,"idle_after":5.0,"stale_after":10.0,"extension":50.0,"slot":1.0}', '{"state":{"phase":"running","stage":1,"version":5,"since":1795875844.222859,"reason":"stage 1 (50 %) passed every gate after 7 s","approved":false,"foreign":false,"failed":false,"blind":"nobody has looked for 30 s: no controller, or no PostgreSQL"},"evidence":{"entered":1795875844.222859,"through":1795875872.290776,"domains":{"jobs":{"baseline":{"requests":0,"errors":0,"undelivered":0,"slow":0,"dispersion":1.0,"slow_edge":63},"settled":{"counts":{"requests":36,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":20,"attempts":0,"lowest_bucket":107,"highest_bucket":7278,"failing_senders":[],"latency":[4,2,0,1,1,2,0,1,0,0,1,2,1,0,1,1,1,1,0,2,0,0,0,0,0,1,5,2,0,4,2,1]},"slow_squared":0},"unified":{"counts":{"requests":46,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":30,"attempts":0,"lowest_bucket":107,"highest_bucket":7278,"failing_senders":[],"latency":[4,2,0,1,1,2,0,1,0,0,1,2,1,0,1,1,1,1,0,2,0,0,0,0,0,1,5,2,0,4,2,1]},"slow_squared":0},"legacy":{"counts":{"requests":15,"errors":4,"undelivered":4,"slow":0,"errors_squared":16,"new_senders":8,"attempts":0,"lowest_bucket":8531,"highest_bucket":9684,"failing_senders":[64436],"latency":[0,1,1,0,2,0,0,2,2,1,0,0,2,1,0,1,1,1]},"slow_squared":0},"unified_before":{"counts":{"requests":78,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":18,"attempts":0,"lowest_bucket":107,"highest_bucket":4249,"failing_senders":[],"latency":[]},"slow_squared":0},"legacy_before":{"counts":{"requests":81,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":18,"attempts":0,"lowest_bucket":5368,"highest_bucket":9684,"failing_senders":[],"latency":[]},"slow_squared":0},"comparison":{"unified":{"requests":0,"errors":0,"undelivered":0,"slow":0},"legacy":{"requests":1,"errors":0,"undelivered":0,"slow":0},"since":1795875861.0,"errors":[-1.2394799497085724,-2.184375050413795,-3.5892331238474604,-5.450037824385795,-8.08007248483614,-12.376582546435326,-17.15762057917394],"undelivered":[-1.2394799497085724,-2.184375050413795,-3.5892331238474604,-5.450037824385795,-8.08007248483614,-12.376582546435326,-17.15762057917394],"slow":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"errors_lately":[-1.2394799497085724,-2.184375050413795,-3.5892331238474604,-5.450037824385795,-8.08007248483614,-12.376582546435326,-17.15762057917394],"undelivered_lately":[-1.2394799497085724,-2.184375050413795,-3.5892331238474604,-5.450037824385795,-8.08007248483614,-12.376582546435326,-17.15762057917394],"slow_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0]},"comparison_before":{"unified":{"requests":0,"errors":0,"undelivered":0,"slow":0},"legacy":{"requests":0,"errors":0,"undelivered":0,"slow":0},"since":null,"errors":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"undelivered":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"slow":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"errors_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"undelivered_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0],"slow_lately":[0.0,0.0,0.0,0.0,0.0,0.0,0.0]},"peaks":[[-0.0010011262722763826,-0.0020025031707344484,-0.004006009348358176,-0.008016034746860752,-0.016048165959842993,-0.03619934207967163,-0.11783482860450005,-0.4174400612969711,-1.4226977744205953],[-0.0010011262722763826,-0.0020025031707344484,-0.004006009348358176,-0.008016034746860752,-0.016048165959842993,-0.03619934207967163,-0.11783482860450005,-0.4174400612969711,-1.4226977744205953],[-0.05298090700008257,-0.10667298832864536,-0.2162688850811031,-0.4449025404408976,-0.9455551122569215,-2.567415544689579,-9.005167194425981,-9.005167194425981,-9.005167194425981]],"last_traffic":1795875862.0,"legacy_senders_alone":0}},"guards":{"mobility":{"baseline":{"requests":0,"errors":0,"undelivered":0,"slow":0,"dispersion":1.0,"slow_edge":null},"legacy":{"counts":{"requests":27,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"in_stage":{"counts":{"requests":10,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"moved":0,"last_traffic":1795875848.0,"peaks":[[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]]},"unknown":{"baseline":{"requests":0,"errors":0,"undelivered":0,"slow":0,"dispersion":1.0,"slow_edge":null},"legacy":{"counts":{"requests":0,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"in_stage":{"counts":{"requests":0,"errors":0,"undelivered":0,"slow":0,"errors_squared":0,"new_senders":0,"attempts":0,"lowest_bucket":null,"highest_bucket":null,"failing_senders":[],"latency":[]},"slow_squared":0},"moved":0,"last_traffic":null,"peaks":[[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0],[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]]}},"alone":false,"held":8.777141094207764,"counted_to":1795875862.0,"stands":false}}', '[{"gate":"errors","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"log_e_better":23.83055272878099,"requests":36,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.2826031892851786,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":4,"legacy_rate":0.26666666666666666,"legacy_requests_since_start":96,"legacy_failures_since_start":4,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0},"incident":false},{"gate":"delivery","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"log_e_better":23.83055272878099,"requests":36,"failures":0,"rate":0.0,"limit":0.001,"goal":0.5,"pass_at":2.995732273553991,"needed":6,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.2826031892851786,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":4,"legacy_rate":0.26666666666666666,"legacy_requests_since_start":96,"legacy_failures_since_start":4,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0},"incident":false},{"gate":"latency","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"log_e_better":1.4663219870330009,"requests":36,"failures":0,"rate":0.0,"limit":0.05,"goal":0.05,"pass_at":2.995732273553991,"needed":71,"dispersion":1.0,"proven":0.0951454572444559,"per_second":1.2826031892851786,"requests_in_stage":46,"failures_in_stage":0,"fail_at_in_stage":8.594154232552366,"line_in_stage":0,"requests_since_start":124,"failures_since_start":0,"fail_at":7.090076835776092,"line":0,"legacy_requests":15,"legacy_failures":0,"legacy_rate":0.0,"legacy_requests_since_start":96,"legacy_failures_since_start":0,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0,"limit_ms":2000.0,"p95_ms":62.0,"proven_p95_ms":null,"legacy_p95_ms":20.0,"compared_above_ms":1000},"incident":false},{"gate":"share","domain":"jobs","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"unified_senders":30,"legacy_senders":8,"configured":0.75,"observed":0.7894736842105263,"log_e_mismatch":-0.10299693903378682,"fail_at":6.907755278982137,"highest_unified_bucket":7278,"lowest_legacy_bucket":8531,"threshold":7500,"from":1795875844.222859,"until":1795875872.290776,"last_traffic":1795875862.0,"senders_without_unified":0},"incident":false},{"gate":"guard","domain":"mobility","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"requests":27,"requests_in_stage":10,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875872.290776,"last_traffic":1795875848.0,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false},{"gate":"guard","domain":"unknown","kind":"blind","sentence":"not known: nobody has looked for 30 s: no controller, or no PostgreSQL","numbers":{"requests":0,"requests_in_stage":0,"requests_before":0,"moved":0,"fail_at":6.684611727667927,"fail_at_in_stage":7.783224016336037,"until":1795875872.290776,"last_traffic":null,"errors":0,"errors_in_stage":0,"errors_rate_before":null,"errors_limit":0.001,"slow":0,"slow_in_stage":0,"slow_rate_before":null,"slow_limit":0.05},"incident":false}]', '2026-11-28 14:24:21.001+00', '2026-11-28 14:25:03.517384+00', '2026-11-28 14:23:56.020159+00', 'ada@gateway-1', 'the new handler is ready', NULL);

INSERT INTO hookshift.rollup_errors VALUES
	('2026-11-28 14:24:00+00', 5, 'jobs', 'legacy', 64436, 4),
	('2026-11-28 14:25:00+00', 5, 'jobs', 'legacy', 110006, 1);

INSERT INTO hookshift.rollup_hours VALUES
	('2026-11-28 14:00:00+00', 3600, 'gateway-1:0', 'jobs', 'unified', 4, 94, 0, 0, 0, 0, 18, 0, 107, 4249, '{}', '{13,8,3,3,6,1,2,3,1,3,2,0,1,0,0,2,0,1,1,2,0,0,0,0,0,6,14,9,2,7,4}'),
	('2026-11-28 14:00:00+00', 3600, 'gateway-1:0', 'mobility', 'legacy', 4, 21, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{6,9,1,1,1,0,1,2}'),
	('2026-11-28 14:00:00+00', 3600, 'gateway-1:0', 'jobs', 'legacy', 4, 97, 0, 0, 0, 0, 18, 0, 5368, 9684, '{}', '{18,11,7,3,1,4,0,3,2,2,0,2,2,1,3,0,0,0,1,0,0,0,0,0,0,8,10,15,0,3,1}'),
	('2026-11-28 14:00:00+00', 3600, 'gateway-1:0', 'jobs', 'unified', 5, 46, 0, 0, 0, 0, 30, 0, 107, 7278, '{}', '{7,2,0,2,1,2,0,1,0,0,2,3,2,1,1,1,1,1,0,2,0,0,0,0,0,2,5,2,0,4,3,1}'),
	('2026-11-28 14:00:00+00', 3600, 'gateway-1:0', 'mobility', 'legacy', 5, 6, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,0,0,2,0,1,0,0,0,1,0,0,0,0,0,1}'),
	('2026-11-28 14:00:00+00', 3600, 'gateway-1:0', 'jobs', 'legacy', 5, 16, 5, 4, 0, 17, 9, 0, 8184, 9684, '{64436,110006}', '{0,1,1,0,2,0,0,2,2,1,0,0,2,1,0,1,1,1,0,1}');

INSERT INTO hookshift.rollup_senders VALUES
	(4, 'jobs', 484718),
	(4, 'jobs', 567105),
	(4, 'jobs', 721313),
	(4, 'jobs', 843274),
	(4, 'jobs', 372507),
	(4, 'jobs', 385150),
	(4, 'jobs', 751574),
	(4, 'jobs', 752496),
	(4, 'jobs', 877776),
	(4, 'jobs', 257423),
	(4, 'jobs', 425743),
	(4, 'jobs', 502432),
	(4, 'jobs', 674840),
	(4, 'jobs', 888833),
	(4, 'jobs', 893148),
	(4, 'jobs', 154326),
	(4, 'jobs', 788624),
	(4, 'jobs', 950566),
	(4, 'jobs', 1037402),
	(4, 'jobs', 286894),
	(4, 'jobs', 345995),
	(4, 'jobs', 657833),
	(4, 'jobs', 980777),
	(4, 'jobs', 5523),
	(4, 'jobs', 325889),
	(4, 'jobs', 388568),
	(4, 'jobs', 453656),
	(4, 'jobs', 513681),
	(4, 'jobs', 1035711),
	(4, 'jobs', 53706),
	(4, 'jobs', 106259),
	(4, 'jobs', 109465),
	(4, 'jobs', 338523),
	(4, 'jobs', 504859),
	(4, 'jobs', 942304),
	(4, 'jobs', 116067),
	(5, 'jobs', 459060),
	(5, 'jobs', 502432),
	(5, 'jobs', 888833),
	(5, 'jobs', 893148),
	(5, 'jobs', 425743),
	(5, 'jobs', 788624),
	(5, 'jobs', 950566),
	(5, 'jobs', 1037402),
	(5, 'jobs', 154326),
	(5, 'jobs', 286894),
	(5, 'jobs', 345995),
	(5, 'jobs', 657833),
	(5, 'jobs', 980777),
	(5, 'jobs', 5523),
	(5, 'jobs', 325889),
	(5, 'jobs', 388568),
	(5, 'jobs', 453656),
	(5, 'jobs', 513681),
	(5, 'jobs', 1035711),
	(5, 'jobs', 53706),
	(5, 'jobs', 106259),
	(5, 'jobs', 109465),
	(5, 'jobs', 338523),
	(5, 'jobs', 504859),
	(5, 'jobs', 942304),
	(5, 'jobs', 116067),
	(5, 'jobs', 385150),
	(5, 'jobs', 484718),
	(5, 'jobs', 567105),
	(5, 'jobs', 721313),
	(5, 'jobs', 843274),
	(5, 'jobs', 372507),
	(5, 'jobs', 751574),
	(5, 'jobs', 752496),
	(5, 'jobs', 257423),
	(5, 'jobs', 674840),
	(5, 'jobs', 877776),
	(5, 'jobs', 64436),
	(5, 'jobs', 110006);

INSERT INTO hookshift.rollups VALUES
	('2026-11-28 14:23:58+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,1}'),
	('2026-11-28 14:23:58+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 9, 0, 0, 0, 0, 5, 0, 5403, 9230, '{}', '{2,2,1,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,2}'),
	('2026-11-28 14:23:58+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 14, 0, 0, 0, 0, 10, 0, 241, 4249, '{}', '{0,0,1,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,2,3,2,0,1,1}'),
	('2026-11-28 14:23:57+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,0,0,1}'),
	('2026-11-28 14:23:57+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 13, 0, 0, 0, 0, 13, 0, 5368, 9684, '{}', '{4,0,1,2,0,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,0,2}'),
	('2026-11-28 14:23:57+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 8, 0, 0, 0, 0, 8, 0, 107, 3967, '{}', '{1,0,1,0,2,0,0,1,0,0,0,0,0,0,0,1,0,0,1,0,0,0,0,0,0,0,0,0,0,1}'),
	('2026-11-28 14:23:59+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 11, 0, 0, 0, 0, 0, 0, 5368, 9684, '{}', '{0,2,3,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,1,2,0,1}'),
	('2026-11-28 14:23:59+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 8, 0, 0, 0, 0, 0, 0, 107, 3967, '{}', '{1,0,0,1,0,0,0,0,0,2,0,0,1,0,0,0,0,1,0,0,0,0,0,0,0,0,0,1,0,0,1}'),
	('2026-11-28 14:23:59+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,1,0,0,0,0,1,1}'),
	('2026-11-28 14:24:00+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{2,0,0,0,1}'),
	('2026-11-28 14:24:01+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 18, 0, 0, 0, 0, 0, 0, 107, 4249, '{}', '{4,3,0,0,1,0,0,0,0,0,1,0,0,0,0,0,0,0,0,1,0,0,0,0,0,2,2,2,0,1,1}'),
	('2026-11-28 14:24:00+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 16, 0, 0, 0, 0, 0, 0, 5368, 9684, '{}', '{4,1,1,0,0,0,0,1,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,2,1,2,0,2,1}'),
	('2026-11-28 14:24:00+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 14, 0, 0, 0, 0, 0, 0, 107, 4249, '{}', '{1,4,0,0,0,0,0,1,0,1,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,2,2,1,1}'),
	('2026-11-28 14:24:02+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,3}'),
	('2026-11-28 14:24:01+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 18, 0, 0, 0, 0, 0, 0, 5368, 9684, '{}', '{4,1,0,0,0,0,0,0,0,1,0,1,2,1,1,0,0,0,0,0,0,0,0,0,0,1,4,2}'),
	('2026-11-28 14:24:01+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 4, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,3}'),
	('2026-11-28 14:24:03+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 3, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,1,1}'),
	('2026-11-28 14:24:03+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 12, 0, 0, 0, 0, 0, 0, 5368, 9684, '{}', '{0,3,1,1,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3,3}'),
	('2026-11-28 14:24:03+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 13, 0, 0, 0, 0, 0, 0, 107, 4249, '{}', '{2,0,0,2,1,0,0,1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2,1,1,0,1,1}'),
	('2026-11-28 14:24:02+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 14, 0, 0, 0, 0, 0, 0, 5403, 9230, '{}', '{4,2,0,0,0,0,0,0,1,0,0,1,0,0,1,0,0,0,0,0,0,0,0,0,0,2,1,2}'),
	('2026-11-28 14:24:02+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 16, 0, 0, 0, 0, 0, 0, 241, 4249, '{}', '{4,1,1,0,1,0,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,6,1}'),
	('2026-11-28 14:24:04+00', 1, 'gateway-1:0', 'jobs', 'unified', 4, 3, 0, 0, 0, 0, 0, 0, 1308, 3595, '{}', '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,2}'),
	('2026-11-28 14:24:04+00', 1, 'gateway-1:0', 'mobility', 'legacy', 4, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,0,0,0,0,0,0,1}'),
	('2026-11-28 14:24:04+00', 1, 'gateway-1:0', 'jobs', 'legacy', 4, 4, 0, 0, 0, 0, 0, 0, 6404, 8680, '{}', '{0,0,0,0,0,3,0,0,1}'),
	('2026-11-28 14:24:04+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 3, 0, 0, 0, 0, 3, 0, 8971, 9684, '{}', '{0,0,0,0,0,0,0,1,1,0,0,0,1}'),
	('2026-11-28 14:24:06+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 3, 0, 0, 0, 0, 1, 0, 8680, 9684, '{}', '{0,1,1,0,1}'),
	('2026-11-28 14:24:04+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 10, 0, 0, 0, 0, 10, 0, 107, 7264, '{}', '{3,0,0,1,0,0,0,0,0,0,1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,1}'),
	('2026-11-28 14:24:04+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,0,0,0,0,0,0,0,0,1}'),
	('2026-11-28 14:24:07+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 5, 4, 4, 0, 16, 1, 0, 8531, 8772, '{64436}', '{0,0,0,0,0,0,0,0,0,1,0,0,1,1,0,1,0,1}'),
	('2026-11-28 14:24:05+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 3, 0, 0, 0, 0, 3, 0, 8772, 9230, '{}', '{0,0,0,0,0,0,0,1,1,0,0,0,0,0,0,0,1}'),
	('2026-11-28 14:24:06+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,1}'),
	('2026-11-28 14:24:05+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 2, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{1,0,0,1}'),
	('2026-11-28 14:24:21+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 1, 0, 0, 0, 0, 0, 0, 8531, 8531, '{}', '{0,0,0,0,1}'),
	('2026-11-28 14:24:05+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 19, 0, 0, 0, 0, 19, 0, 900, 7278, '{}', '{3,1,0,0,1,2,0,1,0,0,1,1,1,0,0,0,0,1,0,1,0,0,0,0,0,1,1,0,0,2,2}'),
	('2026-11-28 14:25:03+00', 1, 'gateway-1:0', 'jobs', 'legacy', 5, 1, 1, 0, 0, 1, 1, 0, 8184, 8184, '{110006}', '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1}'),
	('2026-11-28 14:24:06+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 13, 0, 0, 0, 0, 1, 0, 107, 7264, '{}', '{0,0,0,1,0,0,0,0,0,0,0,1,0,0,1,1,1,0,0,1,0,0,0,0,0,0,3,2,0,1,0,1}'),
	('2026-11-28 14:24:07+00', 1, 'gateway-1:0', 'jobs', 'unified', 5, 4, 0, 0, 0, 0, 0, 0, 2242, 5973, '{}', '{1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,1}'),
	('2026-11-28 14:24:07+00', 1, 'gateway-1:0', 'mobility', 'legacy', 5, 1, 0, 0, 0, 0, 0, 0, NULL, NULL, '{}', '{0,0,0,0,0,1}');

INSERT INTO public.webhook_routing_logs VALUES
	('01a2228a-945b-71f5-bf95-e481c8964543', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.1', 3, 'success', NULL, '2026-11-28 14:23:57.01918+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 4, 200, 1, '454dd9b2-0b1d-4f7c-a6c7-ffc2401a2049'),
	('01a2228a-9488-72a7-a245-25c0b63730dd', 'jobs', 'jobs', 'legacy', '250*******02', 'wamid.250780000002.2', 1, 'success', NULL, '2026-11-28 14:23:57.064689+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5488, 4, 200, 1, 'c5dfc13d-95ad-49cf-a8e3-07d657ac0ab6'),
	('01a2228a-94d0-75ff-9fb6-4aba16b2cce8', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.3', 1, 'success', NULL, '2026-11-28 14:23:57.136524+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 4, 200, 1, '065d687c-9d87-4d14-aa4a-6359da9d28f6'),
	('01a2228a-9504-7df5-95a0-1dcfc083ea0f', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.4', 1, 'success', NULL, '2026-11-28 14:23:57.188842+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 4, 200, 1, 'c6fb927f-e92d-4bd4-a8dd-8da491163fa3'),
	('01a2228a-9547-7529-a905-0d4f0a88eab6', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.5', 21, 'success', NULL, '2026-11-28 14:23:57.25558+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 4, 200, 1, '845d0152-7e9a-49aa-ab61-ebd3ab7940af'),
	('01a2228a-957e-71c9-a256-5025f97b0e30', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.6', 16, 'success', NULL, '2026-11-28 14:23:57.3103+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 4, 200, 1, '2dca0ff2-c58b-4200-a20f-4dcde38fc795'),
	('01a2228a-95bc-7a3d-97ac-46ae87b393bc', 'jobs', 'jobs', 'legacy', '250*******08', 'wamid.250780000008.8', 1, 'success', NULL, '2026-11-28 14:23:57.372372+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7150, 4, 200, 1, '1dffd493-0841-471a-a5d6-fcd60fb5d6b1'),
	('01a2228a-95ce-7911-b200-5f7514730be5', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.7', 52, 'success', NULL, '2026-11-28 14:23:57.390946+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 4, 200, 1, 'dbd49cb6-c26d-4e35-aa95-73af3eefc714'),
	('01a2228a-95f5-7787-9798-c9ee0cd59534', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.10', 1, 'success', NULL, '2026-11-28 14:23:57.429433+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '87ca6e70-0e17-4e32-a94a-846c9379e516'),
	('01a2228a-9602-7f21-8555-40f2d2a61c86', 'jobs', 'jobs', 'legacy', '250*******09', 'wamid.250780000009.9', 42, 'success', NULL, '2026-11-28 14:23:57.442963+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7278, 4, 200, 1, '731526e3-29fa-4cf6-a044-0939086fdaa1'),
	('01a2228a-963e-7f31-b25d-59a1f2231a38', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.11', 49, 'success', NULL, '2026-11-28 14:23:57.502876+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 4, 200, 1, '4785cf66-c89a-4351-aca6-e1199ad33080'),
	('01a2228a-966e-7648-a2d3-9b98559eda92', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.12', 41, 'success', NULL, '2026-11-28 14:23:57.550913+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6404, 4, 200, 1, '310b9d34-3516-463e-a240-b27d6866596e'),
	('01a2228a-967f-7061-96da-fb5df21227a7', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.13', 3, 'success', NULL, '2026-11-28 14:23:57.567197+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 4, 200, 1, 'b73d8242-8cce-4231-adbb-1390a3d01249'),
	('01a2228a-96a8-7956-a8e4-fb4bab6f2d73', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.14', 1, 'success', NULL, '2026-11-28 14:23:57.608307+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7264, 4, 200, 1, '277208d6-1f5e-41ec-ad6a-d510b2f3b183'),
	('01a2228a-96cb-70c0-b65e-1b4141586de6', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.15', 5, 'success', NULL, '2026-11-28 14:23:57.643604+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 4, 200, 1, '833c8794-49da-41f4-ab72-c5ec60ba35b3'),
	('01a2228a-9702-7336-8dce-bad08eb65ab6', 'jobs', 'jobs', 'legacy', '250*******16', 'wamid.250780000016.16', 4, 'success', NULL, '2026-11-28 14:23:57.698898+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5617, 4, 200, 1, '35d5d692-f268-4d9d-ab8b-3e53a5376414'),
	('01a2228a-972f-7b38-ae12-5db04f4e1596', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.17', 8, 'success', NULL, '2026-11-28 14:23:57.743079+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 4, 200, 1, '0d8da925-acdd-4523-aa41-a8a300280064'),
	('01a2228a-9776-7e3a-a374-c67b4240f1d5', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.19', 4, 'success', NULL, '2026-11-28 14:23:57.814895+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 4, 200, 1, '9adbb474-6494-43b9-aec7-abce89239e41'),
	('01a2228a-9777-77d2-b69f-a27527f56382', 'jobs', 'jobs', 'legacy', '250*******18', 'wamid.250780000018.18', 47, 'success', NULL, '2026-11-28 14:23:57.815189+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5368, 4, 200, 1, '9305c1d6-550e-44d1-ab5d-922342e3e0f3'),
	('01a2228a-97a2-7ba2-b491-0770678d3bba', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.20', 4, 'success', NULL, '2026-11-28 14:23:57.858864+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'e51b6f0a-a7c7-48cf-a963-4c7eef8f0c14'),
	('01a2228a-97d7-7dc5-9e7e-7533167b304d', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.21', 8, 'success', NULL, '2026-11-28 14:23:57.911525+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 4, 200, 1, 'eca2320a-52da-4985-a93c-f8d045780c7e'),
	('01a2228a-9806-7103-9b67-275e98c73ed5', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.22', 6, 'success', NULL, '2026-11-28 14:23:57.958942+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6844, 4, 200, 1, '146de269-7efb-4a86-ac79-c3aae57d1142'),
	('01a2228a-982b-7c58-a0b1-4c1e3a7c121d', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.23', 5, 'success', NULL, '2026-11-28 14:23:57.995314+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 4, 200, 1, 'ff4bcf96-ee16-4944-a18a-5b547f01bc91'),
	('01a2228a-9887-7906-91d3-f5393767491f', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.25', 23, 'success', NULL, '2026-11-28 14:23:58.087231+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 4, 200, 1, 'b8b40049-4b54-4738-ac32-dce2d45cd9e7'),
	('01a2228a-9887-7860-9ef0-4da5baac6a29', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.24', 57, 'success', NULL, '2026-11-28 14:23:58.087429+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 4, 200, 1, '1aa37c03-1f4c-49c7-a254-da46997fee2c'),
	('01a2228a-98cb-7315-972c-dd34aba86e90', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.26', 42, 'success', NULL, '2026-11-28 14:23:58.155114+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 4, 200, 1, 'd1b281df-31e0-46ac-aeb7-e09cc41e1f8c'),
	('01a2228a-98fe-783a-ab7f-b0ac10349ac4', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.28', 2, 'success', NULL, '2026-11-28 14:23:58.20683+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '13823048-cc49-4367-ab09-87706b7904e6'),
	('01a2228a-9902-703f-8cf2-8216a40effe3', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.27', 46, 'success', NULL, '2026-11-28 14:23:58.210895+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 4, 200, 1, 'ef2805a1-03da-4f54-a35c-845c2bc4ee66'),
	('01a2228a-993e-7890-8dca-76c1b2a28d1e', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.30', 2, 'success', NULL, '2026-11-28 14:23:58.270848+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '5629d00d-6e24-417a-a3a8-8c157b195b3c'),
	('01a2228a-994e-7f05-ad4a-64fd8779145c', 'jobs', 'jobs', 'legacy', '250*******29', 'wamid.250780000029.29', 48, 'success', NULL, '2026-11-28 14:23:58.286878+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5973, 4, 200, 1, '8a51afee-9724-4fa1-ad08-1734eadb61f1'),
	('01a2228a-9987-7461-afda-229172ebebad', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.32', 7, 'success', NULL, '2026-11-28 14:23:58.343365+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 4, 200, 1, '439ef080-bed2-499a-a1e6-960cd28d2ca0'),
	('01a2228a-9992-7c5b-a294-77f851f7ba48', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.31', 50, 'success', NULL, '2026-11-28 14:23:58.354873+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 4, 200, 1, '0fc3c2c5-3120-4a41-a8bd-2e6f36be4e89'),
	('01a2228a-99c0-7653-986c-22df6d30c4eb', 'unified', 'jobs', 'unified', '250*******34', 'wamid.250780000034.34', 6, 'success', NULL, '2026-11-28 14:23:58.400675+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 900, 4, 200, 1, '3e0da4b4-351b-479e-a2cf-efd21776f617'),
	('01a2228a-99ca-75be-a4bc-07e3111a0572', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.33', 41, 'success', NULL, '2026-11-28 14:23:58.410926+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 4, 200, 1, 'de048428-b275-48f7-a393-861bbd4a2645'),
	('01a2228a-99fc-7246-a36e-78cc6196cb37', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.36', 1, 'success', NULL, '2026-11-28 14:23:58.460532+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6689, 4, 200, 1, '54a17390-dde6-456b-ae5e-25f7a51c5b15'),
	('01a2228a-9a06-7d11-b1c5-64854ad90ae7', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.35', 46, 'success', NULL, '2026-11-28 14:23:58.470902+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2092, 4, 200, 1, '1ab797da-dfa1-4abb-accb-4bd7a9e60e2f'),
	('01a2228a-9a4b-7c15-acb4-2fd34cf85219', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.38', 1, 'success', NULL, '2026-11-28 14:23:58.539276+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5522, 4, 200, 1, '05962db0-2c04-4362-a39f-ef02fb1784b2'),
	('01a2228a-9a52-71da-8d41-0d26b1070a7c', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.37', 47, 'success', NULL, '2026-11-28 14:23:58.546966+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 920, 4, 200, 1, 'dd88741b-58a1-46bc-a66f-0602f2040292'),
	('01a2228a-9a95-7a5f-839e-afa9ba20a0a8', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.40', 1, 'success', NULL, '2026-11-28 14:23:58.613913+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'cebd6d62-1f40-46b0-a18e-9dd940452414'),
	('01a2228a-9aa7-79ab-8593-7b6c1c6d2802', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.39', 53, 'success', NULL, '2026-11-28 14:23:58.631125+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4249, 4, 200, 1, '3c4ce369-c7ec-4aa1-a855-a049765f3938'),
	('01a2228a-9ade-7810-bd33-667d9b72d911', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.41', 3, 'success', NULL, '2026-11-28 14:23:58.686865+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 4, 200, 1, '0fcfae2b-c192-49a7-a9c9-256d767b4658'),
	('01a2228a-9b2b-7d65-9c12-bcc66265e451', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.43', 8, 'success', NULL, '2026-11-28 14:23:58.763243+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 4, 200, 1, '5a8bbdf0-481c-4853-a432-c03055b5fe70'),
	('01a2228a-9b2b-76b4-85ec-d6b71f0efbb1', 'jobs', 'jobs', 'legacy', '250*******02', 'wamid.250780000002.42', 41, 'success', NULL, '2026-11-28 14:23:58.763491+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5488, 4, 200, 1, '75bfaa84-4dc6-4045-aa64-6ec771587425'),
	('01a2228a-9b53-7389-9cf4-c1bda6a37a3e', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.44', 5, 'success', NULL, '2026-11-28 14:23:58.803005+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 4, 200, 1, '5065bbe2-e7e7-4537-a981-4adf521cefef'),
	('01a2228a-9b99-7231-977d-e58faaf86070', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.46', 3, 'success', NULL, '2026-11-28 14:23:58.873549+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 4, 200, 1, '2cfc4a8b-d98d-4c01-a7c0-afe05d9ea7bb'),
	('01a2228a-9ba2-765f-84c8-e56f16cb13e1', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.45', 47, 'success', NULL, '2026-11-28 14:23:58.882998+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 4, 200, 1, 'eb4676b7-2b8c-41a3-a913-c4edc23555be'),
	('01a2228a-9be2-732e-941b-01ba93e0aa03', 'jobs', 'jobs', 'legacy', '250*******08', 'wamid.250780000008.48', 2, 'success', NULL, '2026-11-28 14:23:58.94695+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7150, 4, 200, 1, '5897321b-8fe9-401e-a841-f32611cf1074'),
	('01a2228a-9beb-7bfb-b833-d9f8c19a3833', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.47', 46, 'success', NULL, '2026-11-28 14:23:58.955133+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 4, 200, 1, 'a1fe2555-b1c1-4dd8-ab1f-68a4923eb346'),
	('01a2228a-9c30-7fc2-a4f3-38bb11579656', 'jobs', 'jobs', 'legacy', '250*******09', 'wamid.250780000009.49', 43, 'success', NULL, '2026-11-28 14:23:59.024861+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7278, 4, 200, 1, 'b69ee32d-c150-4910-a092-e4b09b95a337'),
	('01a2228a-9c47-78d4-bf0d-2f99c0032f33', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.50', 7, 'success', NULL, '2026-11-28 14:23:59.047315+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'd86dbacd-7610-4b62-a70c-3a74c1190e4a'),
	('01a2228a-9c7c-7b9f-af7e-cd1ddda904ec', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.51', 5, 'success', NULL, '2026-11-28 14:23:59.100361+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 4, 200, 1, '2375a6e2-fb41-4e67-a477-969b06339aa2'),
	('01a2228a-9cd2-7530-8030-5632ed9a028f', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.52', 49, 'success', NULL, '2026-11-28 14:23:59.186905+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6404, 4, 200, 1, '9b3a4356-e61d-47bb-a827-1cd0eac4a010'),
	('01a2228a-9ce7-72d4-94dd-e2603ec49b30', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.53', 10, 'success', NULL, '2026-11-28 14:23:59.207051+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 4, 200, 1, 'd7d9ae17-5fd2-45c2-ade2-833a918dbceb'),
	('01a2228a-9d06-732c-b7b5-c58eb6525ef8', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.54', 2, 'success', NULL, '2026-11-28 14:23:59.238872+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7264, 4, 200, 1, 'e5463963-890a-445b-a53a-e498eb042c55'),
	('01a2228a-9d43-76e8-9aba-54b28246b415', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.55', 13, 'success', NULL, '2026-11-28 14:23:59.299034+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 4, 200, 1, 'cd100bf5-7400-47d9-ab3b-b2bda22ae417'),
	('01a2228a-9d7b-7761-92e3-ce3a31d1ccb1', 'jobs', 'jobs', 'legacy', '250*******16', 'wamid.250780000016.56', 21, 'success', NULL, '2026-11-28 14:23:59.355262+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5617, 4, 200, 1, 'a48296eb-f652-4dcb-ac04-4c0465acedaf'),
	('01a2228a-9da6-73b1-aa2d-19c15cc0f4c5', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.57', 3, 'success', NULL, '2026-11-28 14:23:59.398905+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 4, 200, 1, '6889344d-771e-4915-a1f0-eea6e1a2d50c'),
	('01a2228a-9deb-7237-8637-91cb60454de7', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.59', 3, 'success', NULL, '2026-11-28 14:23:59.467653+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 4, 200, 1, '301d9772-667c-407c-a8ac-ace860a76e59'),
	('01a2228a-9df7-79a4-a84e-04099c11ad16', 'jobs', 'jobs', 'legacy', '250*******18', 'wamid.250780000018.58', 52, 'success', NULL, '2026-11-28 14:23:59.479047+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5368, 4, 200, 1, '4f521788-1fdb-41bf-a712-28717a2f9acd'),
	('01a2228a-9e22-7816-801e-2fcf4d9c84e5', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.60', 8, 'success', NULL, '2026-11-28 14:23:59.522929+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '0685c738-7464-409a-aa5d-2813d0b86c35'),
	('01a2228a-9e3f-7c23-93ba-0bf81efa9096', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.61', 4, 'success', NULL, '2026-11-28 14:23:59.551309+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 4, 200, 1, '1c0d056b-adcd-458c-a8a7-c17afbea1d84'),
	('01a2228a-9e5a-705c-894a-94ba12b13947', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.62', 2, 'success', NULL, '2026-11-28 14:23:59.578087+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6844, 4, 200, 1, '875547c8-637e-4023-aef2-3e3664488ade'),
	('01a2228a-9e99-7e3a-922b-d64ce16c17a7', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.63', 10, 'success', NULL, '2026-11-28 14:23:59.641625+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 4, 200, 1, 'fe32b34b-9fc0-4d3d-aaf3-e3b6fc69e32a'),
	('01a2228a-9ee7-7522-b6be-7de69a73409f', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.64', 48, 'success', NULL, '2026-11-28 14:23:59.7196+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 4, 200, 1, '175ebb13-ffad-42f6-addb-eff0846fd98e'),
	('01a2228a-9f0c-77f0-94b2-9ae0666acd07', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.66', 1, 'success', NULL, '2026-11-28 14:23:59.756627+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 4, 200, 1, '0327123f-dcd4-483d-a9e3-be92891fad15'),
	('01a2228a-9f22-78fa-9e2f-58f2f16de911', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.65', 59, 'success', NULL, '2026-11-28 14:23:59.778764+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 4, 200, 1, '921c0423-293a-4014-a940-8edcfde1f3f4'),
	('01a2228a-9f5a-7cce-9af3-5d15e20011ae', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.67', 20, 'success', NULL, '2026-11-28 14:23:59.834888+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 4, 200, 1, '6b05c654-30fa-4e13-aa4c-e6b6271909b2'),
	('01a2228a-9f6f-7069-a3cd-20a883cfb82f', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.68', 3, 'success', NULL, '2026-11-28 14:23:59.855477+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '0f1818dc-1920-4de8-af56-9983aa1a71b9'),
	('01a2228a-9fb3-76f4-abef-503acf1603f6', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.70', 2, 'success', NULL, '2026-11-28 14:23:59.923568+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'aa66e2e0-688a-4869-a93b-12010b85c8d8'),
	('01a2228a-9fba-72ec-8210-1bece6c8c0b5', 'jobs', 'jobs', 'legacy', '250*******29', 'wamid.250780000029.69', 50, 'success', NULL, '2026-11-28 14:23:59.930894+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5973, 4, 200, 1, '7c4c7dd5-921a-43fa-a933-5cee118a751f'),
	('01a2228a-a003-76ef-8c56-5d3cb772b61d', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.71', 48, 'success', NULL, '2026-11-28 14:24:00.003563+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 4, 200, 1, 'dc718285-fafa-4afe-a7fb-ceadcdd0f116'),
	('01a2228a-a00b-7d92-a097-a011677b510e', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.72', 8, 'success', NULL, '2026-11-28 14:24:00.011705+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 4, 200, 1, '49019f40-1d64-457b-a47b-563b1b1acc01'),
	('01a2228a-a043-73d3-af1c-84633b9760a6', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.73', 16, 'success', NULL, '2026-11-28 14:24:00.067111+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 4, 200, 1, '3d06a6fd-c457-43f7-a356-39533b57d12d'),
	('01a2228a-a096-7ba2-baeb-31ad63dcefa1', 'unified', 'jobs', 'unified', '250*******34', 'wamid.250780000034.74', 55, 'success', NULL, '2026-11-28 14:24:00.151+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 900, 4, 200, 1, 'a65763dd-51e9-401d-ad7a-ecaed498596f'),
	('01a2228a-a0bb-7aa6-9580-60b4854c6b46', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.76', 1, 'success', NULL, '2026-11-28 14:24:00.187695+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6689, 4, 200, 1, 'ba29d320-4fe7-4d27-a666-78615449e29a'),
	('01a2228a-a0c6-7870-8a98-102670661eeb', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.75', 48, 'success', NULL, '2026-11-28 14:24:00.198912+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2092, 4, 200, 1, '5fc99fd6-b1d7-4baa-a1b5-f84f45380447'),
	('01a2228a-a0fe-7a39-88ef-92f93efaa195', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.78', 3, 'success', NULL, '2026-11-28 14:24:00.254866+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5522, 4, 200, 1, '4f8476b3-686f-4351-a87e-c55c7fc4e0f4'),
	('01a2228a-a10e-7cb5-bfc9-80d06f21ae80', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.77', 49, 'success', NULL, '2026-11-28 14:24:00.270893+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 920, 4, 200, 1, '97ff6782-8a00-46a8-aa72-938648c8314b'),
	('01a2228a-a159-7ebe-bb64-6f98d814292e', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.80', 5, 'success', NULL, '2026-11-28 14:24:00.345017+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '554a1162-96e5-47cb-a33d-1678f005eac9'),
	('01a2228a-a162-717c-ba43-e209da79c76f', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.79', 51, 'success', NULL, '2026-11-28 14:24:00.3549+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4249, 4, 200, 1, '9eac218a-3896-4093-ae32-81d690772608'),
	('01a2228a-a187-77e4-9cc2-02e96419d237', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.81', 8, 'success', NULL, '2026-11-28 14:24:00.391419+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 4, 200, 1, '55827446-95e8-4f9b-a8e1-41102e0c8438'),
	('01a2228a-a1b9-735a-bc6c-6b6c2b3fe76c', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.83', 1, 'success', NULL, '2026-11-28 14:24:00.441117+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 4, 200, 1, '948f6097-31ed-4b13-a803-26c6e52dad15'),
	('01a2228a-a1d2-710e-acf2-b3739f91fc14', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.84', 2, 'success', NULL, '2026-11-28 14:24:00.466697+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 4, 200, 1, '8254f2c5-6b75-4a67-ac1b-75dca14103e9'),
	('01a2228a-a1d2-7602-89ec-f9fea4474500', 'jobs', 'jobs', 'legacy', '250*******02', 'wamid.250780000002.82', 54, 'success', NULL, '2026-11-28 14:24:00.466839+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5488, 4, 200, 1, '0510f894-c3f2-4a57-a76f-d8d008638ceb'),
	('01a2228a-a20b-7904-aabb-2f81d03f6248', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.86', 10, 'success', NULL, '2026-11-28 14:24:00.523335+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 4, 200, 1, 'df3558b1-9381-4124-af40-424afb471a01'),
	('01a2228a-a217-72ae-889d-051be035295c', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.85', 46, 'success', NULL, '2026-11-28 14:24:00.535087+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 4, 200, 1, 'e3efc602-a6fe-49ef-a452-38a2978d1f54'),
	('01a2228a-a236-7495-82d4-baac255a1ccb', 'jobs', 'jobs', 'legacy', '250*******08', 'wamid.250780000008.88', 1, 'success', NULL, '2026-11-28 14:24:00.566057+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7150, 4, 200, 1, '8df051d2-2e28-4354-a7d4-8671895ee185'),
	('01a2228a-a24b-73b1-8fbd-b8d548999ede', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.87', 45, 'success', NULL, '2026-11-28 14:24:00.587101+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 4, 200, 1, '10e04f88-b01f-4c8a-ac35-d455bbb0d7a4'),
	('01a2228a-a26d-70e9-a3a2-297e2137ae8d', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.90', 1, 'success', NULL, '2026-11-28 14:24:00.621612+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'af0cf0f1-00a2-4a77-ac9b-dc45a25c814a'),
	('01a2228a-a277-719c-9caf-dd6cd0a9a583', 'jobs', 'jobs', 'legacy', '250*******09', 'wamid.250780000009.89', 42, 'success', NULL, '2026-11-28 14:24:00.631071+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7278, 4, 200, 1, '5ab53238-1f26-4ea0-a6d5-a20a89413ed7'),
	('01a2228a-a2ae-7d79-b3e1-57eca018a077', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.91', 43, 'success', NULL, '2026-11-28 14:24:00.686932+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 4, 200, 1, '2dbfc5ef-30bd-414f-a10e-8e89de4c232d'),
	('01a2228a-a2af-740d-9a82-800cf4a770e9', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.92', 15, 'success', NULL, '2026-11-28 14:24:00.687257+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6404, 4, 200, 1, '4ec322e2-d5aa-4a92-af05-2d893e4e1310'),
	('01a2228a-a2bd-7347-9fce-22b392cb2beb', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.93', 2, 'success', NULL, '2026-11-28 14:24:00.701649+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 4, 200, 1, '28eaf184-957d-471b-aaab-43c5454c13ac'),
	('01a2228a-a2ef-70bd-8782-baedcba275aa', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.95', 2, 'success', NULL, '2026-11-28 14:24:00.751288+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 4, 200, 1, '40c003d0-2eb1-48ec-a8c2-4b5847cfb83a'),
	('01a2228a-a307-7b7b-aaf5-337a5a9b603f', 'jobs', 'jobs', 'legacy', '250*******16', 'wamid.250780000016.96', 2, 'success', NULL, '2026-11-28 14:24:00.775388+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5617, 4, 200, 1, '93e3e6be-c8da-4677-a695-9c05ba7a467e'),
	('01a2228a-a30f-76ff-a565-a25dcf3c18ee', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.94', 58, 'success', NULL, '2026-11-28 14:24:00.783085+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7264, 4, 200, 1, 'bd0bfb5c-9551-40af-a296-b0d79e46b0f3'),
	('01a2228a-a337-78e1-b2dd-0a09b5967140', 'jobs', 'jobs', 'legacy', '250*******18', 'wamid.250780000018.98', 1, 'success', NULL, '2026-11-28 14:24:00.823017+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5368, 4, 200, 1, '7db0db2a-c5a6-4af3-ab6e-a5e515b24110'),
	('01a2228a-a347-7b5c-b3b5-d309195622bb', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.97', 41, 'success', NULL, '2026-11-28 14:24:00.839243+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 4, 200, 1, '40975a67-0789-46ba-a3e1-06a8b9f358cb'),
	('01a2228a-a369-7f4e-9772-7f5e22e65909', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.100', 1, 'success', NULL, '2026-11-28 14:24:00.873249+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '864a2f87-264f-4549-a9e4-b7f171f3a24a'),
	('01a2228a-a37f-79b9-a995-52de6ae4101d', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.99', 49, 'success', NULL, '2026-11-28 14:24:00.89546+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 4, 200, 1, '630c950c-6e89-48f0-a026-44f44a0a573f');
INSERT INTO public.webhook_routing_logs VALUES
	('01a2228a-a382-7065-b4d7-22f0d5cd629b', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.101', 1, 'success', NULL, '2026-11-28 14:24:00.898429+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 4, 200, 1, '8050f5b4-531b-48d8-ab99-e89096163a11'),
	('01a2228a-a3b4-7c7e-ae6a-ce298a7fafae', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.103', 2, 'success', NULL, '2026-11-28 14:24:00.948676+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 4, 200, 1, '718a09c3-38fa-47a3-ae18-013e623cdfda'),
	('01a2228a-a3d3-7b50-80b3-45c9f7543707', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.102', 55, 'success', NULL, '2026-11-28 14:24:00.979278+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6844, 4, 200, 1, '039b3419-4ac9-425a-ae54-05147bc14591'),
	('01a2228a-a403-74fd-a503-c4d4ba7ae6cd', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.104', 48, 'success', NULL, '2026-11-28 14:24:01.027279+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 4, 200, 1, 'f25d99c1-4ab1-4233-a0af-75d8bb292d7f'),
	('01a2228a-a407-79fb-91be-d054597946b1', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.105', 23, 'success', NULL, '2026-11-28 14:24:01.031442+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 4, 200, 1, '52072f7d-a886-4032-a43c-2079f2a56848'),
	('01a2228a-a434-77d5-871d-7e96464a87e6', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.107', 5, 'success', NULL, '2026-11-28 14:24:01.076055+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 4, 200, 1, 'd2d6bf23-2631-438a-a242-e289a26d8131'),
	('01a2228a-a442-721e-8933-593b6ed90686', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.106', 59, 'success', NULL, '2026-11-28 14:24:01.090856+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 4, 200, 1, '6624d309-520c-4354-a648-b072c72b830c'),
	('01a2228a-a457-77ee-9dec-b8ad53075328', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.108', 12, 'success', NULL, '2026-11-28 14:24:01.111366+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '5a352f99-7973-4980-ae6d-77ffc82d8d3c'),
	('01a2228a-a47b-7c19-945b-0665f6e02ff9', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.110', 2, 'success', NULL, '2026-11-28 14:24:01.147298+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '68d80413-a59a-456b-a10a-b7038bbbc9b9'),
	('01a2228a-a493-7d92-9596-8c077e59cbb4', 'jobs', 'jobs', 'legacy', '250*******29', 'wamid.250780000029.109', 49, 'success', NULL, '2026-11-28 14:24:01.171205+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5973, 4, 200, 1, 'e320bee8-906e-4eb2-a008-1031bcc4d233'),
	('01a2228a-a493-73b1-8778-9f123179b337', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.111', 1, 'success', NULL, '2026-11-28 14:24:01.171287+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 4, 200, 1, '782b79a3-70d3-45cf-a4f7-e6268bc5f7eb'),
	('01a2228a-a4b5-7b5f-a9bb-11d760313eb8', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.112', 11, 'success', NULL, '2026-11-28 14:24:01.20526+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 4, 200, 1, 'da97e2c2-134e-42e4-aa1b-3dd37a59c0c5'),
	('01a2228a-a4d9-7b8e-9474-b3432d96f2e2', 'unified', 'jobs', 'unified', '250*******34', 'wamid.250780000034.114', 1, 'success', NULL, '2026-11-28 14:24:01.24103+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 900, 4, 200, 1, '6201b230-366d-49db-ab93-7c8a974ac2ac'),
	('01a2228a-a4f6-741b-8b55-5025ae3377ae', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.113', 54, 'success', NULL, '2026-11-28 14:24:01.270913+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 4, 200, 1, '10a1f539-bb75-407c-a0af-aec3442f09e5'),
	('01a2228a-a509-7e07-ab04-bd2ba3c567b9', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.116', 1, 'success', NULL, '2026-11-28 14:24:01.28978+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6689, 4, 200, 1, '160eeae7-ead9-46cb-ac47-801175a475d9'),
	('01a2228a-a51f-7bc4-9788-6cc9629e9b00', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.115', 47, 'success', NULL, '2026-11-28 14:24:01.311355+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2092, 4, 200, 1, '361b2ff9-78fa-4a0d-a090-dfff7b1efb16'),
	('01a2228a-a53c-7b89-a7b3-4e28dd97bafb', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.118', 1, 'success', NULL, '2026-11-28 14:24:01.340932+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5522, 4, 200, 1, '7bea61d8-09bc-4572-a064-6a4cd45742e7'),
	('01a2228a-a54a-7aeb-908c-11f45835e975', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.117', 42, 'success', NULL, '2026-11-28 14:24:01.354849+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 920, 4, 200, 1, '689bc107-9a7f-4d65-a5f4-c313ac2cee9f'),
	('01a2228a-a574-7796-82fa-ce2abdbd0208', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.120', 2, 'success', NULL, '2026-11-28 14:24:01.396891+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'ddbe7851-2c6c-45a4-a7a4-1aa170b9fdbd'),
	('01a2228a-a586-78ef-8c9b-4ab02b7f0095', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.119', 44, 'success', NULL, '2026-11-28 14:24:01.414875+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4249, 4, 200, 1, 'bde28fa3-0760-4f86-a8d7-15ba08f96214'),
	('01a2228a-a58c-700d-a7e5-e202630e14f8', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.121', 2, 'success', NULL, '2026-11-28 14:24:01.420959+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 4, 200, 1, '9a3fb7a8-460f-4874-a84b-1f9beab9c876'),
	('01a2228a-a5ce-733c-9c06-f25e3c2f749d', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.123', 13, 'success', NULL, '2026-11-28 14:24:01.486912+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 4, 200, 1, 'd0bb1c1e-9eaa-40a3-a38a-2b02fb16d2e0'),
	('01a2228a-a5d7-7d70-9a34-7995874166b0', 'jobs', 'jobs', 'legacy', '250*******02', 'wamid.250780000002.122', 46, 'success', NULL, '2026-11-28 14:24:01.495363+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5488, 4, 200, 1, '11e83723-b226-449a-aae9-79b62f0930f8'),
	('01a2228a-a5dc-78a1-b490-92b02f1e5a8a', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.124', 1, 'success', NULL, '2026-11-28 14:24:01.500444+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 4, 200, 1, '5fb8deb1-b1f7-483f-ad48-5fc68e3ebf14'),
	('01a2228a-a612-723d-b7fe-103437544b23', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.126', 2, 'success', NULL, '2026-11-28 14:24:01.55484+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 4, 200, 1, '25fdff16-b171-4a65-a161-42f4b0d1d569'),
	('01a2228a-a622-7d46-8368-e9357c8a0490', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.125', 42, 'success', NULL, '2026-11-28 14:24:01.570959+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 4, 200, 1, '1d9315a1-f160-43ba-a196-51161d3fc830'),
	('01a2228a-a640-76f4-98d5-0b376d5785f4', 'jobs', 'jobs', 'legacy', '250*******08', 'wamid.250780000008.128', 1, 'success', NULL, '2026-11-28 14:24:01.600276+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7150, 4, 200, 1, 'f1d6a7a9-6288-428a-ab4a-cf95ebf285db'),
	('01a2228a-a653-7d94-b07f-39e4d91a90c1', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.127', 43, 'success', NULL, '2026-11-28 14:24:01.619955+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 4, 200, 1, '370c2f83-894e-45f9-a91f-3c547acb4294'),
	('01a2228a-a675-765a-a42f-d5682fbcefa7', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.130', 1, 'success', NULL, '2026-11-28 14:24:01.653414+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '6a964430-50f6-49f3-a83b-eac45dc674b7'),
	('01a2228a-a682-73a5-9a99-771a122b2335', 'jobs', 'jobs', 'legacy', '250*******09', 'wamid.250780000009.129', 43, 'success', NULL, '2026-11-28 14:24:01.666889+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7278, 4, 200, 1, '43c356a5-26eb-4430-ae6c-4a26c193cf9b'),
	('01a2228a-a6b8-7476-a07f-a5873a8d1181', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.132', 13, 'success', NULL, '2026-11-28 14:24:01.720037+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6404, 4, 200, 1, 'e2a7cff8-cbff-4d50-a13e-140974e50ef1'),
	('01a2228a-a6be-736d-8e78-aab03c5551f7', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.131', 47, 'success', NULL, '2026-11-28 14:24:01.726865+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 4, 200, 1, '80bdc14d-c032-4ccb-a9dd-6c18bb270e09'),
	('01a2228a-a6c5-7d92-8d66-807d14393b26', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.133', 2, 'success', NULL, '2026-11-28 14:24:01.73343+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 4, 200, 1, 'd176bbfb-0f8b-43dc-ac55-dfb7f8f4278b'),
	('01a2228a-a6f5-77ab-971d-d6248a0ad2c2', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.135', 1, 'success', NULL, '2026-11-28 14:24:01.781895+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 4, 200, 1, 'af27b897-902b-40a0-a704-8fa5eaa6eac0'),
	('01a2228a-a706-7513-bc70-97ff509c1cb7', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.134', 42, 'success', NULL, '2026-11-28 14:24:01.798912+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7264, 4, 200, 1, 'd1ae7b2c-2a09-464b-a005-c7f1bd922808'),
	('01a2228a-a72f-70ec-8c03-51b5bc8e5ea3', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.137', 10, 'success', NULL, '2026-11-28 14:24:01.839298+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 4, 200, 1, '24dce070-d806-47f0-a2a6-93c9e81e6be2'),
	('01a2228a-a73b-75dc-aa03-09de86743f37', 'jobs', 'jobs', 'legacy', '250*******16', 'wamid.250780000016.136', 46, 'success', NULL, '2026-11-28 14:24:01.851356+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5617, 4, 200, 1, '841eae5c-81b2-49bd-ac55-bad20586caae'),
	('01a2228a-a765-7c42-9fc7-8dce5613ee22', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.139', 14, 'success', NULL, '2026-11-28 14:24:01.893913+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 4, 200, 1, 'eb0c574b-dfb7-4e5f-a360-a034204de34d'),
	('01a2228a-a769-7da4-892e-b86b53ff97fb', 'jobs', 'jobs', 'legacy', '250*******18', 'wamid.250780000018.138', 43, 'success', NULL, '2026-11-28 14:24:01.897463+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5368, 4, 200, 1, '18a2b70a-da54-42ed-ae3c-2c7d90550751'),
	('01a2228a-ab81-7500-b85b-b158cf80e7f6', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.175', 1, 'success', NULL, '2026-11-28 14:24:02.94547+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 4, 200, 1, '7d18ce5b-c3b4-4d8b-a2b5-82d34bd485c9'),
	('01a2228a-a775-7242-96fb-c577e4f1ec50', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.140', 2, 'success', NULL, '2026-11-28 14:24:01.909435+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '34c0de8b-5f7e-4e44-ae9b-c2281ec88528'),
	('01a2228a-a78f-7e88-a44b-6ddac5cab5e7', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.141', 2, 'success', NULL, '2026-11-28 14:24:01.935536+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 4, 200, 1, 'df8521cd-5c42-4e3f-a218-639507f2dc91'),
	('01a2228a-a7b7-709d-b01e-120e0a3f37eb', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.142', 15, 'success', NULL, '2026-11-28 14:24:01.975057+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6844, 4, 200, 1, '331ab5f9-8989-456f-aa62-12dd19f830de'),
	('01a2228a-a7c4-741c-89a7-97001ce60cf0', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.143', 1, 'success', NULL, '2026-11-28 14:24:01.988961+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 4, 200, 1, 'aa7b3f4a-14e9-4740-abdf-df34502d645a'),
	('01a2228a-a804-7e6d-bc27-79f4c163190e', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.145', 5, 'success', NULL, '2026-11-28 14:24:02.05215+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 4, 200, 1, 'e89c4c6c-0f59-4e4d-a7b4-4e0754c33912'),
	('01a2228a-a812-735d-aec0-9ae3117948fd', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.144', 44, 'success', NULL, '2026-11-28 14:24:02.066878+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 4, 200, 1, 'ae269d9f-5ae7-4c86-a1fa-1933f752432f'),
	('01a2228a-a83b-717e-a44a-497e7a16e1da', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.147', 7, 'success', NULL, '2026-11-28 14:24:02.10727+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 4, 200, 1, 'a141c151-01cc-4d4e-a484-ba4dcf0d6311'),
	('01a2228a-a842-719e-9468-076c968dbf39', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.146', 43, 'success', NULL, '2026-11-28 14:24:02.114959+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 4, 200, 1, '211a233a-5cba-4aea-a493-daffb61475a2'),
	('01a2228a-a84f-7571-b745-aa41e6dc1978', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.148', 1, 'success', NULL, '2026-11-28 14:24:02.12761+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, 'df433154-e562-45b6-acd2-833b091b1eab'),
	('01a2228a-a883-7656-a104-e8b93a880b71', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.150', 2, 'success', NULL, '2026-11-28 14:24:02.179025+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '97ae6a60-e47c-4d94-ae56-2b69cdb78d16'),
	('01a2228a-a892-754d-9b66-2b714f2a811c', 'jobs', 'jobs', 'legacy', '250*******29', 'wamid.250780000029.149', 41, 'success', NULL, '2026-11-28 14:24:02.194916+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5973, 4, 200, 1, 'e77637d9-bee3-4023-a26a-68b2c6314958'),
	('01a2228a-a8b5-77f2-a572-212f17c6a5e9', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.152', 2, 'success', NULL, '2026-11-28 14:24:02.229156+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 4, 200, 1, '6bf19dcc-2bd2-4e8c-a144-628dbfb9c85c'),
	('01a2228a-a8c2-7562-a801-6fa256b1a5fe', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.151', 41, 'success', NULL, '2026-11-28 14:24:02.242968+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 4, 200, 1, '0512aa51-47bb-461d-a7d3-d4b280a3d51e'),
	('01a2228a-a8e7-7780-90ea-2dcd44d71299', 'unified', 'jobs', 'unified', '250*******34', 'wamid.250780000034.154', 1, 'success', NULL, '2026-11-28 14:24:02.279356+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 900, 4, 200, 1, '66439341-0aa6-4d5f-aaf4-9ae9734b87e7'),
	('01a2228a-a8f7-7507-9d81-9966b9ac1a14', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.153', 44, 'success', NULL, '2026-11-28 14:24:02.295617+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 4, 200, 1, 'ff202488-eb51-401a-a2d5-0545f4cfd4fd'),
	('01a2228a-a91e-7ec1-8649-9ec6db8fabdb', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.156', 1, 'success', NULL, '2026-11-28 14:24:02.334283+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6689, 4, 200, 1, 'aca990cc-ea33-4f17-a8e7-33b67a3ccfeb'),
	('01a2228a-a932-78be-8eb4-b2b6dd80c5bc', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.155', 46, 'success', NULL, '2026-11-28 14:24:02.354607+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2092, 4, 200, 1, '95946881-a372-4cdf-af0d-9aea57fc863e'),
	('01a2228a-a956-7cd2-998b-29e6aba881fe', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.158', 1, 'success', NULL, '2026-11-28 14:24:02.390569+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5522, 4, 200, 1, '8281021d-f291-4ce6-a683-851d286c67c8'),
	('01a2228a-a963-7de7-8cab-6827693f7cc2', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.157', 43, 'success', NULL, '2026-11-28 14:24:02.40323+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 920, 4, 200, 1, '9dbe9b3c-e0a2-4eb7-ae37-90e31edb58d0'),
	('01a2228a-a989-791a-9040-b358f0d777be', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.160', 2, 'success', NULL, '2026-11-28 14:24:02.441617+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '7e7403df-ff8f-4f50-a592-2246178f992e'),
	('01a2228a-a997-7aba-a675-d228ca851f4d', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.159', 43, 'success', NULL, '2026-11-28 14:24:02.455014+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4249, 4, 200, 1, '23164748-17e9-40ef-af9e-632d119a05d0'),
	('01a2228a-a9a3-7e16-b216-952e57d662b3', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.161', 1, 'success', NULL, '2026-11-28 14:24:02.467259+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 4, 200, 1, '36efb653-4f09-41af-acf9-2b9d6d3a8728'),
	('01a2228a-a9eb-7f55-9f58-893397b55f40', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.163', 9, 'success', NULL, '2026-11-28 14:24:02.539335+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 4, 200, 1, '93031cf6-b524-4040-a8ed-d996f35fe006'),
	('01a2228a-a9ef-7361-943a-9ec5e58ca023', 'jobs', 'jobs', 'legacy', '250*******02', 'wamid.250780000002.162', 44, 'success', NULL, '2026-11-28 14:24:02.543294+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5488, 4, 200, 1, '1cd7c521-e088-4d1d-a382-d879c0dde62e'),
	('01a2228a-aa18-72f4-b86a-1917565a0971', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.164', 9, 'success', NULL, '2026-11-28 14:24:02.584662+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 4, 200, 1, '27b5f0ce-691e-418d-a4f4-e8c08c2f103e'),
	('01a2228a-aa40-70bf-b30c-7f8f68303458', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.165', 1, 'success', NULL, '2026-11-28 14:24:02.624163+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 4, 200, 1, '83b4a61b-01f3-4779-aef4-880caa4eb297'),
	('01a2228a-aa7b-7414-a74b-023ec4ac277a', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.167', 3, 'success', NULL, '2026-11-28 14:24:02.683369+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 4, 200, 1, '1d663554-07d2-4028-afa2-3a45c66a92ca'),
	('01a2228a-aa82-7452-8073-85ebdc9240e0', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.166', 47, 'success', NULL, '2026-11-28 14:24:02.690769+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 4, 200, 1, '4523a52b-475c-42bc-a2ac-d4198457fcb9'),
	('01a2228a-aa9f-782d-bf69-fde9c346a000', 'jobs', 'jobs', 'legacy', '250*******08', 'wamid.250780000008.168', 2, 'success', NULL, '2026-11-28 14:24:02.719279+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7150, 4, 200, 1, '09d1c0c1-e20c-4c76-a112-b11bd6d929ba'),
	('01a2228a-aae9-7b61-8cb7-7adb4c10a79d', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.170', 2, 'success', NULL, '2026-11-28 14:24:02.793882+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '6af49166-3e6c-49a5-a682-f0d81cfb0520'),
	('01a2228a-aaea-7110-b9d9-2e5c2bb4a9d3', 'jobs', 'jobs', 'legacy', '250*******09', 'wamid.250780000009.169', 47, 'success', NULL, '2026-11-28 14:24:02.794998+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7278, 4, 200, 1, 'bd0ff207-1cb8-468c-ab1a-9c3349cd6b71'),
	('01a2228a-ab34-76cc-ad08-9b08b72c3a60', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.172', 12, 'success', NULL, '2026-11-28 14:24:02.868322+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6404, 4, 200, 1, 'f1c25ecf-8d62-4c59-ac63-fa24e39340f0'),
	('01a2228a-ab37-741b-b487-c70c78108adc', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.171', 48, 'success', NULL, '2026-11-28 14:24:02.871107+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 4, 200, 1, '38841150-e9bb-43ce-aca9-1e1818c8789a'),
	('01a2228a-ab4d-7e8c-9fd4-cba8ddc8f7d8', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.173', 1, 'success', NULL, '2026-11-28 14:24:02.893214+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 4, 200, 1, '4933e740-05f1-452f-a73c-29f008243407'),
	('01a2228a-ab67-7b10-a2e0-9c0eca2f04be', 'jobs', 'jobs', 'legacy', '250*******14', 'wamid.250780000014.174', 2, 'success', NULL, '2026-11-28 14:24:02.919765+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7264, 4, 200, 1, '4ff69b0e-340f-444b-a1ee-6ff4721b63d0'),
	('01a2228a-abab-77f8-be0b-c81d5e9872c6', 'jobs', 'jobs', 'legacy', '250*******16', 'wamid.250780000016.176', 15, 'success', NULL, '2026-11-28 14:24:02.987105+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5617, 4, 200, 1, '9d5443fc-6998-417a-ae7d-2fb7137d4c24'),
	('01a2228a-abf8-7031-a8a7-290fced77443', 'jobs', 'jobs', 'legacy', '250*******18', 'wamid.250780000018.178', 3, 'success', NULL, '2026-11-28 14:24:03.064439+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5368, 4, 200, 1, '1383f28d-5920-42e6-a350-08fab57dfcdd'),
	('01a2228a-abff-7fc1-b702-110a21adea54', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.177', 49, 'success', NULL, '2026-11-28 14:24:03.071478+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 4, 200, 1, '8b1c307f-41e8-4415-a31a-fe31e3333858'),
	('01a2228a-ac4a-711a-ab58-d745ae170774', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.180', 3, 'success', NULL, '2026-11-28 14:24:03.146994+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'fcf0fe75-41f9-4b10-a8f7-09f213d59476'),
	('01a2228a-ac4f-7131-b19a-9ad91c1896b6', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.179', 44, 'success', NULL, '2026-11-28 14:24:03.151191+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 4, 200, 1, '5a1116fe-d01e-4c63-a095-0c628d041c4d'),
	('01a2228a-ac63-7cff-b422-b6c442906034', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.181', 1, 'success', NULL, '2026-11-28 14:24:03.171046+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 4, 200, 1, '74b2027c-1b42-4ff9-aa2f-1f813e2b1a67'),
	('01a2228a-ac89-738b-bedf-0a78be3bda2c', 'jobs', 'jobs', 'legacy', '250*******22', 'wamid.250780000022.182', 2, 'success', NULL, '2026-11-28 14:24:03.209929+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6844, 4, 200, 1, 'cc688d28-f923-4cc7-af2a-969de4cf9239'),
	('01a2228a-acb4-7d22-8853-6f02c144bd38', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.183', 4, 'success', NULL, '2026-11-28 14:24:03.25237+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 4, 200, 1, 'd710dfa2-8963-4a97-a896-d751a2a40e87'),
	('01a2228a-ad03-7b67-b2ae-9ec761aaa3d4', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.184', 48, 'success', NULL, '2026-11-28 14:24:03.331306+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 4, 200, 1, 'c0231ab8-6fe2-4a6e-ad00-ba5ad2d9d3bb'),
	('01a2228a-ad07-71d7-bc7c-c1973a741839', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.185', 8, 'success', NULL, '2026-11-28 14:24:03.3354+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 4, 200, 1, 'e8008a91-a638-4718-aa70-ce938286b53e'),
	('01a2228a-ad4f-778f-8ca8-84ee57a2c20d', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.187', 4, 'success', NULL, '2026-11-28 14:24:03.407854+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 4, 200, 1, '132a2597-bb33-4140-aef9-edd235571dbb'),
	('01a2228a-ad56-733f-9b9e-b09958a59796', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.186', 57, 'success', NULL, '2026-11-28 14:24:03.414963+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 4, 200, 1, 'bdd48ecf-5c55-4d21-acd9-f6945c2990e7'),
	('01a2228a-ad76-73ab-8217-1c2eb537f10b', 'jobs', 'jobs', 'legacy', '250*******28', 'wamid.250780000028.188', 2, 'success', NULL, '2026-11-28 14:24:03.446844+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5403, 4, 200, 1, '067e9034-9067-4a30-a8b6-a731481c59da'),
	('01a2228a-adbb-7e3a-bc6e-02e1b438b1f6', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.190', 1, 'success', NULL, '2026-11-28 14:24:03.515601+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, 'db98a4fd-8698-48f9-af18-af83148cbbeb'),
	('01a2228a-adca-713f-806f-4a1e5dba6737', 'jobs', 'jobs', 'legacy', '250*******29', 'wamid.250780000029.189', 49, 'success', NULL, '2026-11-28 14:24:03.530963+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5973, 4, 200, 1, '105e7b96-3075-4269-a141-bddf98426f83'),
	('01a2228a-ae13-7602-9ca7-45875e185674', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.192', 11, 'success', NULL, '2026-11-28 14:24:03.603026+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 4, 200, 1, '7f04cd38-71e7-4691-a1bc-4231145c3ecd'),
	('01a2228a-ae13-796b-94e1-08597ca880d1', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.191', 47, 'success', NULL, '2026-11-28 14:24:03.603129+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 4, 200, 1, '30573c06-f096-4137-a289-974812e06a56'),
	('01a2228a-ae3a-7a90-8bb9-6dbf4e69307a', 'unified', 'jobs', 'unified', '250*******34', 'wamid.250780000034.194', 1, 'success', NULL, '2026-11-28 14:24:03.642175+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 900, 4, 200, 1, 'd2b5d19c-1194-4375-a3ee-229424776ce8'),
	('01a2228a-ae4a-72c0-90f6-d581f4680285', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.193', 42, 'success', NULL, '2026-11-28 14:24:03.658904+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 4, 200, 1, 'dda8bd2e-d217-4156-addd-4a92a0cec2d7'),
	('01a2228a-ae6f-7838-a525-ad8c66ecfffe', 'jobs', 'jobs', 'legacy', '250*******36', 'wamid.250780000036.196', 2, 'success', NULL, '2026-11-28 14:24:03.695627+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6689, 4, 200, 1, '90862256-e11b-4cbd-abb9-ef6eac887747'),
	('01a2228a-ae7e-7d6a-9b42-61630f0dbd0b', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.195', 43, 'success', NULL, '2026-11-28 14:24:03.710926+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2092, 4, 200, 1, '92d726fc-ede3-4267-a9f1-0fa7e18b1ab7'),
	('01a2228a-aeb6-75da-b32e-e1f4c8ac37ce', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.197', 42, 'success', NULL, '2026-11-28 14:24:03.766915+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 920, 4, 200, 1, 'f78afffc-4cb5-42e6-a492-1af476a6d3fa'),
	('01a2228a-aebb-7763-82f6-87b81ee98185', 'jobs', 'jobs', 'legacy', '250*******38', 'wamid.250780000038.198', 4, 'success', NULL, '2026-11-28 14:24:03.771143+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5522, 4, 200, 1, 'b74561ee-c7ae-402a-a2ec-345b4d72a3e6'),
	('01a2228a-aeff-7be9-8cc8-826b23b9cf22', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.200', 2, 'success', NULL, '2026-11-28 14:24:03.839499+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '103fec76-f8cf-4967-ac14-823558327118'),
	('01a2228a-af0b-7d41-bae8-6cf69b25f213', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.199', 52, 'success', NULL, '2026-11-28 14:24:03.851127+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4249, 4, 200, 1, '824f517b-83dd-40e1-a0df-759ed2fb700b');
INSERT INTO public.webhook_routing_logs VALUES
	('01a2228a-af29-7375-b2ae-eb43156d1f5d', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.201', 10, 'success', NULL, '2026-11-28 14:24:03.881046+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 4, 200, 1, 'dd57aea8-5a6d-4887-ab75-db8317187b15'),
	('01a2228a-af6e-718b-9756-fa8fee915515', 'jobs', 'jobs', 'legacy', '250*******02', 'wamid.250780000002.202', 44, 'success', NULL, '2026-11-28 14:24:03.950968+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 5488, 4, 200, 1, 'd2be210a-7b95-473d-a087-2788557ed7db'),
	('01a2228a-af9c-7c0b-9da8-8b1ed283a9d0', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.204', 5, 'success', NULL, '2026-11-28 14:24:03.996419+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 4, 200, 1, '0d5f7ac7-d033-4549-a9a1-71bfeec27583'),
	('01a2228a-af9e-70ab-a0b0-0441365a3cc0', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.203', 44, 'success', NULL, '2026-11-28 14:24:03.998894+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 4, 200, 1, '00de618e-6823-4b4f-ac34-c75857670e81'),
	('01a2228a-afee-7826-9f34-a877a682d7a8', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.205', 51, 'success', NULL, '2026-11-28 14:24:04.078984+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 4, 200, 1, '483fa4ae-cdfc-450e-a811-47123e60fb65'),
	('01a2228a-b036-72c8-b240-cb55c01a93bc', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.206', 54, 'success', NULL, '2026-11-28 14:24:04.150983+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 4, 200, 1, 'b9104667-dfb6-4545-aa25-34002855f194'),
	('01a2228a-b07a-7e50-89b8-d23a83503a75', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.207', 52, 'success', NULL, '2026-11-28 14:24:04.218966+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 4, 200, 1, 'c9ce0670-1acd-4911-a336-b69675cdb8b0'),
	('01a2228a-b081-7e85-bbde-c10fd7039a24', 'jobs', 'jobs', 'legacy', '250*******08', 'wamid.250780000008.208', 6, 'success', NULL, '2026-11-28 14:24:04.225398+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7150, 4, 200, 1, 'c7fd1e2d-bdd6-4e68-a9ed-58e3eec76638'),
	('01a2228a-b0b7-7f9c-81cc-d9546bedb069', 'jobs', 'jobs', 'legacy', '250*******09', 'wamid.250780000009.209', 6, 'success', NULL, '2026-11-28 14:24:04.279387+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 7278, 4, 200, 1, '5a2c553a-62b4-4418-a01f-779771a76229'),
	('01a2228a-b0df-7a37-8536-3bfd6a7f65af', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.210', 8, 'success', NULL, '2026-11-28 14:24:04.31926+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 4, 200, 1, '1a8d79ec-e41d-4e18-a06a-1ce20e965dbf'),
	('01a2228a-b107-70c8-98c2-21b58388826e', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.211', 9, 'success', NULL, '2026-11-28 14:24:04.359095+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 4, 200, 1, '108f4175-b247-4c1c-a1f5-4ceddc2bf65f'),
	('01a2228a-b137-78fc-8181-7285831d4cf5', 'jobs', 'jobs', 'legacy', '250*******12', 'wamid.250780000012.212', 6, 'success', NULL, '2026-11-28 14:24:04.407163+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 6404, 4, 200, 1, '8417643c-55ff-4fbd-ac7b-e96fa5355fe6'),
	('01a2228a-b165-7345-a009-81ff1d1fc1ed', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.213', 14, 'success', NULL, '2026-11-28 14:24:04.453723+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 5, 200, 1, 'd894d5b2-3d99-4de2-a0a0-79648933be77'),
	('01a2228a-b177-7af7-b2a7-f855235e32a3', 'jobs', 'jobs', 'legacy', '250*******99', 'flat.1', 9, 'success', NULL, '2026-11-28 14:24:04.471019+00', 'router', 'message', 'text', 'jobs', 'out_of_share', 9651, 5, 200, 1, 'da1208eb-590c-4715-afaf-69b5c9c05850'),
	('01a2228a-b1a4-7c4a-900e-f589565148bd', 'unified', 'jobs', 'unified', '250*******14', 'wamid.250780000014.214', 13, 'success', NULL, '2026-11-28 14:24:04.516092+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7264, 5, 200, 1, 'f8c5c354-d87d-47bb-a334-5c73cafbba6e'),
	('01a2228a-b1ea-70dc-a98b-a9a0771c8f18', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.215', 11, 'success', NULL, '2026-11-28 14:24:04.586244+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 5, 200, 1, 'a0a0bedb-bda3-475c-afa6-9d9eebe5faf6'),
	('01a2228a-b227-7d17-b4c8-726db35ba3fd', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.216', 4, 'success', NULL, '2026-11-28 14:24:04.647089+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5617, 5, 200, 1, '9d7ad1b7-b720-4f93-ad98-e9288165f51c'),
	('01a2228a-b261-725a-bd54-f86faa3e2021', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.217', 8, 'success', NULL, '2026-11-28 14:24:04.705722+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 5, 200, 1, 'b6311b32-72e7-4f5f-a88e-47fca4abde0a'),
	('01a2228a-b27d-7d6a-92f4-c5909b7b635c', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.218', 1, 'success', NULL, '2026-11-28 14:24:04.733068+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5368, 5, 200, 1, 'a33ed816-f176-4d39-a54f-0305cb0c33b7'),
	('01a2228a-b2b5-7e3d-8695-5b3d35552db0', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.219', 13, 'success', NULL, '2026-11-28 14:24:04.789113+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 5, 200, 1, '7c0b157a-2de4-4da8-ab5b-2498688e9caf'),
	('01a2228a-b2cf-722d-ad4e-77951254478a', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.220', 10, 'success', NULL, '2026-11-28 14:24:04.815375+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '6b0af357-670c-4431-a858-83ad20d6f08e'),
	('01a2228a-b2e9-75e1-a3aa-b37582f65d26', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.221', 1, 'success', NULL, '2026-11-28 14:24:04.841669+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 5, 200, 1, 'd589c518-dec6-4ee5-a60c-0d2fd4de5618'),
	('01a2228a-b332-779f-88e4-08762b6a8abc', 'unified', 'jobs', 'unified', '250*******22', 'wamid.250780000022.222', 42, 'success', NULL, '2026-11-28 14:24:04.914959+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6844, 5, 200, 1, 'deeaa2da-d0d2-4783-af1c-a98e6fa2b4c6'),
	('01a2228a-b337-71ce-ae60-e71355fcfecf', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.223', 12, 'success', NULL, '2026-11-28 14:24:04.919419+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 5, 200, 1, 'c98d5345-1541-425d-aabe-b6b79b1c336e'),
	('01a2228a-b36f-7ad2-b6d7-16be7c61371a', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.225', 1, 'success', NULL, '2026-11-28 14:24:04.97579+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 5, 200, 1, '78ad2de9-d2e3-4dce-a82f-11209221222f'),
	('01a2228a-b387-7de3-a19a-00463ab623d3', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.224', 59, 'success', NULL, '2026-11-28 14:24:04.999057+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 5, 200, 1, '8bb9234f-3638-4c0d-a571-c11d7196df51'),
	('01a2228a-b3bf-74a2-a864-5d92dd3d9402', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.226', 53, 'success', NULL, '2026-11-28 14:24:05.055306+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 5, 200, 1, '81e8d9e3-8f5f-4085-ab4e-2313a70fd1dc'),
	('01a2228a-b3bf-7014-807e-ec70e3beee91', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.227', 8, 'success', NULL, '2026-11-28 14:24:05.055624+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 5, 200, 1, 'b03b6bef-2b6b-4eb0-a6aa-a41e8bd7fddd'),
	('01a2228a-b3fc-7b8b-92dc-6f2104d673de', 'unified', 'jobs', 'unified', '250*******28', 'wamid.250780000028.228', 45, 'success', NULL, '2026-11-28 14:24:05.11608+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5403, 5, 200, 1, '4fbbdf73-3f87-4f1b-a273-03ed6a0c7cc0'),
	('01a2228a-b40f-7eb7-953f-5b8d63d41c40', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.229', 24, 'success', NULL, '2026-11-28 14:24:05.135482+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5973, 5, 200, 1, 'c0e8e5ad-99c5-4cd1-ab86-dd76b1c96fcd'),
	('01a2228a-b42f-7f3a-9b18-9143f21c70ae', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.230', 4, 'success', NULL, '2026-11-28 14:24:05.16718+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '23430beb-f021-4ee9-ad41-43a7aae31653'),
	('01a2228a-b45e-79b7-81e7-0c223617e7c2', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.231', 17, 'success', NULL, '2026-11-28 14:24:05.214049+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 5, 200, 1, '1215f101-36dd-40d2-a08e-8e257c5cd991'),
	('01a2228a-b477-7570-936a-292f11eb492f', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.232', 11, 'success', NULL, '2026-11-28 14:24:05.239449+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 5, 200, 1, '50895fed-4319-4270-a428-a7dfcc125217'),
	('01a2228a-b4b3-7297-8d7a-f39bc69438c8', 'unified', 'jobs', 'unified', '250*******34', 'wamid.250780000034.234', 1, 'success', NULL, '2026-11-28 14:24:05.299546+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 900, 5, 200, 1, '4324aa59-6508-4d10-adcd-f0d5cf15dbfd'),
	('01a2228a-b4c6-7dcc-8645-fd546d703ff6', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.233', 54, 'success', NULL, '2026-11-28 14:24:05.318907+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 5, 200, 1, '3ebc50d1-7159-45cf-a9d5-7ab28182b10a'),
	('01a2228a-b516-7c4f-87cf-4398d41fea63', 'unified', 'jobs', 'unified', '250*******36', 'wamid.250780000036.236', 13, 'success', NULL, '2026-11-28 14:24:05.398081+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6689, 5, 200, 1, '0faf5bb1-41b7-4c3d-a01b-cdc2df3cbcf0'),
	('01a2228a-b521-77e8-80bb-fb1593385d9d', 'unified', 'jobs', 'unified', '250*******35', 'wamid.250780000035.235', 58, 'success', NULL, '2026-11-28 14:24:05.40957+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2092, 5, 200, 1, '82465f39-29fd-4dfc-a3a5-4cc8cb7cff0f'),
	('01a2228a-b549-743c-9077-58264f38d989', 'unified', 'jobs', 'unified', '250*******38', 'wamid.250780000038.238', 1, 'success', NULL, '2026-11-28 14:24:05.449415+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5522, 5, 200, 1, 'a09a23c6-0e6f-4349-a961-48879b1aa9ce'),
	('01a2228a-b56a-7dc6-884c-b7c7ad89a35a', 'unified', 'jobs', 'unified', '250*******37', 'wamid.250780000037.237', 62, 'success', NULL, '2026-11-28 14:24:05.482893+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 920, 5, 200, 1, '3466c062-a68c-4c11-ab66-592f40cc0d40'),
	('01a2228a-b58e-78d5-8bf6-9fa0ea45a255', 'unified', 'jobs', 'unified', '250*******39', 'wamid.250780000039.239', 41, 'success', NULL, '2026-11-28 14:24:05.518997+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 4249, 5, 200, 1, '2a35070d-6ad6-428f-a44a-c3b6063f2415'),
	('01a2228a-b58f-71a6-96d3-80dc2bb1cc95', 'mobility', 'mobility', 'legacy', '250*******00', 'wamid.250780000000.240', 1, 'success', NULL, '2026-11-28 14:24:05.519084+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '7d968972-2d00-4676-a0a2-087b95a2c854'),
	('01a2228a-b5b7-7794-88bd-525555b83cee', 'jobs', 'jobs', 'legacy', '250*******01', 'wamid.250780000001.241', 8, 'success', NULL, '2026-11-28 14:24:05.559098+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9230, 5, 200, 1, 'acaa4302-08b5-4e2b-af63-8f423fbdc1ea'),
	('01a2228a-b5d5-727e-9293-b9f592958e2e', 'unified', 'jobs', 'unified', '250*******02', 'wamid.250780000002.242', 2, 'success', NULL, '2026-11-28 14:24:05.589788+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5488, 5, 200, 1, '616ce2b5-5fdb-4e02-a00f-e1efcd07bebb'),
	('01a2228a-b60b-76fd-aaba-fe5a242503e5', 'jobs', 'jobs', 'legacy', '250*******03', 'wamid.250780000003.243', 9, 'success', NULL, '2026-11-28 14:24:05.643967+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9022, 5, 200, 1, '605b9e51-7353-481f-a0d8-da6fa3465045'),
	('01a2228a-b62d-7196-9dd2-7c1c8996f71f', 'unified', 'jobs', 'unified', '250*******04', 'wamid.250780000004.244', 6, 'success', NULL, '2026-11-28 14:24:05.677187+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1129, 5, 200, 1, 'a66a1262-970c-4122-a5d9-04b1a6a9aa63'),
	('01a2228a-b654-7abd-aeb3-5b7d9f22de71', 'unified', 'jobs', 'unified', '250*******05', 'wamid.250780000005.245', 1, 'success', NULL, '2026-11-28 14:24:05.716585+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1308, 5, 200, 1, '2ed55fbc-c871-46cd-a545-c25ba300eb29'),
	('01a2228a-b68f-7cda-943f-a466529f7e12', 'unified', 'jobs', 'unified', '250*******06', 'wamid.250780000006.246', 6, 'success', NULL, '2026-11-28 14:24:05.775792+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1856, 5, 200, 1, '2653b0d7-c810-43ca-afbc-f3ec9d4bb1c0'),
	('01a2228a-b6d6-769d-8917-a28741bd703e', 'unified', 'jobs', 'unified', '250*******07', 'wamid.250780000007.247', 5, 'success', NULL, '2026-11-28 14:24:05.846936+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3595, 5, 200, 1, 'b27701fc-6db9-4607-ac89-f16adfa4fb95'),
	('01a2228a-b71a-7e77-ba6b-0fe5a2721353', 'unified', 'jobs', 'unified', '250*******08', 'wamid.250780000008.248', 20, 'success', NULL, '2026-11-28 14:24:05.914932+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7150, 5, 200, 1, '9dbd2262-e70d-45cf-a6de-2e8b4363c932'),
	('01a2228a-b757-7751-9ecd-babdd359fb79', 'unified', 'jobs', 'unified', '250*******09', 'wamid.250780000009.249', 12, 'success', NULL, '2026-11-28 14:24:05.975133+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7278, 5, 200, 1, 'b992b59e-4413-446b-a990-18be98cc6d9f'),
	('01a2228a-b782-7a61-8211-3c00d81815b8', 'mobility', 'mobility', 'legacy', '250*******10', 'wamid.250780000010.250', 4, 'success', NULL, '2026-11-28 14:24:06.018803+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '93260a8d-477d-402a-a91f-57de6e7ddb4f'),
	('01a2228a-b7a7-7979-9e24-074fe0bf29ba', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250780000011.251', 5, 'success', NULL, '2026-11-28 14:24:06.055042+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8680, 5, 200, 1, '641cd738-6c7e-45df-a206-35f3816add54'),
	('01a2228a-b7d3-7699-825d-96969f604f80', 'unified', 'jobs', 'unified', '250*******12', 'wamid.250780000012.252', 12, 'success', NULL, '2026-11-28 14:24:06.099425+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6404, 5, 200, 1, '810455a3-5b85-49d6-a01d-c346ba81fdd8'),
	('01a2228a-b816-7e77-9e96-36bd299349e4', 'unified', 'jobs', 'unified', '250*******13', 'wamid.250780000013.253', 15, 'success', NULL, '2026-11-28 14:24:06.166366+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2324, 5, 200, 1, '6adb7cd2-9076-4804-a5b5-c88864b38356'),
	('01a2228a-b863-70c4-8d16-f5480992cf2f', 'unified', 'jobs', 'unified', '250*******14', 'wamid.250780000014.254', 44, 'success', NULL, '2026-11-28 14:24:06.243392+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 7264, 5, 200, 1, '46d16c77-f79b-48de-a773-5e2c5a5b970e'),
	('01a2228a-b8a7-765c-a212-34557d178087', 'unified', 'jobs', 'unified', '250*******16', 'wamid.250780000016.256', 17, 'success', NULL, '2026-11-28 14:24:06.311532+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5617, 5, 200, 1, 'b40bbd3b-3074-45f8-aeaa-6a5418ea25a5'),
	('01a2228a-b8a7-75a2-a408-19af04f272f2', 'unified', 'jobs', 'unified', '250*******15', 'wamid.250780000015.255', 68, 'success', NULL, '2026-11-28 14:24:06.311781+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3261, 5, 200, 1, 'b4d03093-5f31-44fc-aaed-3cddc01d5837'),
	('01a2228a-b8c6-73d8-94a0-dee470cc09d1', 'jobs', 'jobs', 'legacy', '250*******17', 'wamid.250780000017.257', 3, 'success', NULL, '2026-11-28 14:24:06.342224+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 9684, 5, 200, 1, 'bb02f55b-364c-4b1b-aa69-eaaeca952100'),
	('01a2228a-b8f7-7a16-8ec7-b21dd548c0ae', 'unified', 'jobs', 'unified', '250*******18', 'wamid.250780000018.258', 23, 'success', NULL, '2026-11-28 14:24:06.391206+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5368, 5, 200, 1, '1a18a2dc-7907-4f38-a46f-aa3d1d9fc2ff'),
	('01a2228a-b903-7b09-969e-8c25cfe82b28', 'jobs', 'jobs', 'legacy', '250*******19', 'wamid.250780000019.259', 2, 'success', NULL, '2026-11-28 14:24:06.403507+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8971, 5, 200, 1, '667b6861-5cf6-4a0f-adb4-779901d81233'),
	('01a2228a-b952-7421-8dbb-b0eec31fe7c8', 'mobility', 'mobility', 'legacy', '250*******20', 'wamid.250780000020.260', 16, 'success', NULL, '2026-11-28 14:24:06.482876+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, 'd4862dd0-3318-4f44-a689-4be419bcd8ba'),
	('01a2228a-b97a-7de1-aa45-0a55f48439b1', 'unified', 'jobs', 'unified', '250*******21', 'wamid.250780000021.261', 4, 'success', NULL, '2026-11-28 14:24:06.522949+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3967, 5, 200, 1, '642e2415-cb55-4026-a5de-ec785e4a1c6c'),
	('01a2228a-b9d2-7f22-96de-eb4554901432', 'unified', 'jobs', 'unified', '250*******22', 'wamid.250780000022.262', 16, 'success', NULL, '2026-11-28 14:24:06.610953+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 6844, 5, 200, 1, 'd2ff963f-286a-4ef9-a347-d3757740405c'),
	('01a2228a-ba20-781b-9424-ee6881cbd9d0', 'unified', 'jobs', 'unified', '250*******23', 'wamid.250780000023.263', 49, 'success', NULL, '2026-11-28 14:24:06.68899+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 107, 5, 200, 1, '5e5310c9-60ed-4c9e-a9a2-38d5ff748299'),
	('01a2228a-ba66-7ee5-93f8-f894fe23947e', 'unified', 'jobs', 'unified', '250*******24', 'wamid.250780000024.264', 46, 'success', NULL, '2026-11-28 14:24:06.758967+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 241, 5, 200, 1, '3d1b017f-496b-4a6b-a951-dbea072eed1f'),
	('01a2228a-ba96-79e4-bf90-c12347246d0a', 'unified', 'jobs', 'unified', '250*******25', 'wamid.250780000025.265', 47, 'success', NULL, '2026-11-28 14:24:06.806945+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3519, 5, 200, 1, 'ada1b2b0-bb38-4543-a8b2-1059675e37a7'),
	('01a2228a-bacf-77cc-9308-ab6ea3be6ad8', 'unified', 'jobs', 'unified', '250*******26', 'wamid.250780000026.266', 44, 'success', NULL, '2026-11-28 14:24:06.863375+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1141, 5, 200, 1, '3da55fa9-afe7-4e55-af06-af6373b5b83e'),
	('01a2228a-bb12-7568-aebb-0599cc32e9e2', 'unified', 'jobs', 'unified', '250*******27', 'wamid.250780000027.267', 52, 'success', NULL, '2026-11-28 14:24:06.93092+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 1354, 5, 200, 1, 'bfde5481-828b-4121-a1ba-a6b59ba699e1'),
	('01a2228a-bb66-7cc1-95e4-062e11a69f6c', 'unified', 'jobs', 'unified', '250*******28', 'wamid.250780000028.268', 52, 'success', NULL, '2026-11-28 14:24:07.014773+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5403, 5, 200, 1, '28e1775e-727d-482f-ad70-6fe467e45cde'),
	('01a2228a-bb9a-7b80-83d5-0b9b05281565', 'unified', 'jobs', 'unified', '250*******29', 'wamid.250780000029.269', 46, 'success', NULL, '2026-11-28 14:24:07.066904+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 5973, 5, 200, 1, '8c7e59bd-0147-4888-aade-fb981bf2c6f7'),
	('01a2228a-bbb6-758f-a914-93c7571b0363', 'mobility', 'mobility', 'legacy', '250*******30', 'wamid.250780000030.270', 6, 'success', NULL, '2026-11-28 14:24:07.0944+00', 'whatsapp', 'message', 'text', 'mobility', 'protected', NULL, 5, 200, 1, '1e5da414-7e96-4721-a5dc-e482eb29de6c'),
	('01a2228a-bbfa-752d-8e87-5c16f6dbe007', 'jobs', 'jobs', 'legacy', '250*******31', 'wamid.250780000031.271', 16, 'success', NULL, '2026-11-28 14:24:07.162943+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8772, 5, 200, 1, '7c7fea70-d9ce-4c87-a45f-73f0ae6576ca'),
	('01a2228a-bc31-7a2d-8a61-61986878253d', 'unified', 'jobs', 'unified', '250*******32', 'wamid.250780000032.272', 2, 'success', NULL, '2026-11-28 14:24:07.217125+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 2242, 5, 200, 1, '0b5efd51-6c84-46df-a500-d3ff44284eb8'),
	('01a2228a-bc7c-785a-b519-f3b185604875', 'unified', 'jobs', 'unified', '250*******33', 'wamid.250780000033.273', 1, 'success', NULL, '2026-11-28 14:24:07.292009+00', 'whatsapp', 'message', 'text', 'jobs', 'in_share', 3702, 5, 200, 1, 'd9b83bcd-6129-4586-a68b-e8571e458500'),
	('01a2228a-bcba-721c-83b8-2ce14760936b', 'jobs', 'jobs', 'legacy', '250*******00', 'wamid.250781000000.0', 14, 'error', 'HTTP 400: a bug', '2026-11-28 14:24:07.354967+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8531, 5, 400, 1, 'c269b5d7-14b9-435e-a02b-a9c69fb99c14'),
	('01a2228a-bcf3-7d15-aea7-e7ccba5b478d', 'jobs', 'jobs', 'legacy', '250*******00', 'wamid.250781000000.1', 13, 'error', 'HTTP 400: a bug', '2026-11-28 14:24:07.411289+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8531, 5, 400, 1, 'a1eb12bd-32f1-4d72-ad81-c808ca003bfd'),
	('01a2228a-bd2e-73d4-967d-2ab560979592', 'jobs', 'jobs', 'legacy', '250*******00', 'wamid.250781000000.2', 10, 'error', 'HTTP 400: a bug', '2026-11-28 14:24:07.470815+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8531, 5, 400, 1, 'b561c7e8-99ad-4684-a961-c37e30334f0a'),
	('01a2228a-bd6d-7d78-b865-f290392f4901', 'jobs', 'jobs', 'legacy', '250*******00', 'wamid.250781000000.3', 20, 'error', 'HTTP 400: a bug', '2026-11-28 14:24:07.533896+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8531, 5, 400, 1, '16bf2829-e907-4b66-ad16-b06c750a5b35'),
	('01a2228a-f501-78a9-925b-9b3123e3800b', 'jobs', 'jobs', 'legacy', '250*******00', 'wamid.250781000000.0', 5, 'success', NULL, '2026-11-28 14:24:21.761348+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8531, 5, 200, 1, 'c269b5d7-14b9-435e-a02b-a9c69fb99c14'),
	('01a2228b-9762-7744-823b-d886d234f904', 'jobs', 'jobs', 'legacy', '250*******11', 'wamid.250782000011.0', 23, 'error', 'HTTP 503: down', '2026-11-28 14:25:03.330854+00', 'whatsapp', 'message', 'text', 'jobs', 'out_of_share', 8184, 5, 503, 1, '19bf916b-a75a-4849-a1ef-bca1cc81b2df');

INSERT INTO public.webhook_protected_domains VALUES
	('mobility', 'mobility', '2026-11-28 14:23:07.54438+00');

INSERT INTO public.webhook_routing_config VALUES
	('9458e14d-61b4-4105-98ff-b9961fde734b', 75.00, true, '{jobs}', '2026-11-28 14:23:01.403034+00', '2026-11-28 14:24:04.365185+00', '546192b36585411f9450048bdbd4b0cb', 5, 'hookshift controller', 'stage 1 (50 %) passed every gate after 7 s');

INSERT INTO public.webhook_routing_config_audit OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-28 14:23:08.88062+00', 'postgres', 'postgres', 'hookshift tests', NULL, 'UPDATE', '9458e14d-61b4-4105-98ff-b9961fde734b', 2, true, 5.00, 5.00, true, true, '{jobs,marketplace,property}', '{jobs}', false, NULL),
	(2, '2026-11-28 14:23:14.695137+00', 'ada@gateway-1', 'postgres', 'hookshift cli', NULL, 'UPDATE', '9458e14d-61b4-4105-98ff-b9961fde734b', 3, true, 5.00, 0.00, true, true, '{jobs}', '{jobs}', false, 'a rollout is to do it'),
	(3, '2026-11-28 14:23:56.045138+00', 'ada@gateway-1', 'postgres', 'hookshift cli', NULL, 'UPDATE', '9458e14d-61b4-4105-98ff-b9961fde734b', 4, true, 0.00, 50.00, true, true, '{jobs}', '{jobs}', false, 'rollout started'),
	(4, '2026-11-28 14:24:04.366271+00', 'hookshift controller', 'postgres', 'hookshift controller', NULL, 'UPDATE', '9458e14d-61b4-4105-98ff-b9961fde734b', 5, true, 50.00, 75.00, true, true, '{jobs}', '{jobs}', false, 'stage 1 (50 %) passed every gate after 7 s');

INSERT INTO public.webhook_routing_logs_before_hookshift VALUES
	('e4e31577-4607-40a9-b9e3-7f3d01389180', 'wa-webhook-jobs', 'jobs', 'legacy', '250780000001', 'wamid.before', 120, 'success', NULL, '2026-11-28 14:23:01.478686+00');

SELECT pg_catalog.setval('hookshift.alert_news_id_seq', 1, true);

SELECT pg_catalog.setval('hookshift.alerts_id_seq', 3, true);

SELECT pg_catalog.setval('hookshift.api_sessions_id_seq', 1, true);

SELECT pg_catalog.setval('hookshift.api_tokens_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.config_version', 5, true);

SELECT pg_catalog.setval('hookshift.dead_letter_actions_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.deliverers_id_seq', 2, true);

SELECT pg_catalog.setval('hookshift.deliveries_id_seq', 286, true);

SELECT pg_catalog.setval('hookshift.ledger_id_seq', 550, true);

SELECT pg_catalog.setval('hookshift.losses_id_seq', 1, false);

SELECT pg_catalog.setval('hookshift.rollout_entries_id_seq', 5, true);

SELECT pg_catalog.setval('hookshift.rollout_verdicts_id_seq', 36, true);

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


