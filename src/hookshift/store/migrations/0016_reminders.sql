-- What goes on being wrong is told again.

ALTER TABLE hookshift.alerts ADD COLUMN IF NOT EXISTS told_at TIMESTAMPTZ; -- last; NULL: see raised_at
