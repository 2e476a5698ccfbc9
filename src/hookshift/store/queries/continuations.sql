-- name: continued
-- How events of the last $1 minutes found their domain; a source without conversations has none.
SELECT source, domain_by, domain, routed_to AS side, observed, reason,
       count(*) AS events, count(DISTINCT person) AS people
FROM public.webhook_routing_logs
WHERE created_at > now() - $1::integer * interval '1 minute'
  AND domain_by IS NOT NULL AND attempt = 1
GROUP BY source, domain_by, domain, routed_to, observed, reason
ORDER BY events DESC, source, domain_by, domain, side LIMIT $2;
