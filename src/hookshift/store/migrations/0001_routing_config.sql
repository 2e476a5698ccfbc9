-- The routing configuration, who changed it, and the domains that no rollout may touch.
-- Every statement can run again, and on top of the runbook's own SQL.

-- hookshift's own objects stay out of schema public, whose new tables Supabase opens to anon.
CREATE SCHEMA IF NOT EXISTS hookshift;

-- What Supabase, or a default privilege, gave away is taken back. service_role keeps its grants:
-- it belongs to the operator's own functions, such as the runbook's router.
CREATE OR REPLACE FUNCTION hookshift.close_object(kind text, object text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  stranger text;
BEGIN
  EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC', kind, object);
  FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
    EXECUTE format('REVOKE ALL ON %s %s FROM %I', kind, object, stranger);
  END LOOP;
END $$;

-- Row security without a policy shows strangers nothing even if a grant slips through.
CREATE OR REPLACE FUNCTION hookshift.close_table(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hookshift.close_object('TABLE', target::text);
  IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = target) THEN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  END IF;
END $$;

-- A configuration is compared and rolled back by its version, so versions never repeat.
CREATE SEQUENCE IF NOT EXISTS hookshift.config_version;

-- The runbook's table, for an installation that has not got it yet.
CREATE TABLE IF NOT EXISTS public.webhook_routing_config (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  percentage DECIMAL(5,2) NOT NULL DEFAULT 0.00,
  enabled BOOLEAN NOT NULL DEFAULT false,
  domains TEXT[] NOT NULL DEFAULT ARRAY['jobs', 'marketplace', 'property']::TEXT[],
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- salt keeps people on their side; the others say what this configuration is and who wanted it.
ALTER TABLE public.webhook_routing_config
  ADD COLUMN IF NOT EXISTS salt TEXT,
  ADD COLUMN IF NOT EXISTS version BIGINT,
  ADD COLUMN IF NOT EXISTS updated_by TEXT,
  ADD COLUMN IF NOT EXISTS reason TEXT;

-- The runbook's table has no check, so rows may already hold what the check below would refuse.
DO $$
DECLARE
  wrong text;
BEGIN
  SELECT string_agg(format('%s (percentage %s)', id, percentage), ', ') INTO wrong
  FROM public.webhook_routing_config WHERE NOT percentage BETWEEN 0 AND 100;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'webhook_routing_config has rows whose percentage is not 0 to 100: %', wrong
      USING HINT = 'Correct or delete these rows, then migrate again.', ERRCODE = 'check_violation';
  END IF;
END $$;

-- Rows made by the runbook's SQL share one salt: whichever becomes active, people stay put.
WITH fresh AS (SELECT replace(gen_random_uuid()::text, '-', '') AS salt)
UPDATE public.webhook_routing_config
SET salt = fresh.salt, version = nextval('hookshift.config_version'), updated_by = session_user
FROM fresh
WHERE webhook_routing_config.version IS NULL;

-- The trigger below fills both in, so only an empty or oversized salt can fail here.
ALTER TABLE public.webhook_routing_config
  ALTER COLUMN salt SET NOT NULL,
  ALTER COLUMN version SET NOT NULL;

-- NaN counts as larger than every number, so BETWEEN refuses it. 64 bytes is blake2b's key limit.
ALTER TABLE public.webhook_routing_config
  DROP CONSTRAINT IF EXISTS webhook_routing_config_percentage_check,
  ADD CONSTRAINT webhook_routing_config_percentage_check CHECK (percentage BETWEEN 0 AND 100),
  DROP CONSTRAINT IF EXISTS webhook_routing_config_salt_check,
  ADD CONSTRAINT webhook_routing_config_salt_check CHECK (octet_length(salt) BETWEEN 1 AND 64),
  DROP CONSTRAINT IF EXISTS webhook_routing_config_domains_check,
  ADD CONSTRAINT webhook_routing_config_domains_check
    CHECK (array_position(domains, NULL) IS NULL);

-- Domains whose handler is protected; hookshift copies them here from its settings file.
CREATE TABLE IF NOT EXISTS public.webhook_protected_domains (
  domain TEXT PRIMARY KEY,
  handler TEXT NOT NULL,
  added_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Every change of the configuration. For an INSERT, old_* is what was active before; for a DELETE
-- of the active row, new_* is what is active afterwards: what the gateways went through.
CREATE TABLE IF NOT EXISTS public.webhook_routing_config_audit (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  actor TEXT NOT NULL,
  login_role TEXT NOT NULL DEFAULT session_user,
  application_name TEXT DEFAULT current_setting('application_name', true),
  client_addr INET DEFAULT inet_client_addr(),
  operation TEXT NOT NULL,
  config_id UUID NOT NULL,
  version BIGINT NOT NULL,
  active BOOLEAN NOT NULL, -- whether the row decided routing after (DELETE: before) the change
  old_percentage DECIMAL(5,2),
  new_percentage DECIMAL(5,2),
  old_enabled BOOLEAN,
  new_enabled BOOLEAN,
  old_domains TEXT[],
  new_domains TEXT[],
  salt_changed BOOLEAN NOT NULL,
  reason TEXT
);

-- Changes are made one after the other, so that versions grow in the order of their commits. At
-- the start of a statement, before any row is locked: the other order would deadlock.
CREATE OR REPLACE FUNCTION hookshift.one_change_at_a_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1752132459, 2);
  RETURN NULL;
END $$;

-- The row that decides. The runbook orders by created_at alone, which leaves ties to chance.
CREATE OR REPLACE FUNCTION hookshift.active_config() RETURNS public.webhook_routing_config
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1
$$;

-- Stamps every change, whoever makes it. SECURITY DEFINER because the operator's own role may
-- change the configuration without rights in schema hookshift.
CREATE OR REPLACE FUNCTION hookshift.stamp_config() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- Invariant 4: no rollout can touch a protected handler. Also asked when a change makes another
-- row the active one, such as a DELETE.
CREATE OR REPLACE FUNCTION hookshift.refuse_protected_domains() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- The same invariant from the other side.
CREATE OR REPLACE FUNCTION hookshift.refuse_protecting_active() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.domain = ANY ((hookshift.active_config()).domains) THEN
    RAISE EXCEPTION 'webhook_protected_domains: % is in the active rollout', NEW.domain
      USING HINT = 'Take it out of webhook_routing_config.domains first.',
            ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

-- Writes the audit and wakes the gateways; both happen at commit or not at all.
CREATE OR REPLACE FUNCTION hookshift.audit_config() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- A trail that can be rewritten proves nothing; an emptied configuration would leave no trace.
CREATE OR REPLACE FUNCTION hookshift.refuse_operation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME
    USING HINT = TG_ARGV[0], ERRCODE = 'insufficient_privilege';
END $$;

-- PostgreSQL 14 has CREATE OR REPLACE TRIGGER, so a second run changes nothing.
CREATE OR REPLACE TRIGGER a_one_change_at_a_time
  BEFORE INSERT OR UPDATE OR DELETE ON public.webhook_routing_config
  FOR EACH STATEMENT EXECUTE FUNCTION hookshift.one_change_at_a_time();
CREATE OR REPLACE TRIGGER b_refuse_protected_domains
  BEFORE INSERT OR UPDATE ON public.webhook_routing_config
  FOR EACH ROW EXECUTE FUNCTION hookshift.refuse_protected_domains();
CREATE OR REPLACE TRIGGER c_stamp
  BEFORE INSERT OR UPDATE ON public.webhook_routing_config
  FOR EACH ROW EXECUTE FUNCTION hookshift.stamp_config();
CREATE OR REPLACE TRIGGER d_audit
  AFTER INSERT OR UPDATE OR DELETE ON public.webhook_routing_config
  FOR EACH ROW EXECUTE FUNCTION hookshift.audit_config();
CREATE OR REPLACE TRIGGER e_refuse_protected_active
  AFTER UPDATE OR DELETE ON public.webhook_routing_config
  FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_protected_domains();
CREATE OR REPLACE TRIGGER refuse_truncate
  BEFORE TRUNCATE ON public.webhook_routing_config
  FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_operation('Use DELETE, which is audited.');
CREATE OR REPLACE TRIGGER a_one_change_at_a_time
  BEFORE INSERT OR UPDATE ON public.webhook_protected_domains
  FOR EACH STATEMENT EXECUTE FUNCTION hookshift.one_change_at_a_time();
CREATE OR REPLACE TRIGGER b_refuse_protecting_active
  BEFORE INSERT OR UPDATE ON public.webhook_protected_domains
  FOR EACH ROW EXECUTE FUNCTION hookshift.refuse_protecting_active();
CREATE OR REPLACE TRIGGER append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON public.webhook_routing_config_audit
  FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_operation('The audit is append-only.');

-- The runbook's overload would make update_routing_percentage(10.00) mean the unchecked function.
DROP FUNCTION IF EXISTS public.update_routing_percentage(numeric);

-- Sets the active row's percentage. reason and actor end up in the row and in the audit.
CREATE OR REPLACE FUNCTION public.update_routing_percentage(
  new_percentage NUMERIC, reason TEXT DEFAULT NULL, actor TEXT DEFAULT NULL
) RETURNS public.webhook_routing_config
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
END $$;

-- The runbook's first row, at 0 %. Its ON CONFLICT (id) never conflicts, so ask for a row instead.
INSERT INTO public.webhook_routing_config (percentage, domains, enabled)
SELECT 0.00, ARRAY['jobs', 'marketplace', 'property']::TEXT[], true
WHERE NOT EXISTS (SELECT FROM public.webhook_routing_config);
