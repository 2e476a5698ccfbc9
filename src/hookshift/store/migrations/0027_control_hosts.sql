-- What control processes say of their hosts, as workers do in hookshift.gateways: the dashboard's
-- certificate, the disk. A host may have a control process and no worker.
CREATE TABLE IF NOT EXISTS hookshift.control_hosts (
  host TEXT PRIMARY KEY,
  gauges JSONB NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now() -- last told
);

SELECT hookshift.close_everything();
