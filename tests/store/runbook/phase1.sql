-- Create webhook routing configuration
CREATE TABLE IF NOT EXISTS webhook_routing_config (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  percentage DECIMAL(5,2) NOT NULL DEFAULT 0.00,
  enabled BOOLEAN NOT NULL DEFAULT false,
  domains TEXT[] NOT NULL DEFAULT ARRAY['jobs', 'marketplace', 'property']::TEXT[],
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Insert initial config (0% routing)
INSERT INTO webhook_routing_config (percentage, domains, enabled)
VALUES (0.00, ARRAY['jobs', 'marketplace', 'property']::TEXT[], true)
ON CONFLICT (id) DO NOTHING;

-- Function to update routing percentage
CREATE OR REPLACE FUNCTION update_routing_percentage(new_percentage DECIMAL)
RETURNS webhook_routing_config AS $$
DECLARE
  result webhook_routing_config;
BEGIN
  UPDATE webhook_routing_config
  SET percentage = new_percentage,
      updated_at = now()
  WHERE id = (SELECT id FROM webhook_routing_config ORDER BY created_at DESC LIMIT 1)
  RETURNING * INTO result;
  
  RETURN result;
END;
$$ LANGUAGE plpgsql;

-- Create routing logs table
CREATE TABLE IF NOT EXISTS webhook_routing_logs (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  webhook_name TEXT NOT NULL,
  domain TEXT,
  routed_to TEXT NOT NULL, -- 'unified' or 'legacy'
  from_number TEXT,
  message_id TEXT,
  response_time_ms INTEGER,
  status TEXT, -- 'success' or 'error'
  error_message TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- Create index for performance monitoring
CREATE INDEX IF NOT EXISTS idx_routing_logs_created_at 
  ON webhook_routing_logs(created_at DESC);
CREATE INDEX IF NOT EXISTS idx_routing_logs_status 
  ON webhook_routing_logs(status);
CREATE INDEX IF NOT EXISTS idx_routing_logs_domain 
  ON webhook_routing_logs(domain);

-- Create monitoring view
CREATE OR REPLACE VIEW webhook_routing_stats AS
SELECT 
  domain,
  routed_to,
  COUNT(*) as request_count,
  AVG(response_time_ms) as avg_response_ms,
  PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY response_time_ms) as p95_ms,
  SUM(CASE WHEN status = 'error' THEN 1 ELSE 0 END) as error_count,
  (SUM(CASE WHEN status = 'error' THEN 1 ELSE 0 END)::DECIMAL / NULLIF(COUNT(*), 0)) * 100 as error_rate_pct,
  MAX(created_at) as last_request
FROM webhook_routing_logs
WHERE created_at > now() - interval '1 hour'
GROUP BY domain, routed_to
ORDER BY domain, routed_to;
