-- name: make
-- Creates a token called $1.
INSERT INTO hookshift.api_tokens (name, role, digest, made_by, expires_at, handler)
VALUES ($1, $2, $3, $4, now() + $5::float8 * interval '1 second', $6);

-- name: find
-- The token with this digest, if it is valid; notes its use, once a minute.
WITH found AS (
  SELECT id, name, role, used_at, handler FROM hookshift.api_tokens
  WHERE digest = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
), used AS (
  UPDATE hookshift.api_tokens t SET used_at = now() FROM found
  WHERE t.id = found.id AND coalesce(found.used_at, '-infinity') < now() - interval '1 minute'
)
SELECT id, name, role, handler FROM found;

-- name: list
-- All tokens, the newest first.
SELECT name, role, handler, made_at, made_by, expires_at, used_at, revoked_at, revoked_by
FROM hookshift.api_tokens ORDER BY id DESC LIMIT $1;

-- name: revoke
-- Revokes the token called $1.
UPDATE hookshift.api_tokens SET revoked_at = now(), revoked_by = $2
WHERE name = $1 AND revoked_at IS NULL;

-- name: begin
-- Begins a call of token $1 with key $2; no row if there was one.
INSERT INTO hookshift.api_calls (token, key, request) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING key;

-- name: earlier
-- The earlier call with that key, and its answer.
SELECT request, status, answer FROM hookshift.api_calls WHERE token = $1 AND key = $2;

-- name: end
-- Records a call's answer.
UPDATE hookshift.api_calls SET status = $3, answer = $4 WHERE token = $1 AND key = $2;

-- name: forget_calls
-- Deletes calls of a week ago.
DELETE FROM hookshift.api_calls WHERE at < now() - interval '7 days';
