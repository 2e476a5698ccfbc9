-- Whose event a row is about: a keyed hash of the number or id, NULL where recorder.hash_key is not
-- set. Rows from before have none. A tree of the rows that have one costs nothing where none has.

ALTER TABLE public.webhook_routing_logs ADD COLUMN IF NOT EXISTS person BIGINT;
CREATE INDEX IF NOT EXISTS idx_routing_logs_person
  ON public.webhook_routing_logs (person, created_at DESC) WHERE person IS NOT NULL;
