-- name: begin
-- Begins a session of token $1, with the digests of its secrets, for $4 seconds. Of the earlier ones
-- the latest $5 stay, and the one with digest $6 ends: the same browser has logged in again.
WITH over AS (
  DELETE FROM hookshift.api_sessions WHERE digest = $6 OR id IN (
    SELECT id FROM hookshift.api_sessions WHERE token = $1 AND digest IS DISTINCT FROM $6
    ORDER BY id DESC OFFSET $5)
)
INSERT INTO hookshift.api_sessions (token, digest, csrf, ends_at)
VALUES ($1, $2, $3, now() + $4::float8 * interval '1 second');

-- name: find
-- The token of a session and whether $2 is the session's second secret, while the token is valid and
-- somebody has acted within $3 seconds; notes that somebody acts now if $4.
WITH found AS (
  SELECT s.id AS session, s.used_at, t.id, t.name, t.role, coalesce(s.csrf = $2, false) AS proven
  FROM hookshift.api_sessions s JOIN hookshift.api_tokens t ON t.id = s.token
  WHERE s.digest = $1 AND s.ends_at > now()
    AND s.used_at > now() - $3::float8 * interval '1 second'
    AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
), used AS (
  UPDATE hookshift.api_sessions s SET used_at = now() FROM found
  WHERE s.id = found.session AND $4 AND found.proven
    AND found.used_at < now() - interval '10 seconds'
)
SELECT id, name, role, proven FROM found;

-- name: end
-- Ends a session.
DELETE FROM hookshift.api_sessions WHERE digest = $1;

-- name: forget
-- Deletes sessions that are over.
DELETE FROM hookshift.api_sessions WHERE ends_at <= now();
