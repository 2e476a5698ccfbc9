-- The runbook's SQL may be run before this schema, after it and again, at any share.
--
-- It makes update_routing_percentage(numeric) and inserts a first row. Beside a function with
-- defaults that made every call with one number "not unique", and the row became the active one, at
-- 0 %. So the function with one parameter is hookshift's own, the one with a reason has it without a
-- default, and a first row is left out where there is one.

-- Who was given the right to execute the former function keeps it.
DO $$
DECLARE
  former oid := to_regprocedure('public.update_routing_percentage(numeric, text, text)');
BEGIN
  PERFORM set_config('hookshift.grantees', coalesce((
    SELECT string_agg(quote_ident(r.rolname), ', ')
    FROM pg_proc p CROSS JOIN aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee
    WHERE p.oid = former AND a.grantee <> p.proowner AND a.privilege_type = 'EXECUTE'), ''), true);
END $$;
DROP FUNCTION IF EXISTS public.update_routing_percentage(numeric, text, text);

-- Sets the active row's percentage. reason and actor end up in the row and in the audit.
CREATE FUNCTION public.update_routing_percentage(
  new_percentage NUMERIC, reason TEXT, actor TEXT DEFAULT NULL
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

-- The runbook's function, with its very signature: the runbook's SQL then replaces it, which does no
-- harm, as triggers and checks hold whoever changes the table. This puts hookshift's back.
CREATE OR REPLACE FUNCTION hookshift.restore_percentage_function() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $restore$
BEGIN
  CREATE OR REPLACE FUNCTION public.update_routing_percentage(new_percentage NUMERIC)
  RETURNS public.webhook_routing_config
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    RETURN public.update_routing_percentage(new_percentage, NULL::text, NULL::text);
  END $$;
END $restore$;
SELECT hookshift.restore_percentage_function();

-- Functions of that name that are not hookshift's: a call with one number may mean one of them, or
-- fail as not unique.
CREATE OR REPLACE FUNCTION hookshift.foreign_percentage_functions() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.proname = 'update_routing_percentage' AND n.nspname = 'public'
    AND p.oid IS DISTINCT FROM to_regprocedure('public.update_routing_percentage(numeric)')
    AND p.oid IS DISTINCT FROM
      to_regprocedure('public.update_routing_percentage(numeric, text, text)')
  ORDER BY 1
$$;

-- "ON CONFLICT (id) DO NOTHING", as in the runbook, means a first row. Its id is a new one each
-- time, so it never conflicts by itself.
CREATE OR REPLACE FUNCTION hookshift.leave_out_first_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.percentage = 0 AND NEW.reason IS NULL
     AND current_query() ~* 'on\s+conflict\s*\(\s*id\s*\)\s*do\s+nothing'
     AND EXISTS (SELECT FROM public.webhook_routing_config) THEN
    RAISE WARNING 'webhook_routing_config has a row already; it stays as it is'
      USING HINT = 'To go back to 0 %: SELECT update_routing_percentage(0);';
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_leave_out_first_row
  BEFORE INSERT ON public.webhook_routing_config
  FOR EACH ROW EXECUTE FUNCTION hookshift.leave_out_first_row();

SELECT hookshift.close_everything();

DO $$
DECLARE
  grantees text := current_setting('hookshift.grantees', true);
BEGIN
  IF grantees <> '' THEN
    EXECUTE 'GRANT EXECUTE ON FUNCTION public.update_routing_percentage(numeric), '
      'public.update_routing_percentage(numeric, text, text) TO ' || grantees;
  END IF;
END $$;
