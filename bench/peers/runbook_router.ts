// The runbook's router: the config is read and the decision logged in each request, here by plain
// HTTP calls to a stand-in for PostgREST (the runbook's client library does more work than that).
// Arguments: port, upstream port, port of the stand-in or 0 for none of the two calls.
const [port, upstream, database] = Deno.args.map(Number);
const rest = `http://127.0.0.1:${database}/rest/v1`;
const fixed = { percentage: 10, enabled: true, domains: ["jobs", "marketplace", "property"] };

async function getRoutingConfig() {
  if (!database) return fixed;
  const url = `${rest}/webhook_routing_config?select=percentage,enabled,domains&order=created_at.desc&limit=1`;
  return (await (await fetch(url)).json())[0];
}

// deno-lint-ignore no-explicit-any
function determineDomain(message: any): string {
  const text = message?.text?.body?.toLowerCase() || "";
  const has = (words: string[]) => words.some((word) => text.includes(word));
  if (has(["job", "hiring", "apply", "career"])) return "jobs";
  if (has(["property", "rent", "apartment", "house"])) return "property";
  if (has(["buy", "shop", "product", "order"])) return "marketplace";
  return "unknown";
}

async function logRouting(row: Record<string, unknown>) {
  if (!database) return;
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(row);
  const answer = await fetch(`${rest}/webhook_routing_logs`, { method: "POST", headers, body });
  await answer.text();
}

Deno.serve({ port, hostname: "127.0.0.1", onListen() {} }, async (req) => {
  const start = Date.now();
  const payload = await req.json();
  const message = payload.entry?.[0]?.changes?.[0]?.value?.messages?.[0];
  const config = await getRoutingConfig();
  const domain = determineDomain(message);
  const shouldRoute = config.enabled && config.domains.includes(domain) &&
    Math.random() * 100 < config.percentage;
  const target = shouldRoute ? "wa-webhook-unified" : `wa-webhook-${domain}`;
  const response = await fetch(`http://127.0.0.1:${upstream}/functions/v1/${target}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Correlation-ID": crypto.randomUUID(),
      "X-Webhook-Domain": domain,
      "X-Routed-From": "traffic-router",
    },
    body: JSON.stringify(payload),
  });
  const answer = await response.text();
  await logRouting({
    webhook_name: target,
    domain,
    routed_to: shouldRoute ? "unified" : "legacy",
    from_number: message?.from,
    message_id: message?.id,
    response_time_ms: Date.now() - start,
    status: response.ok ? "success" : "error",
  });
  return new Response(answer, {
    status: response.status,
    headers: { "content-type": "application/json" },
  });
});
