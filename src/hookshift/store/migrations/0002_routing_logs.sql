-- The decisions, one partition per UTC day, and the runbook's view over the last hour of them.

-- The runbook's log table cannot become a partitioned one. It is kept beside the new table, with
-- its names out of the way.
DO $$
DECLARE
  name text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('public.webhook_routing_logs')
                 AND relkind = 'r') THEN
    RETURN;
  END IF;
  IF to_regclass('public.webhook_routing_logs_before_hookshift') IS NOT NULL THEN
    RAISE EXCEPTION 'webhook_routing_logs is not partitioned, and the name it would be kept under, '
      'webhook_routing_logs_before_hookshift, is taken'
      USING HINT = 'Rename or drop one of the two, then migrate again.';
  END IF;
  ALTER TABLE public.webhook_routing_logs RENAME TO webhook_routing_logs_before_hookshift;
  FOR name IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
              AND tablename = 'webhook_routing_logs_before_hookshift' LOOP
    EXECUTE format('ALTER INDEX public.%I RENAME TO %I',
                   name, left(name, 45) || '_before_hookshift');
  END LOOP;
END $$;

-- Columns in the order in which the gateway writes them. Those after created_at explain the
-- decision; they can be NULL so that the runbook's own router can still write its rows.
CREATE TABLE IF NOT EXISTS public.webhook_routing_logs (
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  webhook_name TEXT NOT NULL,
  domain TEXT,
  routed_to TEXT NOT NULL, -- 'unified' or 'legacy'
  from_number TEXT,
  message_id TEXT,
  response_time_ms INTEGER,
  status TEXT, -- 'success' or 'error'
  error_message TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  source TEXT,
  event_kind TEXT,
  event_type TEXT,
  rule TEXT,
  reason TEXT,
  bucket INTEGER,
  config_version BIGINT,
  handler_status INTEGER,
  attempt INTEGER,
  correlation_id TEXT,
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

-- Holds all that the view and the gates read, so that an hour is read from the index alone.
CREATE INDEX IF NOT EXISTS idx_routing_logs_created_at ON public.webhook_routing_logs
  (created_at DESC) INCLUDE (domain, routed_to, status, response_time_ms, config_version);

-- The error analysis asks for one status within an hour; time second spares it the day's others.
CREATE INDEX IF NOT EXISTS idx_routing_logs_status
  ON public.webhook_routing_logs (status, created_at DESC);

-- One domain's latest rows.
CREATE INDEX IF NOT EXISTS idx_routing_logs_domain
  ON public.webhook_routing_logs (domain, created_at DESC);

-- Asked of the table, not of to_regclass: the latter may answer from a cache that has not heard of
-- what another session committed while this one waited for a lock.
CREATE OR REPLACE FUNCTION hookshift.has_table(name TEXT) RETURNS boolean
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM pg_class
                 WHERE relname = $1 AND relnamespace = 'hookshift'::regnamespace)
$$;

-- Makes one day's partition; false if it was there. Built apart and then attached: ATTACH lets
-- readers and writers go on, CREATE ... PARTITION OF would make them wait for each other.
CREATE OR REPLACE FUNCTION hookshift.make_log_partition(day DATE) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
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

-- Today's partition (UTC) and those of the next `ahead` days; the number made.
CREATE OR REPLACE FUNCTION hookshift.make_log_partitions(ahead INTEGER) RETURNS integer
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer
  FROM generate_series(0, ahead) AS day
  WHERE hookshift.make_log_partition((now() AT TIME ZONE 'UTC')::date + day)
$$;

-- Drops the partitions of days before today (UTC) minus `retention_days`; the number dropped.
-- DROP waits for readers, and whoever comes next waits for DROP: so it gives up soon, and the
-- rest is left for the next call.
CREATE OR REPLACE FUNCTION hookshift.drop_log_partitions(retention_days INTEGER) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS $$
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
END $$;

-- A first week, so that rows can be written at once.
SELECT hookshift.make_log_partitions(7);

-- The runbook's view, word for word.
CREATE OR REPLACE VIEW public.webhook_routing_stats AS
SELECT
  domain,
  routed_to,
  COUNT(*) as request_count,
  AVG(response_time_ms) as avg_response_ms,
  PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY response_time_ms) as p95_ms,
  SUM(CASE WHEN status = 'error' THEN 1 ELSE 0 END) as error_count,
  (SUM(CASE WHEN status = 'error' THEN 1 ELSE 0 END)::DECIMAL / NULLIF(COUNT(*), 0)) * 100 as error_rate_pct,
  MAX(created_at) as last_request
FROM public.webhook_routing_logs
WHERE created_at > now() - interval '1 hour'
GROUP BY domain, routed_to
ORDER BY domain, routed_to;
