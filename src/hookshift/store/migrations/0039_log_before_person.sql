DROP INDEX IF EXISTS public.idx_routing_logs_before_person;
CREATE INDEX idx_routing_logs_before_person ON public.webhook_routing_logs
  (from_number, bucket, created_at) WHERE person IS NULL;
