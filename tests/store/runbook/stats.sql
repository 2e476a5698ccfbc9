-- Check routing stats every 15 minutes
SELECT * FROM webhook_routing_stats ORDER BY domain, routed_to;

-- Alert conditions:
-- - error_rate_pct > 0.1%
-- - p95_ms > 2000
-- - request_count unified < 8% (should be ~10%)
