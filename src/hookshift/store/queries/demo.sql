-- name: now
-- Each domain and side since the last change of the configuration.
SELECT
  domain,
  routed_to,
  count(*) AS requests,
  count(*) FILTER (WHERE status = 'error') AS errors,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY response_time_ms) AS p95_ms
FROM webhook_routing_logs
WHERE config_version = (
    SELECT version FROM webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1)
GROUP BY domain, routed_to
ORDER BY domain, routed_to;

-- name: final
-- Shares are those of the last stage and of the rollout's domains; error rate and p95 are the
-- worst domain and side of the view; a sender has moved back if unified came before legacy.
WITH active AS (
  SELECT percentage, version, domains FROM webhook_routing_config
  ORDER BY created_at DESC, id DESC LIMIT 1
), stage AS (
  SELECT
    count(*) FILTER (WHERE routed_to = 'unified') AS unified,
    count(*) FILTER (WHERE routed_to = 'legacy') AS legacy
  FROM webhook_routing_logs, active
  WHERE config_version = active.version AND domain = ANY (active.domains) AND bucket IS NOT NULL
), worst AS (
  SELECT max(error_rate_pct) AS error_rate, max(p95_ms) AS p95_ms FROM webhook_routing_stats
), people AS (
  -- Masked numbers would mix people up; the bucket is who they are to the rollout.
  SELECT bucket, max(config_version) FILTER (WHERE routed_to = 'legacy') AS last_legacy,
         min(config_version) FILTER (WHERE routed_to = 'unified') AS first_unified
  FROM webhook_routing_logs WHERE bucket IS NOT NULL GROUP BY bucket
)
SELECT
  active.percentage::float8 AS configured,
  stage.unified + stage.legacy AS stage_requests,
  (100.0 * stage.unified / nullif(stage.unified + stage.legacy, 0))::float8 AS unified_share,
  (100.0 * stage.legacy / nullif(stage.unified + stage.legacy, 0))::float8 AS legacy_share,
  worst.error_rate::float8 AS error_rate,
  worst.p95_ms::float8 AS p95_ms,
  (SELECT count(*) FROM webhook_routing_logs) AS events_recorded,
  (SELECT count(*) FROM people) AS senders,
  (SELECT count(*) FROM people WHERE last_legacy >= first_unified) AS moved_back,
  (SELECT count(*) FROM webhook_routing_logs
   WHERE domain IN ('mobility', 'profile', 'insurance')) AS protected_requests,
  (SELECT count(*) FROM webhook_routing_logs
   WHERE domain IN ('mobility', 'profile', 'insurance') AND routed_to <> 'legacy') AS protected_moved
FROM active, stage, worst;
