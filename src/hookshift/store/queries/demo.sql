-- name: final
-- Shares are those of the last percentage that was held ($1, a version) and of the rollout's
-- domains; error rate and p95 are the worst domain and side of the view; a sender has moved back if
-- unified came before legacy.
WITH held AS (
  SELECT new_percentage AS percentage, version, new_domains AS domains
  FROM webhook_routing_config_audit WHERE version = $1
), stage AS (
  SELECT
    count(*) FILTER (WHERE routed_to = 'unified') AS unified,
    count(*) FILTER (WHERE routed_to = 'legacy') AS legacy
  FROM webhook_routing_logs, held
  WHERE config_version = held.version AND domain = ANY (held.domains) AND bucket IS NOT NULL
), worst AS (
  SELECT max(error_rate_pct) AS error_rate, max(p95_ms) AS p95_ms FROM webhook_routing_stats
), people AS (
  -- Masked numbers would mix people up; the bucket is who they are to the rollout.
  SELECT bucket, max(config_version) FILTER (WHERE routed_to = 'legacy') AS last_legacy,
         min(config_version) FILTER (WHERE routed_to = 'unified') AS first_unified
  FROM webhook_routing_logs WHERE bucket IS NOT NULL GROUP BY bucket
)
SELECT
  held.percentage::float8 AS configured,
  stage.unified + stage.legacy AS stage_requests,
  (100.0 * stage.unified / nullif(stage.unified + stage.legacy, 0))::float8 AS unified_share,
  (100.0 * stage.legacy / nullif(stage.unified + stage.legacy, 0))::float8 AS legacy_share,
  worst.error_rate::float8 AS error_rate,
  worst.p95_ms::float8 AS p95_ms,
  (SELECT count(*) FROM webhook_routing_logs) AS events_recorded,
  (SELECT sum(requests + attempts) FROM hookshift.rollups)::bigint AS events_rolled_up,
  (SELECT count(*) FROM people) AS senders,
  (SELECT count(*) FROM people WHERE last_legacy >= first_unified) AS moved_back,
  (SELECT count(*) FROM webhook_routing_logs
   WHERE domain IN ('mobility', 'profile', 'insurance')) AS protected_requests,
  (SELECT count(*) FROM webhook_routing_logs
   WHERE domain IN ('mobility', 'profile', 'insurance') AND routed_to <> 'legacy') AS protected_moved
FROM held, stage, worst;

-- name: fifty
-- The configuration that was active at the runbook's last percentage.
SELECT version FROM webhook_routing_config_audit
WHERE active AND new_percentage = 50 ORDER BY id DESC LIMIT 1;

-- name: ending
-- How a rollout ($1) ended: what failed on unified in its last stage, and what unified was still
-- given after the end ($2, seconds since 1970): a decision is made when its webhook arrives.
SELECT
  (SELECT count(*) FROM webhook_routing_logs l
   WHERE routed_to = 'unified' AND status = 'error') AS failed,
  (SELECT count(*) FROM webhook_routing_logs l
   WHERE routed_to = 'unified'
     AND created_at - make_interval(secs => response_time_ms / 1000.0) > to_timestamp($2) + interval '2 seconds'
  ) AS late,
  (SELECT count(*) FROM webhook_routing_logs
   WHERE created_at - make_interval(secs => response_time_ms / 1000.0) > to_timestamp($2) + interval '2 seconds'
  ) AS afterwards,
  (SELECT count(*) FROM hookshift.rollout_entries
   WHERE rollout = $1 AND news = 'passed' AND actor = 'hookshift controller') AS passed,
  (SELECT count(*) FROM hookshift.rollout_entries
   WHERE rollout = $1 AND news IN ('rolled_back', 'held', 'completed')
     AND actor = 'hookshift controller') AS ended_by_itself;
