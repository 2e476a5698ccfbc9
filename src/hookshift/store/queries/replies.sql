-- name: numbers
-- Business numbers at which so many receipts of sent messages have come since $1: one step of the
-- index for each number, and so many rows.
WITH RECURSIVE found AS (
  SELECT (SELECT min(business_number) FROM public.webhook_routing_logs
          WHERE event_kind = 'status' AND event_type IN ('sent', 'failed')
            AND business_number IS NOT NULL AND created_at >= to_timestamp($1::float8)) AS number
  UNION ALL
  SELECT (SELECT min(business_number) FROM public.webhook_routing_logs
          WHERE event_kind = 'status' AND event_type IN ('sent', 'failed')
            AND business_number > found.number AND created_at >= to_timestamp($1::float8))
  FROM found WHERE found.number IS NOT NULL
)
SELECT number FROM found
WHERE number IS NOT NULL AND (
  SELECT count(*) FROM (
    SELECT FROM public.webhook_routing_logs
    WHERE event_kind = 'status' AND event_type IN ('sent', 'failed')
      AND business_number = found.number AND created_at >= to_timestamp($1::float8)
    LIMIT $2) AS few) >= $2
LIMIT $3;

-- name: askings
-- Who first wrote, under version $3 since $4, from $1 to $2: at most $6 people, drawn by their hash
-- and the slot. What no answer is expected to is left out, and so is who was not drawn by the share.
WITH wrote AS (
  SELECT DISTINCT ON (person, domain)
         person, domain, routed_to, business_number, provider_time, created_at
  FROM public.webhook_routing_logs
  WHERE created_at >= to_timestamp($1::float8) AND created_at < to_timestamp($2::float8)
    AND config_version = $3 AND domain = ANY ($5::text[])
    AND event_kind = 'message' AND status = 'success' AND person IS NOT NULL
    AND reason IN ('in_share', 'out_of_share') AND in_group IS NULL
    AND event_type NOT IN ('reaction', 'system', 'unsupported', 'unknown')
  ORDER BY person, domain, created_at
), drawn AS (
  SELECT * FROM wrote ORDER BY hashint8extended(person, $1::float8::bigint), domain LIMIT $6
)
SELECT person, domain, routed_to AS side, business_number AS number, provider_time AS at,
       abs(extract(epoch FROM created_at)::float8 - provider_time) <= $7::float8 AS is_timed
FROM drawn
-- One look into the index of people for each, whatever the planner thinks: all rows since the stage
-- began may be millions. It knows nothing of a day that has just begun, and would take any index; so
-- the conditions here are written as no other one has them.
LEFT JOIN LATERAL (
  SELECT true AS found FROM public.webhook_routing_logs AS earlier
  WHERE earlier.person = drawn.person AND earlier.domain || '' = drawn.domain
    AND earlier.created_at >= to_timestamp($4::float8)
    AND earlier.created_at < to_timestamp($1::float8)
    AND earlier.config_version = $3
    AND earlier.event_kind = 'message' AND earlier.status || '' = 'success'
    AND earlier.reason IN ('in_share', 'out_of_share') AND earlier.in_group IS NULL
    AND earlier.event_type NOT IN ('reaction', 'system', 'unsupported', 'unknown')
  LIMIT 1
) AS before ON true
WHERE before.found IS NULL;

-- name: aliases
-- Under which other hashes these people are known, as far as conversations have shown it.
SELECT other.alias, given.alias AS person
FROM hookshift.conversation_people AS given
JOIN hookshift.conversation_people AS other USING (person)
WHERE given.alias = ANY ($1::bigint[]) AND other.alias <> given.alias;

-- name: receipts
-- What was sent to these people, by the log from $2 to $3, at most $4 receipts of each; what nobody
-- asked for is no answer. Looked up person by person, for the same reason.
SELECT given.person, number, at, failed, code
FROM unnest($1::bigint[]) AS given (person)
CROSS JOIN LATERAL (
  SELECT business_number AS number, provider_time AS at, event_type = 'failed' AS failed,
         error_code AS code
  FROM public.webhook_routing_logs AS receipt
  WHERE receipt.person = given.person
    AND created_at >= to_timestamp($2::float8) AND created_at < to_timestamp($3::float8)
    AND event_kind || '' = 'status' AND event_type IN ('sent', 'failed') AND in_group IS NULL
    AND provider_time IS NOT NULL AND business_number IS NOT NULL
    AND (pricing IS NULL OR pricing NOT LIKE 'marketing%')
  LIMIT $4
) AS told;

-- name: add
-- What the controller has counted, in the transaction in which it counts it.
INSERT INTO hookshift.reply_slots
  (version, start, seconds, domain, side, people, answered, failed, times, codes, code_counts)
VALUES ($1, to_timestamp($2::float8), $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING;

-- name: slots
-- What was counted between two times.
SELECT extract(epoch FROM start)::float8 AS start, seconds::float8, domain, side, version,
       people, answered, failed, times, codes, code_counts
FROM hookshift.reply_slots
WHERE start >= to_timestamp($1::float8) AND start < to_timestamp($2::float8)
ORDER BY start, domain, side, version;

-- name: has_slots
-- Whether anything was counted between two times.
SELECT EXISTS (SELECT FROM hookshift.reply_slots
               WHERE start >= to_timestamp($1::float8) AND start < to_timestamp($2::float8));
