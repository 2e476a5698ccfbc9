-- name: snapshot
-- The row that decides: the newest, ties by id.
SELECT version, enabled, percentage, domains, salt
FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: active
-- The same row with what people want to know about it.
SELECT percentage, enabled, domains, version, updated_at, updated_by, reason
FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: set_percentage
-- The runbook's function, with who and why.
SELECT (public.update_routing_percentage($1::numeric, $2::text, $3::text)).version;

-- name: foreign_functions
-- Called like the runbook's function, and not hookshift's.
SELECT name FROM hookshift.foreign_percentage_functions() AS name;

-- name: is_replaced
-- Whether somebody has put his own function, such as the runbook's, in the place of hookshift's.
SELECT NOT EXISTS (
  SELECT FROM pg_catalog.pg_proc WHERE proconfig IS NOT NULL
    AND oid = to_regprocedure('public.update_routing_percentage(numeric)'));

-- name: restore_function
-- Puts hookshift's back.
SELECT hookshift.restore_percentage_function();

-- name: name_the_change
-- For the statement that follows in this transaction; read by the triggers.
SELECT set_config('hookshift.actor', $1, true), set_config('hookshift.reason', $2, true);

-- name: set_enabled
-- Disabling sends everybody to legacy and keeps the percentage.
UPDATE public.webhook_routing_config SET enabled = $1
WHERE id = (SELECT id FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1)
RETURNING version;

-- name: previous_percentage
-- What the active percentage was before it last changed.
SELECT old_percentage FROM public.webhook_routing_config_audit
WHERE active AND old_percentage IS DISTINCT FROM new_percentage AND old_percentage IS NOT NULL
ORDER BY id DESC LIMIT 1;

-- name: history
-- Newest first.
SELECT at, actor, operation, version, old_percentage, new_percentage, old_enabled, new_enabled,
       old_domains, new_domains, salt_changed, reason, application_name, client_addr
FROM public.webhook_routing_config_audit WHERE active ORDER BY id DESC LIMIT $1;

-- name: protect
-- Only adds: another gateway's settings may protect more.
INSERT INTO public.webhook_protected_domains (domain, handler)
SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (domain) DO NOTHING;
