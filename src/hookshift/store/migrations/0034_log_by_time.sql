-- The log's indexes cost more than its rows. From here to 0039 their times ascend: rows come in the
-- order of time, so a page is filled to its end and followed by the next, where one that descends
-- is split in halves; who wants the latest first reads backwards. One index a migration, since each
-- is built anew over all of the log, and its writers wait for that.
DROP INDEX IF EXISTS public.idx_routing_logs_created_at;
CREATE INDEX idx_routing_logs_created_at ON public.webhook_routing_logs
  (created_at) INCLUDE (domain, routed_to, status, response_time_ms, config_version);
