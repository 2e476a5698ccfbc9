-- The one value of an array so many times, or the array as it is: what is the same of all deliveries of
-- a commit is sent once. In line where it is used, so it has no settings of its own.
CREATE OR REPLACE FUNCTION hookshift.repeated(given anyarray, times INTEGER) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE pg_catalog.cardinality(given)
    WHEN 1 THEN pg_catalog.array_fill(given[1], ARRAY[times]) ELSE given END
$$;

SELECT hookshift.close_everything();
