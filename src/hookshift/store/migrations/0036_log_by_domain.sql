DROP INDEX IF EXISTS public.idx_routing_logs_domain;
CREATE INDEX idx_routing_logs_domain ON public.webhook_routing_logs (domain, created_at);
