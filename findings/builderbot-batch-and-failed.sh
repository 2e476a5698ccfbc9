#!/usr/bin/env bash
# @builderbot/provider-meta 1.2.2 (npm): two messages in one change, and a `failed` status.
# Expected: each message has its own id; a status that was understood is answered 200.
# Happens: every message of the change bears the id of the first one, so whoever remembers ids drops
# the others; and a `failed` status is answered 400.
# For a router: one event a request mends the first. By the second Meta sends the status again for
# seven days, and a queue that takes 400 for "never" buries it: 400 must be called a success here.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @builderbot/provider-meta@1.2.2 @builderbot/bot@1.2.2
cat > run.cjs <<'JS'
const { createServer } = require("node:http");
const { MetaProvider } = require("@builderbot/provider-meta");

const metadata = { display_phone_number: "1", phone_number_id: "1" };
const message = (n) => ({ from: "250780000001", id: `wamid.${n}`, timestamp: "1764750000", type: "text", text: { body: `m${n}` } });
const envelope = (value) => JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } }] }] });
const two = envelope({ contacts: [{ profile: { name: "A" }, wa_id: "250780000001" }], messages: [message(1), message(2)] });
const failed = envelope({ statuses: [{ id: "wamid.3", status: "failed", timestamp: "1764750000", recipient_id: "250780000001", errors: [{ code: 131026, title: "Message undeliverable" }] }] });

const provider = new MetaProvider({ jwtToken: "t", numberId: "1", verifyToken: "v", version: "v24.0" });
provider.server = provider.buildHTTPServer();
provider.initVendor().then(async (vendor) => {
  const heard = [];
  vendor.on("message", (each) => heard.push([each.body, each.message_id]));
  const server = createServer(provider.server.handler).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const send = (body) => fetch(`http://127.0.0.1:${server.address().port}/webhook`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const first = await send(two);
  await new Promise((done) => setTimeout(done, 1000));
  const second = await send(failed);
  console.log("@builderbot/provider-meta 1.2.2");
  console.log("two messages:", first.status, JSON.stringify(heard));
  console.log("failed status:", second.status, await second.text());
  const same = heard.length === 2 && heard.every(([, id]) => id === "wamid.1");
  process.exit(same && first.status === 200 && second.status === 400 ? 0 : 1);
});
JS
node run.cjs
