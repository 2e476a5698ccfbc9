-- name: begin
-- One more of token $1, for $3 seconds; of the earlier ones the latest $4 stay.
WITH crowded AS (
  DELETE FROM hookshift.api_sessions WHERE id IN (
    SELECT id FROM hookshift.api_sessions WHERE token = $1 ORDER BY id DESC OFFSET $4)
)
INSERT INTO hookshift.api_sessions (token, digest, ends_at)
VALUES ($1, $2, now() + $3::float8 * interval '1 second');

-- name: find
-- Whose it is, as long as the token itself may be used.
SELECT t.id, t.name, t.role
FROM hookshift.api_sessions s JOIN hookshift.api_tokens t ON t.id = s.token
WHERE s.digest = $1 AND s.ends_at > now()
  AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now());

-- name: end
-- Logged out.
DELETE FROM hookshift.api_sessions WHERE digest = $1;

-- name: forget
-- Those that are over.
DELETE FROM hookshift.api_sessions WHERE ends_at <= now();
