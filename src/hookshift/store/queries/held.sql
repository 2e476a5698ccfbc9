-- name: with_legacy
-- Conversations with legacy that go on, by domain: silent for less than $1 seconds, begun less than
-- $2 seconds ago; and seconds until the last of them may be moved.
SELECT domain, count(*) AS people, extract(epoch FROM max(least(
  last + make_interval(secs => $1::float8), began + make_interval(secs => $2::float8)
) - now()))::float8 AS seconds
FROM hookshift.conversations
WHERE began > now() - make_interval(secs => $2::float8)
  AND last > now() - make_interval(secs => $1::float8)
  AND NOT ended AND side = 'legacy'
GROUP BY domain;

-- name: midway
-- Conversations that go on: silent for less than $1 seconds, begun less than $2 seconds ago; $3 is
-- the share in hundredths of a percent, $4 the tag of its salt, $5 its domains; $6 the share before a
-- drain, or 0.
WITH midway AS (
  SELECT c.side, p.bucket, least(
    c.last + make_interval(secs => $1::float8), c.began + make_interval(secs => $2::float8)
  ) - now() AS remaining
  FROM hookshift.conversations AS c
  JOIN hookshift.conversation_people AS p ON p.alias = c.person
  WHERE c.began > now() - make_interval(secs => $2::float8)
    AND c.last > now() - make_interval(secs => $1::float8)
    AND NOT c.ended AND c.domain = ANY($5::text[]) AND p.salt_tag = $4::bigint
)
SELECT count(*) FILTER (WHERE side = 'legacy' AND bucket < $3::integer) AS held,
       coalesce(extract(epoch FROM max(remaining) FILTER (
         WHERE side = 'legacy' AND bucket < $3::integer)), 0)::float8 AS held_for,
       count(*) FILTER (WHERE side = 'unified'
         AND bucket >= greatest($3::integer, $6::integer)) AS cut_short,
       count(*) FILTER (WHERE side = 'unified'
         AND bucket >= $3::integer AND bucket < $6::integer) AS draining,
       coalesce(extract(epoch FROM max(remaining) FILTER (WHERE side = 'unified'
         AND bucket >= $3::integer AND bucket < $6::integer)), 0)::float8 AS draining_for
FROM midway;
