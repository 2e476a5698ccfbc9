-- Dead letters that are tried again or thrown away, and what a person has done to them.

-- When the provider was answered, where that is not `received_at`: a letter that is replayed is
-- received again, so that its age and its body's partition begin anew, and is counted in the
-- ledger's old hour.
ALTER TABLE hookshift.deliveries ADD COLUMN IF NOT EXISTS accepted_at TIMESTAMPTZ;
ALTER TABLE hookshift.dead_letters ADD COLUMN IF NOT EXISTS accepted_at TIMESTAMPTZ;

CREATE TABLE IF NOT EXISTS hookshift.dead_letter_actions (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  action TEXT NOT NULL, -- replay, drop
  actor TEXT NOT NULL,
  reason TEXT,
  chosen JSONB NOT NULL, -- by what
  letters BIGINT NOT NULL DEFAULT 0, -- so far: they are done some at a time
  events BIGINT NOT NULL DEFAULT 0
);

-- Letters by whatever is given; NULL is no condition. `contains` is a part of the last error.
CREATE OR REPLACE FUNCTION hookshift.chosen_letters(
  ids BIGINT[], handlers TEXT[], domains TEXT[], sources TEXT[], reasons TEXT[], contains TEXT,
  since TIMESTAMPTZ, until TIMESTAMPTZ
) RETURNS SETOF hookshift.dead_letters
LANGUAGE sql STABLE AS $$
  SELECT * FROM hookshift.dead_letters d
  WHERE (ids IS NULL OR d.id = ANY (ids))
    AND (handlers IS NULL OR d.handler = ANY (handlers))
    AND (domains IS NULL OR d.domain = ANY (domains))
    AND (sources IS NULL OR d.source = ANY (sources))
    AND (reasons IS NULL OR d.reason = ANY (reasons))
    AND (contains IS NULL OR strpos(lower(d.last_error), lower(contains)) > 0)
    AND (since IS NULL OR d.died_at >= since)
    AND (until IS NULL OR d.died_at < until)
$$;

SELECT hookshift.close_everything();
