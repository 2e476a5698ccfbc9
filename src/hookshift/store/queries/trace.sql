-- name: by_filter
-- Makes this transaction use only the filters' indexes (see 0015_search.sql).
-- Workers of its own would take longer to start than it takes.
SELECT set_config(name, CASE WHEN name LIKE 'enable%' THEN 'off' ELSE '0' END, true)
FROM unnest(ARRAY['enable_seqscan', 'enable_indexscan', 'enable_indexonlyscan',
                  'max_parallel_workers_per_gather']) AS name;

-- name: by_message
-- The latest $2 rows of one event, in all of the log.
SELECT created_at, message_id, correlation_id, from_number, source, event_kind, event_type, domain,
       rule, reason, bucket, config_version, routed_to AS side, webhook_name AS handler, attempt,
       status, handler_status, response_time_ms, error_message, domain_by
FROM public.webhook_routing_logs WHERE message_id = $1
ORDER BY created_at DESC LIMIT $2;

-- name: by_correlation
-- The latest $2 rows of one webhook, in all of the log.
SELECT created_at, message_id, correlation_id, from_number, source, event_kind, event_type, domain,
       rule, reason, bucket, config_version, routed_to AS side, webhook_name AS handler, attempt,
       status, handler_status, response_time_ms, error_message, domain_by
FROM public.webhook_routing_logs WHERE correlation_id = $1
ORDER BY created_at DESC LIMIT $2;

-- name: by_person
-- The latest $2 rows of one person by the keyed hash, in all of the log.
SELECT created_at, message_id, correlation_id, from_number, source, event_kind, event_type, domain,
       rule, reason, bucket, config_version, routed_to AS side, webhook_name AS handler, attempt,
       status, handler_status, response_time_ms, error_message, domain_by
FROM public.webhook_routing_logs WHERE person = $1
ORDER BY created_at DESC LIMIT $2;

-- name: by_number
-- The latest $3 rows without a hash by the number as recorded, $1, and, unless NULL, bucket $2.
SELECT created_at, message_id, correlation_id, from_number, source, event_kind, event_type, domain,
       rule, reason, bucket, config_version, routed_to AS side, webhook_name AS handler, attempt,
       status, handler_status, response_time_ms, error_message, domain_by
FROM public.webhook_routing_logs
WHERE from_number = $1 AND person IS NULL AND ($2::integer IS NULL OR bucket = $2)
ORDER BY created_at DESC LIMIT $3;

-- name: undelivered
-- The latest $2 deliveries that wait and dead letters, with what they hold; in bucket $1 unless NULL.
(SELECT d.id, coalesce(d.accepted_at, d.received_at) AS accepted_at, d.source, d.handler, d.side,
        d.domain, d.attempts,
        CASE WHEN d.owner IS NOT NULL THEN 'under way' WHEN d.next_at IS NULL THEN 'behind another'
          ELSE 'waiting' END AS state,
        d.next_at AS at, d.last_error, p.key_id, p.content
 FROM hookshift.deliveries d
 JOIN hookshift.payloads p ON p.id = d.id AND p.received_at = d.received_at
 WHERE $1::integer IS NULL OR d.bucket = $1
 ORDER BY d.id DESC LIMIT $2)
UNION ALL
(SELECT id, coalesce(accepted_at, received_at), source, handler, side, domain, attempts,
        'dead: ' || reason, died_at, last_error, key_id, content
 FROM hookshift.dead_letters WHERE $1::integer IS NULL OR bucket = $1
 ORDER BY id DESC LIMIT $2);
