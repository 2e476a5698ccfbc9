-- `hookshift set N --drain`: people below the former percentage who are in the middle of a
-- conversation with unified finish it there.
ALTER TABLE public.webhook_routing_config ADD COLUMN IF NOT EXISTS drain_from DECIMAL(5,2);

-- As before (0001_routing_config.sql), and: every change ends a drain, so that whoever was finishing
-- is moved at once, unless it is itself a fall that says so.
CREATE OR REPLACE FUNCTION hookshift.stamp_config() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  given text := nullif(current_setting('hookshift.reason', true), '');
BEGIN
  NEW.version := nextval('hookshift.config_version');
  NEW.updated_at := clock_timestamp();
  NEW.updated_by := coalesce(nullif(current_setting('hookshift.actor', true), ''), session_user);
  NEW.drain_from := NULL;
  IF TG_OP = 'INSERT' THEN
    NEW.reason := coalesce(given, NEW.reason);
    NEW.salt := coalesce(NEW.salt, (hookshift.active_config()).salt,
                         replace(gen_random_uuid()::text, '-', ''));
    RETURN NEW;
  END IF;
  IF NEW.reason IS NOT DISTINCT FROM OLD.reason THEN
    -- Not set by this change: the previous change's reason is not this one's.
    NEW.reason := given;
  END IF;
  IF current_setting('hookshift.drain', true) = 'on' AND OLD.enabled AND NEW.enabled
     AND NEW.percentage < OLD.percentage AND NEW.salt = OLD.salt THEN
    NEW.drain_from := greatest(OLD.percentage, OLD.drain_from);
  END IF;
  RETURN NEW;
END $$;
