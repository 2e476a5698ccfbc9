-- Rows without a hash are looked for by the number as recorded and the bucket: one in a hundred
-- shares the masked number, one in a million both. New rows of an installation that has a key are
-- not in this tree.
CREATE INDEX IF NOT EXISTS idx_routing_logs_before_person
  ON public.webhook_routing_logs (from_number, bucket, created_at DESC) WHERE person IS NULL;
