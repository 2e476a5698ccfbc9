-- name: active
-- Those in force; the latest of each problem comes last.
SELECT id, kind, subject, actor, reason, at, is_acknowledgement, until
FROM hookshift.alert_silences WHERE until > now() ORDER BY id;

-- name: add
-- Somebody ($3) has taken note of problem $1 $2, because of $4, for $5 seconds.
INSERT INTO hookshift.alert_silences (kind, subject, actor, reason, until, is_acknowledgement)
VALUES ($1, $2, $3, $4, now() + $5::float8 * interval '1 second', $6)
RETURNING id, kind, subject, actor, reason, at, is_acknowledgement, until;

-- name: end
-- Ends what is in force about problem $1 $2.
UPDATE hookshift.alert_silences SET until = now()
WHERE kind = $1 AND subject = $2 AND until > now();

-- name: seen
-- Problems $1 $2 go on; acknowledgements of those that have not been seen for $3 seconds end.
WITH going_on AS (
  UPDATE hookshift.alert_silences s SET seen_at = now()
  FROM unnest($1::text[], $2::text[]) AS wrong (kind, subject)
  WHERE s.kind = wrong.kind AND s.subject = wrong.subject AND s.until > now()
  RETURNING s.id
)
UPDATE hookshift.alert_silences SET until = now()
WHERE is_acknowledgement AND until > now() AND id NOT IN (SELECT id FROM going_on)
  AND seen_at < now() - $3::float8 * interval '1 second';

-- name: forget
-- Deletes those that ended $1 days ago.
DELETE FROM hookshift.alert_silences WHERE until < now() - $1 * interval '1 day';
