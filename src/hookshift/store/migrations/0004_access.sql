-- Who may see what: the owner everything, hookshift_stats_reader the statistics, others nothing.

-- Takes back whatever strangers were given on anything of hookshift's, partitions included.
CREATE OR REPLACE FUNCTION hookshift.close_everything() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

-- Now, and again at the end of every later migration that makes something.
SELECT hookshift.close_everything();

-- Belongs to the whole server, so another database may have made it; where making roles is not
-- allowed, hookshift works without it.
DO $$
BEGIN
  CREATE ROLE hookshift_stats_reader NOLOGIN;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE NOTICE 'role hookshift_stats_reader is not made: this login has no CREATEROLE';
END $$;

-- The statistics and nothing else. The view reads the log with its owner's rights.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hookshift_stats_reader') THEN
    GRANT USAGE ON SCHEMA public TO hookshift_stats_reader;
    GRANT SELECT ON public.webhook_routing_stats TO hookshift_stats_reader;
  END IF;
END $$;
