-- What each worker saw of late, by handler and source: what tells whether a handler fails now.

ALTER TABLE hookshift.gateways ADD COLUMN IF NOT EXISTS recent JSONB NOT NULL DEFAULT '{}';

-- Who has taken note of a problem, or wants to hear nothing of it for a time, and why.
CREATE TABLE IF NOT EXISTS hookshift.alert_silences (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now(), -- when the problem was last seen
  is_acknowledgement BOOLEAN NOT NULL, -- ends with the problem; a silence ends with its time
  until TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS alert_silences_until ON hookshift.alert_silences (until);

SELECT hookshift.close_everything();
