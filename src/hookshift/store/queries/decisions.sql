-- name: by_filter
-- Makes this transaction use only the filters' indexes (see 0015_search.sql).
SELECT set_config(name, 'off', true)
FROM unnest(ARRAY['enable_seqscan', 'enable_indexscan', 'enable_indexonlyscan']) AS name;

-- name: latest
-- The latest $6 of the last $1 minutes, by message, correlation, sender as recorded (any of $4), or domain.
SELECT created_at, message_id, correlation_id, from_number, source, event_kind, event_type, domain,
       rule, reason, bucket, config_version, routed_to AS side, webhook_name AS handler, attempt,
       status, handler_status, response_time_ms, error_message, domain_by
FROM public.webhook_routing_logs
WHERE created_at > now() - $1::integer * interval '1 minute'
  AND ($2::text IS NULL OR message_id = $2) AND ($3::text IS NULL OR correlation_id = $3)
  AND ($4::text[] IS NULL OR from_number = ANY ($4)) AND ($5::text IS NULL OR domain = $5)
ORDER BY created_at DESC LIMIT $6;
