-- name: balance
-- All that was accepted between $2 and $3, by source and $1 (a unit of date_trunc; NULL: all in
-- one), and where it is. One statement, so one moment: nothing is counted twice or missed.
-- Added up by hour first, and without hookshift.hour_of: a call for each of a million that wait
-- would take seconds.
WITH entries AS (
  SELECT source, hour, accepted, duplicates, delivered, 0 AS waiting, 0 AS dead, dropped
  FROM hookshift.ledger
  UNION ALL
  SELECT source, date_bin('1 hour', coalesce(accepted_at, received_at), 'epoch'),
         0, 0, 0, sum(events), 0, 0
  FROM hookshift.deliveries GROUP BY 1, 2
  UNION ALL
  SELECT source, date_bin('1 hour', coalesce(accepted_at, received_at), 'epoch'),
         0, 0, 0, 0, sum(events), 0
  FROM hookshift.dead_letters GROUP BY 1, 2
)
SELECT source, CASE WHEN $1::text IS NOT NULL THEN date_trunc($1, hour, 'UTC') END AS period,
       sum(accepted)::bigint AS accepted, sum(duplicates)::bigint AS duplicates,
       sum(delivered)::bigint AS delivered, sum(waiting)::bigint AS waiting,
       sum(dead)::bigint AS dead, sum(dropped)::bigint AS dropped
FROM entries
WHERE ($2::timestamptz IS NULL OR hour >= hookshift.hour_of($2))
  AND ($3::timestamptz IS NULL OR hour < $3)
GROUP BY 1, 2 ORDER BY 2, 1;

-- name: waiting
-- Backlogs by handler. Ordering keys (lanes) are counted by their first delivery: counting distinct
-- ones would sort the whole backlog.
WITH handlers AS (
  SELECT handler, count(*) AS deliveries, sum(events)::bigint AS events,
         count(*) FILTER (WHERE owner IS NOT NULL) AS held,
         count(*) FILTER (WHERE owner IS NULL AND next_at <= now()) AS due,
         count(*) FILTER (WHERE owner IS NULL AND next_at > now()) AS later,
         count(*) FILTER (WHERE next_at IS NULL) AS behind,
         count(lane) FILTER (WHERE owner IS NOT NULL OR next_at IS NOT NULL) AS lanes,
         min(coalesce(accepted_at, received_at)) AS oldest, min(expires_at) AS expires,
         min(id) FILTER (WHERE last_error IS NOT NULL) AS failing
  FROM hookshift.deliveries GROUP BY handler
)
SELECT h.handler, h.deliveries, h.events, held, due, later, behind, lanes, oldest,
       extract(epoch FROM now() - oldest)::float8 AS age, expires, d.attempts, d.last_error
FROM handlers h LEFT JOIN hookshift.deliveries d ON d.id = failing
ORDER BY oldest, handler;

-- name: undelivered
-- What was accepted between $5 and $6 and has not been delivered: the oldest $7 of it.
SELECT id, coalesce(accepted_at, received_at) AS accepted_at, source, handler, domain, events,
       attempts, state, next_at, last_error, count(*) OVER () AS deliveries,
       sum(events) OVER ()::bigint AS all_events
FROM (
  SELECT id, received_at, accepted_at, source, handler, domain, events, attempts,
         CASE WHEN owner IS NOT NULL THEN 'under way' WHEN next_at IS NULL THEN 'behind another'
           ELSE 'waiting' END AS state,
         CASE WHEN owner IS NULL THEN next_at END AS next_at, last_error
  FROM hookshift.deliveries
  UNION ALL
  SELECT id, received_at, accepted_at, source, handler, domain, events, attempts,
         'dead: ' || reason, NULL, last_error
  FROM hookshift.dead_letters
) all_of_it
WHERE ($1::text[] IS NULL OR handler = ANY ($1)) AND ($2::text[] IS NULL OR domain = ANY ($2))
  AND ($3::text[] IS NULL OR source = ANY ($3))
  AND ($4::text IS NULL OR strpos(lower(last_error), lower($4)) > 0)
  AND ($5::timestamptz IS NULL OR coalesce(accepted_at, received_at) >= $5)
  AND ($6::timestamptz IS NULL OR coalesce(accepted_at, received_at) < $6)
ORDER BY coalesce(accepted_at, received_at), id LIMIT $7;

-- name: add_up
-- At most $1 rows of the journal into one for each source and hour.
WITH gone AS (
  DELETE FROM hookshift.ledger WHERE id = ANY (ARRAY(
    SELECT id FROM hookshift.ledger WHERE writer <> 0
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING source, hour, accepted, duplicates, delivered, dead, dropped
)
INSERT INTO hookshift.ledger AS l
  (source, hour, writer, accepted, duplicates, delivered, dead, dropped)
SELECT source, hour, 0, sum(accepted), sum(duplicates), sum(delivered), sum(dead), sum(dropped)
FROM gone GROUP BY source, hour ORDER BY source, hour
ON CONFLICT (source, hour) WHERE writer = 0 DO UPDATE SET
  accepted = l.accepted + excluded.accepted, duplicates = l.duplicates + excluded.duplicates,
  delivered = l.delivered + excluded.delivered, dead = l.dead + excluded.dead,
  dropped = l.dropped + excluded.dropped;

-- name: forget
-- Hours older than $1 days of which nothing is left to account for.
DELETE FROM hookshift.ledger l WHERE hour < now() - $1::integer * interval '1 day'
  AND writer = 0 AND dead = 0 AND accepted = delivered + dropped
  AND NOT EXISTS (SELECT FROM hookshift.ledger o
                  WHERE o.source = l.source AND o.hour = l.hour AND o.writer <> 0);
