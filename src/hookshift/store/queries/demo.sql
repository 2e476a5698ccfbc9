-- name: stages
-- The first $2 changes of the share since $1, one for each stage: what was configured, how the
-- requests in the draw were split, and the worst domain and side, by the formulas of
-- webhook_routing_stats.
WITH changes AS (
  SELECT version, new_percentage AS percentage, new_domains AS domains
  FROM public.webhook_routing_config_audit WHERE active AND at >= $1
  ORDER BY id LIMIT $2
), split AS (
  SELECT version,
         count(*) FILTER (WHERE routed_to = 'unified') AS unified,
         count(*) FILTER (WHERE routed_to = 'legacy') AS legacy
  FROM changes JOIN public.webhook_routing_logs ON config_version = version AND domain = ANY (domains)
  WHERE reason IN ('in_share', 'out_of_share') AND attempt = 1 GROUP BY version
), sides AS (
  SELECT version, 100.0 * count(*) FILTER (WHERE status = 'error') / count(*) AS error_rate,
         percentile_cont(0.95) WITHIN GROUP (ORDER BY response_time_ms) AS p95_ms
  FROM changes JOIN public.webhook_routing_logs ON config_version = version
  GROUP BY version, domain, routed_to
), worst AS (
  SELECT version, max(error_rate) AS error_rate, max(p95_ms) AS p95_ms FROM sides GROUP BY version
)
SELECT
  percentage::float8,
  coalesce(unified + legacy, 0),
  (100.0 * unified / (unified + legacy))::float8,
  (100.0 * legacy / (unified + legacy))::float8,
  error_rate::float8,
  p95_ms::float8
FROM changes LEFT JOIN split USING (version) LEFT JOIN worst USING (version)
ORDER BY version;

-- name: whole
-- What is in the log and the rollups. A sender has moved back if unified came before legacy, under
-- the versions before $1 (NULL: all). $2: the domains that no rollout may touch. Ids of messages
-- without a keyword end with the domain that they belong to.
WITH people AS (
  -- A decision is made when its webhook comes, and recorded when it has been answered.
  SELECT max(created_at - response_time_ms * interval '1 ms')
           FILTER (WHERE routed_to = 'legacy') AS last_legacy,
         min(created_at - response_time_ms * interval '1 ms')
           FILTER (WHERE routed_to = 'unified') AS first_unified
  FROM public.webhook_routing_logs
  WHERE bucket IS NOT NULL AND attempt = 1 AND event_kind = 'message'
    AND ($1::bigint IS NULL OR config_version < $1)
  GROUP BY person
), bare AS (
  SELECT domain = split_part(message_id, '.', 3) AS arrived, reason = 'affinity' AS held
  FROM public.webhook_routing_logs WHERE attempt = 1 AND split_part(message_id, '.', 3) <> ''
)
SELECT
  (SELECT count(*) FROM public.webhook_routing_logs),
  (SELECT sum(requests + attempts)::bigint FROM hookshift.rollups),
  (SELECT count(*) FROM people),
  (SELECT count(*) FROM people WHERE last_legacy > first_unified),
  (SELECT count(*) FROM public.webhook_routing_logs WHERE domain = ANY ($2)),
  (SELECT count(*) FROM public.webhook_routing_logs WHERE domain = ANY ($2) AND routed_to <> 'legacy'),
  (SELECT count(*) FROM bare),
  (SELECT count(*) FROM bare WHERE NOT arrived),
  (SELECT count(*) FROM bare WHERE held);

-- name: ending
-- What became of rollout $1, started at $2: what went wrong on unified ($5: slow is above so many
-- ms), what it was still given after the end ($3, seconds since 1970), whether each stage that the
-- controller let go has its $4 verdicts, and whether the audit trail tells of every change.
WITH decided AS (
  -- A decision is made when its webhook comes, and recorded when it has been answered.
  SELECT routed_to, bucket,
         extract(epoch FROM created_at)::float8 - response_time_ms / 1000.0 - $3::float8 AS after
  FROM public.webhook_routing_logs WHERE attempt = 1
), passed AS (
  SELECT (SELECT count(DISTINCT (gate, domain)) FILTER (
                   WHERE kind = 'pass' OR (gate = 'guard' AND kind = 'idle')
                      OR (gate = 'replies' AND kind = 'off'))
          FROM hookshift.rollout_verdicts v
          WHERE v.rollout = e.rollout AND v.stage = e.stage AND v.at = e.at) AS passing
  FROM hookshift.rollout_entries e
  WHERE rollout = $1 AND news = 'passed' AND actor = 'hookshift controller'
), changes AS (
  SELECT * FROM public.webhook_routing_config_audit WHERE active AND at >= $2
)
SELECT
  (SELECT count(*) FROM public.webhook_routing_logs
   WHERE routed_to = 'unified' AND attempt = 1 AND status = 'error'),
  (SELECT count(*) FROM public.webhook_routing_logs
   WHERE routed_to = 'unified' AND attempt = 1 AND response_time_ms > $5::float8),
  (SELECT max(after)::float8 FROM decided WHERE routed_to = 'unified'),
  (SELECT count(DISTINCT bucket) FROM decided WHERE after > 2),
  (SELECT count(DISTINCT bucket) FROM decided WHERE after > 2 AND routed_to = 'unified'),
  (SELECT count(*) FROM passed),
  (SELECT count(*) FROM passed WHERE passing = $4::bigint),
  (SELECT count(*) FROM changes),
  (SELECT count(*) FROM changes WHERE actor <> '' AND reason <> ''),
  (SELECT count(*) FROM hookshift.rollout_entries
   WHERE rollout = $1 AND news IN ('entered', 'rolled_back')),
  (SELECT actor FROM hookshift.rollout_entries
   WHERE rollout = $1 AND news IN ('rolled_back', 'held', 'completed') ORDER BY id DESC LIMIT 1),
  (SELECT percentage::float8 FROM public.webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1);
