-- name: own_settings
-- What a database or a role has as its default is not hookshift's: these are, for the session.
-- Nothing is set where a pooler stands in between (see `server_state`): the session may be another's next.
--
-- A database that is read-only by default is about to be left (a switch-over), so that stays. What
-- is read-only for hookshift's own role is a mistake. synchronous_commit is only raised from off:
-- what was answered with success must be on disk.
SELECT set_config(s.name, wanted.value, false)
FROM pg_catalog.pg_settings s JOIN (VALUES
  ('default_transaction_isolation', 'read committed', NULL),
  ('default_transaction_deferrable', 'off', NULL),
  ('default_transaction_read_only', 'off', '{user,database user}'),
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

-- name: server_state
-- As many rows as the sum says: 1 if a pooler stands in between (the login was told the process $1,
-- and it is another), 2 on a standby, 4 where transactions are read-only. Rows are counted without
-- preparing anything.
SELECT FROM generate_series(1,
  (pg_backend_pid() <> $1)::int + 2 * pg_is_in_recovery()::int
  + 4 * (current_setting('default_transaction_read_only') = 'on')::int);
