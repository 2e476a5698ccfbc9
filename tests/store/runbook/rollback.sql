-- Immediate rollback to 0%
SELECT update_routing_percentage(0.00);

-- Or step back one level
-- From 50% → 35%
SELECT update_routing_percentage(35.00);

-- Disable routing entirely
UPDATE webhook_routing_config 
SET enabled = false 
WHERE id = (SELECT id FROM webhook_routing_config ORDER BY created_at DESC LIMIT 1);
