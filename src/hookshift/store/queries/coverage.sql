-- name: first_hour
-- The start of the first hour of which something is known, from a time on.
SELECT extract(epoch FROM min(start))::float8 FROM hookshift.rollup_hours
WHERE start >= to_timestamp($1::float8);
