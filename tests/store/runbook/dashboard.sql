-- Comprehensive monitoring view
SELECT 
  domain,
  routed_to,
  request_count,
  ROUND(avg_response_ms::numeric, 2) as avg_ms,
  ROUND(p95_ms::numeric, 2) as p95_ms,
  error_count,
  ROUND(error_rate_pct::numeric, 4) as error_rate,
  (request_count::float / SUM(request_count) OVER (PARTITION BY domain) * 100)::int as traffic_pct
FROM webhook_routing_stats
ORDER BY domain, routed_to;
