-- name: register
-- Adds notifiers $1; a new one gets news of the last $2 seconds, not of all that ever happened.
INSERT INTO hookshift.notifiers (name, reads_from)
SELECT name, now() - $2 * interval '1 second' FROM unnest($1::text[]) AS name
ORDER BY name ON CONFLICT DO NOTHING;

-- name: fill
-- Adds a message for each entry of a rollout's history that a notifier subscribes to.
INSERT INTO hookshift.notifications (notifier, entry, at)
SELECT n.name, e.id, e.at
FROM unnest($1::text[], $2::text[]) AS wanted (notifier, news)
JOIN hookshift.notifiers n ON n.name = wanted.notifier
JOIN hookshift.rollout_entries e ON e.news = wanted.news AND e.at >= n.reads_from
ORDER BY e.id, n.name
ON CONFLICT (notifier, entry) DO NOTHING;

-- name: fill_alerts
-- Adds a message for each piece of an alert's news that a notifier subscribes to.
INSERT INTO hookshift.notifications (notifier, alert_news, at)
SELECT n.name, a.id, a.at
FROM unnest($1::text[], $2::text[]) AS wanted (notifier, news)
JOIN hookshift.notifiers n ON n.name = wanted.notifier
JOIN hookshift.alert_news a ON a.news = wanted.news AND a.at >= n.reads_from
ORDER BY a.id, n.name
ON CONFLICT (notifier, alert_news) DO NOTHING;

-- name: advance
-- Entries are read again for $2 seconds: one may be committed later than another that was written
-- after it.
UPDATE hookshift.notifiers SET reads_from = now() - $2 * interval '1 second'
WHERE name = ANY ($1::text[]) AND reads_from < now() - 2 * $2 * interval '1 second';

-- name: expire
-- Gives up messages that are older than $1 seconds.
UPDATE hookshift.notifications SET
  state = 'given_up', ended_at = now(),
  last_error = left('too late: ' || coalesce(last_error, 'nobody was there to send it'), $2)
WHERE state = 'waiting' AND at < now() - $1 * interval '1 second'
RETURNING id, notifier, entry, alert_news, last_error;

-- name: shorten
-- Gives up all but the newest $1 waiting messages of each notifier.
UPDATE hookshift.notifications SET
  state = 'given_up', ended_at = now(),
  last_error = left('too many were waiting: ' || coalesce(last_error, 'this was not tried'), $2)
WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (
      PARTITION BY notifier ORDER BY at DESC, entry DESC, alert_news DESC) AS place
    FROM hookshift.notifications WHERE state = 'waiting'
  ) AS waiting WHERE place > $1)
RETURNING id, notifier, entry, alert_news, last_error;

-- name: claim
-- Claims for $3 seconds the message of each notifier in $1 that has been due longest, unless $2
-- attempts for it have begun within the last minute.
WITH due AS (
  SELECT oldest.id
  FROM hookshift.notifiers
  CROSS JOIN LATERAL (
    SELECT id FROM hookshift.notifications
    WHERE notifier = name AND state = 'waiting' AND next_at <= now()
    ORDER BY next_at, at, entry, alert_news LIMIT 1 FOR UPDATE SKIP LOCKED
  ) AS oldest
  WHERE name = ANY ($1::text[]) AND (rests_until IS NULL OR rests_until <= now())
    AND (SELECT count(*) FROM hookshift.notifications
         WHERE notifier = name AND tried_at > now() - interval '1 minute') < $2
), begun AS (
  UPDATE hookshift.notifications n SET
    attempts = attempts + 1, tried_at = now(), next_at = now() + $3 * interval '1 second'
  FROM due WHERE n.id = due.id
  RETURNING n.id, n.notifier, n.attempts, n.at, n.entry, n.alert_news
)
SELECT begun.id, notifier, attempts, begun.at, entry, alert_news, e.rollout, e.stage, e.actor,
       r.plan::text, kind, subject, coalesce(e.news, n.news) AS news,
       coalesce(e.text, n.text) AS text
FROM begun
LEFT JOIN hookshift.rollout_entries e ON e.id = begun.entry
LEFT JOIN hookshift.rollouts r ON r.id = e.rollout
LEFT JOIN hookshift.alert_news n ON n.id = begun.alert_news
LEFT JOIN hookshift.alerts a ON a.id = n.alert
ORDER BY begun.notifier;

-- name: sent
-- The message was sent, also if it had been given up meanwhile.
UPDATE hookshift.notifications SET state = 'sent', ended_at = now(), last_error = NULL
WHERE id = $1 AND state <> 'sent';

-- name: retry_now
-- The receiver works again: messages that failed before are due now.
UPDATE hookshift.notifications SET next_at = now()
WHERE notifier = $1 AND state = 'waiting' AND last_error IS NOT NULL AND next_at > now();

-- name: failed
-- Attempt $2 failed, unless another has begun: that one's outcome counts.
UPDATE hookshift.notifications SET
  last_error = $3,
  state = CASE WHEN $4::float8 IS NULL THEN 'given_up' ELSE state END,
  ended_at = CASE WHEN $4::float8 IS NULL THEN now() END,
  next_at = now() + coalesce($4::float8, 0) * interval '1 second'
WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- name: pause
-- The receiver has asked for a pause of $2 seconds.
UPDATE hookshift.notifiers SET rests_until = now() + $2::float8 * interval '1 second'
WHERE name = $1;

-- name: latest
-- Messages for display, newest first.
SELECT n.id, notifier, n.at, rollout, stage, a.kind AS alert, a.subject,
       coalesce(e.news, t.news) AS news, state, attempts, tried_at, next_at, n.ended_at, last_error
FROM hookshift.notifications n
LEFT JOIN hookshift.rollout_entries e ON e.id = n.entry
LEFT JOIN hookshift.alert_news t ON t.id = n.alert_news
LEFT JOIN hookshift.alerts a ON a.id = t.alert
WHERE $1::text IS NULL OR notifier = $1
ORDER BY n.at DESC, n.entry DESC, n.alert_news DESC, notifier LIMIT $2;

-- name: forget
-- Deletes messages past retention.
DELETE FROM hookshift.notifications WHERE state <> 'waiting' AND at < now() - $1 * interval '1 day';
