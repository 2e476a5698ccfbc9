-- Looking for one message among millions. A filter for each few pages tells in which of them an id
-- can be, and costs next to nothing to write; a tree of its own for the two would cost a tenth more
-- for every row. Somebody's latest rows are found in a tree.

CREATE INDEX IF NOT EXISTS idx_routing_logs_ids ON public.webhook_routing_logs
  USING brin (message_id text_bloom_ops, correlation_id text_bloom_ops)
  WITH (pages_per_range = 64, autosummarize = on);
CREATE INDEX IF NOT EXISTS idx_routing_logs_from_number
  ON public.webhook_routing_logs (from_number, created_at DESC);
