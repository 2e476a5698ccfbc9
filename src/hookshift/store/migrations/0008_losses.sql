-- What gateways have lost: who is to prove that something was not used must know of it later too.

-- A worker counts what it has dropped only as long as it lives.
CREATE TABLE IF NOT EXISTS hookshift.losses (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  gateway TEXT NOT NULL,
  host TEXT NOT NULL,
  slot INTEGER NOT NULL,
  dropped BIGINT -- decisions; NULL: it ended without a word, and what it had in memory is not known
);
CREATE INDEX IF NOT EXISTS losses_at ON hookshift.losses (at);

-- Called by triggers that know that something was lost.
CREATE OR REPLACE FUNCTION hookshift.note_loss() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO hookshift.losses (at, gateway, host, slot)
    VALUES (OLD.seen_at, OLD.gateway, OLD.host, OLD.slot);
  ELSE
    INSERT INTO hookshift.losses (at, gateway, host, slot, dropped)
    VALUES (now(), NEW.gateway, NEW.host, NEW.slot,
            (NEW.counters->>'recorder_dropped_rows')::float8
              - CASE TG_OP WHEN 'UPDATE'
                  THEN coalesce((OLD.counters->>'recorder_dropped_rows')::float8, 0) ELSE 0 END);
  END IF;
  DELETE FROM hookshift.losses WHERE at < now() - interval '90 days';
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER note_first_loss AFTER INSERT ON hookshift.gateways FOR EACH ROW
  WHEN ((NEW.counters->>'recorder_dropped_rows')::float8 > 0)
  EXECUTE FUNCTION hookshift.note_loss();
CREATE OR REPLACE TRIGGER note_further_loss AFTER UPDATE ON hookshift.gateways FOR EACH ROW
  WHEN ((NEW.counters->>'recorder_dropped_rows')::float8
        > coalesce((OLD.counters->>'recorder_dropped_rows')::float8, 0))
  EXECUTE FUNCTION hookshift.note_loss();
-- A worker that ends in order takes its own row away at once.
CREATE OR REPLACE TRIGGER note_silent_end AFTER DELETE ON hookshift.gateways FOR EACH ROW
  WHEN (OLD.seen_at < now() - interval '10 seconds')
  EXECUTE FUNCTION hookshift.note_loss();

-- What was dropped before there was this table: when is not known, so it counts as of now.
INSERT INTO hookshift.losses (at, gateway, host, slot, dropped)
SELECT now(), gateway, host, slot, (counters->>'recorder_dropped_rows')::float8
FROM hookshift.gateways g
WHERE (counters->>'recorder_dropped_rows')::float8 > 0
  AND NOT EXISTS (SELECT FROM hookshift.losses l WHERE l.gateway = g.gateway);

SELECT hookshift.close_everything();
