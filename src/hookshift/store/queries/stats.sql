-- name: dashboard
-- The runbook's "comprehensive monitoring view", unchanged.
SELECT
  domain,
  routed_to,
  request_count,
  ROUND(avg_response_ms::numeric, 2) as avg_ms,
  ROUND(p95_ms::numeric, 2) as p95_ms,
  error_count,
  ROUND(error_rate_pct::numeric, 4) as error_rate,
  (request_count::float / SUM(request_count) OVER (PARTITION BY domain) * 100)::int as traffic_pct
FROM public.webhook_routing_stats
ORDER BY domain, routed_to;

-- name: errors
-- The runbook's error analysis, with a bound: handlers may say something else each time.
SELECT
  domain,
  routed_to,
  error_message,
  COUNT(*) as count,
  MAX(created_at) as last_occurred
FROM public.webhook_routing_logs
WHERE status = 'error'
  AND created_at > now() - interval '1 hour'
GROUP BY domain, routed_to, error_message
ORDER BY count DESC
LIMIT $1;

-- name: version
-- One configuration version's traffic, read by time and kept to that version.
SELECT
  domain,
  routed_to,
  COUNT(*) AS request_count,
  COUNT(*) FILTER (WHERE status = 'error') AS error_count,
  (100.0 * COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY domain))::float8 AS share,
  (100.0 * COUNT(*) FILTER (WHERE status = 'error') / COUNT(*))::float8 AS error_rate,
  PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY response_time_ms) AS p95_ms
FROM public.webhook_routing_logs
WHERE created_at > coalesce($2::timestamptz, now() - interval '1 hour') AND config_version = $1
GROUP BY domain, routed_to
ORDER BY domain, routed_to;

-- name: dropped
-- What rules dropped in the last hour, by source and rule, at most $1 lines.
SELECT source, rule, count(*)::integer AS events, max(created_at) AS last_at
FROM public.webhook_routing_logs
WHERE status = 'dropped' AND created_at > now() - interval '1 hour'
GROUP BY source, rule
ORDER BY events DESC, source, rule
LIMIT $1;
