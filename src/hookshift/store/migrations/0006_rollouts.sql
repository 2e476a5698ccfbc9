-- Rollouts: where each is, what it has seen and decided, and which process may carry it on.

-- JSON and not JSONB: what is read is what was written, to the last digit and in the same order.
CREATE TABLE IF NOT EXISTS hookshift.rollouts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  revision BIGINT NOT NULL, -- one more with each write
  phase TEXT NOT NULL,
  stage INTEGER NOT NULL, -- from 0
  plan JSON NOT NULL, -- frozen at the start
  progress JSON NOT NULL, -- state and evidence
  verdicts JSON NOT NULL, -- of the last look, in full
  folded_to TIMESTAMPTZ NOT NULL, -- rollups that begin before this are in the evidence
  looked_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL,
  started_by TEXT NOT NULL,
  reason TEXT,
  ended_at TIMESTAMPTZ,
  CONSTRAINT rollouts_end_check CHECK (
    (phase IN ('completed', 'rolled_back', 'aborted')) = (ended_at IS NOT NULL))
);

-- One at a time: two would both set the share.
CREATE UNIQUE INDEX IF NOT EXISTS rollouts_one_open ON hookshift.rollouts ((true))
  WHERE ended_at IS NULL;

-- What happened, for people.
CREATE TABLE IF NOT EXISTS hookshift.rollout_entries (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rollout BIGINT NOT NULL REFERENCES hookshift.rollouts,
  at TIMESTAMPTZ NOT NULL,
  stage INTEGER NOT NULL,
  news TEXT NOT NULL,
  actor TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS rollout_entries_of_rollout ON hookshift.rollout_entries (rollout, id);

-- Verdicts worth keeping: one row when a gate's kind changes, at every transition, now and then.
CREATE TABLE IF NOT EXISTS hookshift.rollout_verdicts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rollout BIGINT NOT NULL REFERENCES hookshift.rollouts,
  at TIMESTAMPTZ NOT NULL,
  stage INTEGER NOT NULL,
  domain TEXT NOT NULL,
  gate TEXT NOT NULL,
  kind TEXT NOT NULL,
  verdict JSON NOT NULL
);
CREATE INDEX IF NOT EXISTS rollout_verdicts_of_gate
  ON hookshift.rollout_verdicts (rollout, domain, gate, at DESC, id DESC);
CREATE INDEX IF NOT EXISTS rollout_verdicts_at ON hookshift.rollout_verdicts (at);

-- Who does what only one may do. The term grows whenever the holder changes: a holder that has
-- been asleep finds that its term is over.
CREATE TABLE IF NOT EXISTS hookshift.leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  term BIGINT NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);

-- Wakes controllers and whoever watches.
CREATE OR REPLACE FUNCTION hookshift.announce_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('hookshift_rollout', NEW.rollout::text);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER announce
  AFTER INSERT ON hookshift.rollout_entries
  FOR EACH ROW EXECUTE FUNCTION hookshift.announce_entry();
CREATE OR REPLACE TRIGGER append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON hookshift.rollout_entries
  FOR EACH STATEMENT EXECUTE FUNCTION hookshift.refuse_operation('The history is append-only.');

SELECT hookshift.close_everything();
