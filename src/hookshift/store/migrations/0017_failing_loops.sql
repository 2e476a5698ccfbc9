-- Loops that an error keeps from their work, as their processes tell with each heartbeat.
CREATE TABLE IF NOT EXISTS hookshift.failing_loops (
  process TEXT NOT NULL, -- a gateway's name, or the control process's
  loop TEXT NOT NULL,
  label TEXT NOT NULL, -- the process as people know it
  error TEXT NOT NULL,
  since TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now(), -- last told
  PRIMARY KEY (process, loop)
);

SELECT hookshift.close_everything();
