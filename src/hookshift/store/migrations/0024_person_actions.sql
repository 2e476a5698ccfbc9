-- Who exported or forgot a person's data, when and why. Not whose: that is what was forgotten.

CREATE TABLE IF NOT EXISTS hookshift.person_actions (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  action TEXT NOT NULL, -- export, forget
  actor TEXT NOT NULL,
  reason TEXT,
  counts JSONB NOT NULL DEFAULT '{}' -- rows by kind
);

SELECT hookshift.close_everything();
