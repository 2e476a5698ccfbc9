-- Who is logged in with a browser: with a token, for as long as it may be used.

CREATE TABLE IF NOT EXISTS hookshift.api_sessions (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token BIGINT NOT NULL REFERENCES hookshift.api_tokens ON DELETE CASCADE,
  digest BYTEA NOT NULL UNIQUE, -- SHA-256 of the cookie's value
  begun_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  ends_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS api_sessions_token ON hookshift.api_sessions (token, id);

SELECT hookshift.close_everything();
