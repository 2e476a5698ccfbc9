-- What named an event's domain (a rule, the conversation, ...), and where it would have gone with
-- conversations on where they are only observed. NULL where conversations are off.

ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS domain_by TEXT;
ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS observed TEXT;
