-- name: lease
-- The holder of lease $1, and for how many seconds more.
SELECT holder, term, extract(epoch FROM expires_at - clock_timestamp())::float8 AS "left"
FROM hookshift.leases WHERE name = $1;

-- name: take
-- Takes the lease if it has expired, or renews one's own; no row if it is another's.
INSERT INTO hookshift.leases AS lease (name, holder, term, expires_at)
VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 second')
ON CONFLICT (name) DO UPDATE SET
  holder = excluded.holder,
  term = lease.term + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END,
  expires_at = clock_timestamp() + $3 * interval '1 second'
WHERE lease.holder = excluded.holder OR lease.expires_at <= clock_timestamp()
RETURNING term;

-- name: give_up
-- Ends the lease, so that the next holder need not wait for it to expire.
UPDATE hookshift.leases SET expires_at = clock_timestamp() WHERE name = $1 AND holder = $2;

-- name: guard
-- Locks the lease at its term: nobody can take it before this transaction ends.
SELECT 1 FROM hookshift.leases WHERE name = $1 AND holder = $2 AND term = $3 FOR SHARE;
