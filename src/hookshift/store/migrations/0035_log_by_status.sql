-- Nobody looks for successes by their status, and nearly all rows are successes.
DROP INDEX IF EXISTS public.idx_routing_logs_status;
CREATE INDEX idx_routing_logs_status ON public.webhook_routing_logs
  (status, created_at) WHERE status <> 'success';
