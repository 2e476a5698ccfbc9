-- Who is told of which entry of a rollout's history, and what became of it.

-- Notifiers by their name in hookshift.toml.
CREATE TABLE IF NOT EXISTS hookshift.notifiers (
  name TEXT PRIMARY KEY,
  reads_from TIMESTAMPTZ NOT NULL, -- entries before this have their messages, or get none
  rests_until TIMESTAMPTZ -- as the receiver wished
);

-- One message: an entry for a notifier. A row of its own for each notifier, so that one which fails
-- does not make another send twice.
CREATE TABLE IF NOT EXISTS hookshift.notifications (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(), -- the same in each attempt: receivers go by it
  notifier TEXT NOT NULL REFERENCES hookshift.notifiers,
  entry BIGINT NOT NULL REFERENCES hookshift.rollout_entries,
  at TIMESTAMPTZ NOT NULL, -- of the entry
  state TEXT NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0, -- that have begun
  tried_at TIMESTAMPTZ, -- when the last of them began
  next_at TIMESTAMPTZ NOT NULL DEFAULT now(), -- when another is due; during one: when it is lost
  ended_at TIMESTAMPTZ,
  last_error TEXT,
  UNIQUE (notifier, entry),
  CONSTRAINT notifications_state_check CHECK (state IN ('waiting', 'sent', 'given_up')),
  CONSTRAINT notifications_end_check CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX IF NOT EXISTS notifications_waiting ON hookshift.notifications (notifier, next_at)
  WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notifications_tried ON hookshift.notifications (notifier, tried_at);
CREATE INDEX IF NOT EXISTS notifications_at ON hookshift.notifications (at);
CREATE INDEX IF NOT EXISTS rollout_entries_at ON hookshift.rollout_entries (at);

SELECT hookshift.close_everything();
