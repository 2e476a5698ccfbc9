-- Who was answered: what the gate on replies reads of messages and of their receipts.

-- NULL in rows from before, and where the event has no such thing.
ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS business_number TEXT;
ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS provider_time BIGINT; -- seconds since 1970
ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS in_group BOOLEAN;
ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS pricing TEXT;
ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS error_code INTEGER;

-- Whether receipts come at all at a business number. What they are about is found by its person.
CREATE INDEX IF NOT EXISTS idx_routing_logs_receipts
  ON public.webhook_routing_logs (business_number, created_at)
  WHERE event_kind = 'status' AND event_type IN ('sent', 'failed') AND business_number IS NOT NULL;

-- How many people wrote, and were answered, by slots of a stage: written by the controller, in the
-- transaction in which it counts them.
CREATE TABLE IF NOT EXISTS hookshift.reply_slots (
  version BIGINT NOT NULL, -- of the configuration, as in hookshift.rollups
  start TIMESTAMPTZ NOT NULL,
  domain TEXT NOT NULL,
  side TEXT NOT NULL,
  seconds REAL NOT NULL,
  people INTEGER NOT NULL,
  answered INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  times INTEGER[] NOT NULL, -- people by how long the answer took, by the edges of hookshift.rollups
  codes INTEGER[] NOT NULL, -- of answers that failed
  code_counts INTEGER[] NOT NULL,
  PRIMARY KEY (version, start, domain, side)
);
CREATE INDEX IF NOT EXISTS reply_slots_start ON hookshift.reply_slots (start);

SELECT hookshift.close_everything();
