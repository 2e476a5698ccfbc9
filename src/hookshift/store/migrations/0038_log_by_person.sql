-- Made after those on times: of two that seem to cost the same PostgreSQL takes the later one, and
-- for a person that has to be this one.
DROP INDEX IF EXISTS public.idx_routing_logs_person;
CREATE INDEX idx_routing_logs_person ON public.webhook_routing_logs
  (person, created_at) WHERE person IS NOT NULL;
