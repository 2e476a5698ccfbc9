-- Who is in the middle of a conversation is counted by when it began, which changes only with a new
-- conversation: so the time of each message still touches no index.

CREATE INDEX IF NOT EXISTS conversations_began ON hookshift.conversations (began);
