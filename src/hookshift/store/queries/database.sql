-- name: judge
-- As many rows as the sum says: 1 if a pooler stands in between (the login was told the process $1,
-- and it is another), 2 on a standby, 4 where transactions are read-only. Rows are counted without
-- preparing anything.
SELECT FROM generate_series(1,
  (pg_backend_pid() <> $1)::int + 2 * pg_is_in_recovery()::int
  + 4 * (current_setting('transaction_read_only') = 'on')::int);
