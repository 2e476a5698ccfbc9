-- name: place
-- The largest ids of both histories $1 seconds ago.
SELECT coalesce((SELECT id FROM hookshift.rollout_entries
                 WHERE at < now() - $1::float8 * interval '1 second'
                 ORDER BY id DESC LIMIT 1), 0) AS entry,
       coalesce((SELECT id FROM public.webhook_routing_config_audit
                 WHERE at < now() - $1::float8 * interval '1 second'
                 ORDER BY id DESC LIMIT 1), 0) AS change;

-- name: entries
-- Lines of rollouts' histories after id $1, at most $2.
SELECT id, rollout, at, stage, news, actor, text
FROM hookshift.rollout_entries WHERE id > $1 ORDER BY id LIMIT $2;

-- name: changes
-- Changes of the active configuration after id $1, at most $2.
SELECT id, at, actor, operation, version, old_percentage, new_percentage, old_enabled, new_enabled,
       old_domains, new_domains, salt_changed, reason, application_name, client_addr
FROM public.webhook_routing_config_audit WHERE active AND id > $1 ORDER BY id LIMIT $2;
