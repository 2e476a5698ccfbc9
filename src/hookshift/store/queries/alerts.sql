-- name: lock
-- One process at a time notes what is wrong.
SELECT pg_advisory_xact_lock(hashtext('hookshift.alerts'));

-- name: observe
-- Opens or updates alerts, by kind ($1), subject ($2) and text ($3).
INSERT INTO hookshift.alerts (kind, subject, text)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (kind, subject) WHERE ended_at IS NULL
DO UPDATE SET seen_at = now(), text = excluded.text;

-- name: resolve
-- Ends raised alerts that have not been seen for $1 seconds; deletes unraised ones that are over.
WITH gone AS (
  DELETE FROM hookshift.alerts
  WHERE ended_at IS NULL AND raised_at IS NULL AND seen_at < now()
), over AS (
  UPDATE hookshift.alerts SET ended_at = now()
  WHERE ended_at IS NULL AND raised_at IS NOT NULL
    AND seen_at < now() - $1::float8 * interval '1 second'
  RETURNING id, text, since
)
INSERT INTO hookshift.alert_news (alert, news, text) SELECT id, 'resolved', text FROM over;

-- name: raise_due
-- Raises alerts that have lasted for $1 seconds, and again each $2 seconds that they go on (0: once).
-- Kinds in $3 are raised at once. Not those that somebody has taken note of, or has silenced.
WITH lasting AS (
  UPDATE hookshift.alerts SET raised_at = coalesce(raised_at, now()), told_at = now()
  WHERE ended_at IS NULL AND NOT EXISTS (
    SELECT FROM hookshift.alert_silences s
    WHERE s.kind = alerts.kind AND s.subject = alerts.subject AND s.until > now()
  ) AND CASE
    WHEN raised_at IS NULL THEN kind = ANY ($3::text[])
      OR since <= now() - $1::float8 * interval '1 second'
    -- Not what is right at the moment and may be over.
    ELSE $2 > 0 AND seen_at = now()
      AND coalesce(told_at, raised_at) <= now() - $2::float8 * interval '1 second'
  END
  RETURNING id, CASE WHEN raised_at = now() THEN text ELSE 'still, since '
    || to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC: ' || text END AS text
)
INSERT INTO hookshift.alert_news (alert, news, text) SELECT id, 'alert', text FROM lasting
RETURNING text;

-- name: listed
-- Raised alerts, open ones first, then the latest.
SELECT id, kind, subject, text, since, raised_at, ended_at FROM hookshift.alerts
WHERE raised_at IS NOT NULL AND ($1::boolean IS FALSE OR ended_at IS NULL)
ORDER BY ended_at IS NOT NULL, coalesce(ended_at, raised_at) DESC, id DESC LIMIT $2;

-- name: began
-- Since when there are open alerts of kind $1, also those that are not raised yet.
SELECT subject, extract(epoch FROM since)::float8 AS since FROM hookshift.alerts
WHERE kind = $1 AND ended_at IS NULL;

-- name: forget
-- Deletes alerts that ended $1 days ago.
DELETE FROM hookshift.alerts WHERE ended_at < now() - $1 * interval '1 day';
