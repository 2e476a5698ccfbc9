-- Tokens of handlers, which may hand over conversations that are theirs, and nothing else.

ALTER TABLE hookshift.api_tokens ADD COLUMN IF NOT EXISTS handler TEXT;
ALTER TABLE hookshift.api_tokens DROP CONSTRAINT IF EXISTS api_tokens_role_check;
ALTER TABLE hookshift.api_tokens ADD CONSTRAINT api_tokens_role_check
  CHECK (role IN ('viewer', 'operator', 'admin', 'handler')
         AND (role = 'handler') = (handler IS NOT NULL));
