-- name: snapshot
-- The row that decides: the newest, ties by id.
SELECT version, enabled, percentage, domains, salt
FROM webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: active
-- The same row with what people want to know about it.
SELECT percentage, enabled, domains, version, updated_at, updated_by, reason
FROM webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: set_percentage
-- The runbook's function, with who and why.
SELECT (update_routing_percentage($1, $2, $3)).version;

-- name: name_the_change
-- For the statement that follows in this transaction; read by the triggers.
SELECT set_config('hookshift.actor', $1, true), set_config('hookshift.reason', $2, true);

-- name: set_enabled
-- Disabling sends everybody to legacy and keeps the percentage.
UPDATE webhook_routing_config SET enabled = $1
WHERE id = (SELECT id FROM webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1)
RETURNING version;

-- name: previous_percentage
-- What the active percentage was before it last changed.
SELECT old_percentage FROM webhook_routing_config_audit
WHERE active AND old_percentage IS DISTINCT FROM new_percentage AND old_percentage IS NOT NULL
ORDER BY id DESC LIMIT 1;

-- name: history
-- Newest first.
SELECT at, actor, operation, version, old_percentage, new_percentage, old_enabled, new_enabled,
       old_domains, new_domains, salt_changed, reason, application_name, client_addr
FROM webhook_routing_config_audit WHERE active ORDER BY id DESC LIMIT $1;

-- name: protect
-- Only adds: another gateway's settings may protect more.
INSERT INTO webhook_protected_domains (domain, handler)
SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (domain) DO NOTHING;
