-- What is wrong with the installation for a while: people are told when it begins and when it ends.

CREATE TABLE IF NOT EXISTS hookshift.alerts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL, -- a domain, handler, worker or source; '' for the whole
  text TEXT NOT NULL,
  since TIMESTAMPTZ NOT NULL DEFAULT now(),
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now(), -- last
  raised_at TIMESTAMPTZ, -- people have been told from then on; NULL: it may pass
  ended_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX IF NOT EXISTS alerts_open ON hookshift.alerts (kind, subject)
  WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS alerts_since ON hookshift.alerts (since);

CREATE TABLE IF NOT EXISTS hookshift.alert_news (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert BIGINT NOT NULL REFERENCES hookshift.alerts ON DELETE CASCADE,
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  news TEXT NOT NULL CHECK (news IN ('alert', 'resolved')),
  text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS alert_news_at ON hookshift.alert_news (at);
CREATE INDEX IF NOT EXISTS alert_news_alert ON hookshift.alert_news (alert);

-- A message is of an entry of a rollout's history, or of an alert.
ALTER TABLE hookshift.notifications ALTER COLUMN entry DROP NOT NULL;
ALTER TABLE hookshift.notifications
  ADD COLUMN IF NOT EXISTS alert_news BIGINT REFERENCES hookshift.alert_news ON DELETE CASCADE;
ALTER TABLE hookshift.notifications DROP CONSTRAINT IF EXISTS notifications_about_check;
ALTER TABLE hookshift.notifications
  ADD CONSTRAINT notifications_about_check CHECK (num_nonnulls(entry, alert_news) = 1);
CREATE UNIQUE INDEX IF NOT EXISTS notifications_alert
  ON hookshift.notifications (notifier, alert_news);

SELECT hookshift.close_everything();
