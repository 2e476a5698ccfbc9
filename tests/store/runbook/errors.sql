-- Error analysis
SELECT 
  domain,
  routed_to,
  error_message,
  COUNT(*) as count,
  MAX(created_at) as last_occurred
FROM webhook_routing_logs
WHERE status = 'error'
  AND created_at > now() - interval '1 hour'
GROUP BY domain, routed_to, error_message
ORDER BY count DESC;
