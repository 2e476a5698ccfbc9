-- Who may change something over HTTP, and what was asked: a repeated call is answered, not repeated.

CREATE TABLE IF NOT EXISTS hookshift.api_tokens (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  digest BYTEA NOT NULL UNIQUE, -- SHA-256 of the token, which nobody keeps
  made_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  made_by TEXT NOT NULL,
  expires_at TIMESTAMPTZ,
  used_at TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ,
  revoked_by TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS api_tokens_name ON hookshift.api_tokens (name)
  WHERE revoked_at IS NULL;

CREATE TABLE IF NOT EXISTS hookshift.api_calls (
  token BIGINT NOT NULL,
  key TEXT NOT NULL, -- the caller's Idempotency-Key
  request BYTEA NOT NULL, -- SHA-256 of path and body
  at TIMESTAMPTZ NOT NULL DEFAULT now(),
  status INTEGER, -- NULL: it is being carried out, or was interrupted
  answer BYTEA,
  PRIMARY KEY (token, key)
);
CREATE INDEX IF NOT EXISTS api_calls_at ON hookshift.api_calls USING brin (at);

SELECT hookshift.close_everything();
