-- name: own_settings
-- What a database or a role has as its default is not hookshift's: these are, for the session.
-- Nothing is set where a pooler stands in between (see `server_state`): the session may be another's next.
--
-- A server that is read-only (by its configuration, or as a standby) stays so; that its database or
-- hookshift's role is so by default changes nothing, as with every other default of theirs.
-- synchronous_commit is only raised from off: what was answered with success must be on disk.
SELECT set_config(s.name, wanted.value, false)
FROM pg_catalog.pg_settings s JOIN (VALUES
  ('default_transaction_isolation', 'read committed', NULL),
  ('default_transaction_deferrable', 'off', NULL),
  ('default_transaction_read_only', 'off', '{database,user,database user}'),
  ('synchronous_commit', 'on', NULL),
  ('statement_timeout', '0', NULL),
  ('lock_timeout', '0', NULL),
  ('transaction_timeout', '0', NULL),
  ('idle_in_transaction_session_timeout', '60000', NULL),
  ('idle_session_timeout', '0', NULL),
  ('TimeZone', 'UTC', NULL),
  ('DateStyle', 'ISO, MDY', NULL),
  ('IntervalStyle', 'postgres', NULL),
  ('standard_conforming_strings', 'on', NULL),
  ('transform_null_equals', 'off', NULL),
  ('array_nulls', 'on', NULL),
  ('row_security', 'on', NULL)
) AS wanted (name, value, sources) ON wanted.name = s.name
WHERE pg_backend_pid() = $1 AND s.setting IS DISTINCT FROM wanted.value
  AND (wanted.sources IS NULL OR s.source = ANY (wanted.sources::text[]))
  AND (s.name <> 'synchronous_commit' OR s.setting = 'off');

-- name: transaction_settings
-- The same for one transaction, where a pooler stands in between; the isolation comes with BEGIN.
SELECT set_config('statement_timeout', '0', true),
  set_config('lock_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '60000', true),
  -- PostgreSQL has it since version 17.
  CASE WHEN current_setting('transaction_timeout', true) <> '0'
    THEN set_config('transaction_timeout', '0', true) END,
  CASE WHEN current_setting('synchronous_commit') = 'off'
    THEN set_config('synchronous_commit', 'on', true) END,
  set_config('TimeZone', 'UTC', true),
  set_config('DateStyle', 'ISO, MDY', true),
  set_config('IntervalStyle', 'postgres', true),
  set_config('standard_conforming_strings', 'on', true),
  set_config('transform_null_equals', 'off', true),
  set_config('array_nulls', 'on', true),
  set_config('row_security', 'on', true);

-- name: server_state
-- As many rows as the sum says: 1 if a pooler stands in between (the login got the process id $1,
-- and it is another), 2 on a standby, 4 where the server is read-only, 8 where the database or the
-- role is so by default, which is overruled. Rows are counted without preparing anything.
SELECT FROM generate_series(1,
  (pg_backend_pid() <> $1)::int + 2 * pg_is_in_recovery()::int
  + (SELECT 4 * (setting = 'on' AND NOT of_others)::int
       + 8 * (reset_val = 'on' AND (of_others OR source = 'session'))::int
     FROM (SELECT setting, source, reset_val,
                  source IN ('database', 'user', 'database user') AS of_others
           FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only') AS found));
