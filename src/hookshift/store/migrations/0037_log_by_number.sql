DROP INDEX IF EXISTS public.idx_routing_logs_from_number;
CREATE INDEX idx_routing_logs_from_number ON public.webhook_routing_logs (from_number, created_at);
