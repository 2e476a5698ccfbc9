-- name: snapshot
-- The active row: the newest, ties by id; and the lowest share of the last hours, if one was lower.
SELECT version, enabled, percentage, domains, salt, (
  SELECT min(CASE WHEN old_enabled THEN old_percentage ELSE 0 END)
  FROM public.webhook_routing_config_audit AS audit
  WHERE audit.active AND audit.old_percentage IS NOT NULL
    AND audit.at > now() - make_interval(hours => $1)
) AS lowest, extract(epoch FROM updated_at)::bigint AS since,
  CASE WHEN updated_at > now() - make_interval(hours => $1) THEN drain_from END AS drain_from
FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: active
-- The active row, with who changed it and why.
SELECT percentage, enabled, domains, version, updated_at, updated_by, reason
FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: set_percentage
-- Calls the runbook's function, with actor and reason.
SELECT (public.update_routing_percentage($1::numeric, $2::text, $3::text)).version;

-- name: drain
-- The next fall of the percentage in this transaction lets conversations with unified finish there.
SELECT set_config('hookshift.drain', 'on', true);

-- name: foreign_functions
-- Functions that are called like the runbook's and are not hookshift's.
SELECT name FROM hookshift.foreign_percentage_functions() AS name;

-- name: is_replaced
-- Whether somebody has replaced hookshift's function by another, such as the runbook's.
SELECT NOT EXISTS (
  SELECT FROM pg_catalog.pg_proc WHERE proconfig IS NOT NULL
    AND oid = to_regprocedure('public.update_routing_percentage(numeric)'));

-- name: restore_function
-- Restores hookshift's function.
SELECT hookshift.restore_percentage_function();

-- name: name_the_change
-- Names actor and reason of the next statement in this transaction, for the triggers.
SELECT set_config('hookshift.actor', $1, true), set_config('hookshift.reason', $2, true);

-- name: set_enabled
-- Enables or disables routing; disabled, everybody goes to legacy and the percentage stays.
UPDATE public.webhook_routing_config SET enabled = $1
WHERE id = (SELECT id FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1)
RETURNING version;

-- name: previous_percentage
-- What the active percentage was before it last changed.
SELECT old_percentage FROM public.webhook_routing_config_audit
WHERE active AND old_percentage IS DISTINCT FROM new_percentage AND old_percentage IS NOT NULL
ORDER BY id DESC LIMIT 1;

-- name: history
-- Changes of the configuration, newest first.
SELECT at, actor, operation, version, old_percentage, new_percentage, old_enabled, new_enabled,
       old_domains, new_domains, salt_changed, reason, application_name, client_addr
FROM public.webhook_routing_config_audit WHERE active ORDER BY id DESC LIMIT $1;

-- name: protect
-- Adds protected domains; none is removed, as another gateway's settings may protect more.
INSERT INTO public.webhook_protected_domains (domain, handler)
SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (domain) DO NOTHING;
