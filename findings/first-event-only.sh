#!/usr/bin/env bash
# whatsapp-api-js 6.3.0 and whatsapp-cloud-api 0.3.1 (npm) and a body with several messages.
# Expected: each message of a body reaches the user's handler; Meta's documentation has arrays of
# entries, changes and messages, and says that they are batched.
# Happens: entry[0].changes[0].value.messages[0] is read, the answer is 200, the others are gone.
# For a router: a body must be divided and signed anew for such a handler, event by event.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund whatsapp-api-js@6.3.0 whatsapp-cloud-api@0.3.1
cat > run.mjs <<'JS'
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const { WhatsAppAPI } = await import("whatsapp-api-js");
const { createBot } = require("whatsapp-cloud-api");
const express = require("express");

const message = (n) => ({ from: "250780000001", id: `wamid.${n}`, timestamp: "1764750000", type: "text", text: { body: `m${n}` } });
const value = (...messages) => ({ messaging_product: "whatsapp", metadata: { display_phone_number: "1", phone_number_id: "1" }, contacts: [{ profile: { name: "A" }, wa_id: "250780000001" }], messages });
const body = { object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value: value(message(1), message(2)) }, { field: "messages", value: value(message(3)) }] }] };

const heard = { js: [], cloud: [] };
const api = new WhatsAppAPI({ token: "t", secure: false, v: "v24.0" });
api.on.message = ({ message }) => heard.js.push(message.text.body);
await api.post(body);

const bot = createBot("1", "t");
bot.on("message", ({ data }) => heard.cloud.push(data.text));
const app = express();
await bot.startExpressServer({ app, webhookPath: "/" });
const server = app.listen(0, "127.0.0.1");
await new Promise((done) => server.once("listening", done));
const answer = await fetch(`http://127.0.0.1:${server.address().port}/`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
await new Promise((done) => setTimeout(done, 300));
server.close();
console.log("sent: m1 and m2 in one change, m3 in another");
console.log("whatsapp-api-js 6.3.0 read", heard.js);
console.log("whatsapp-cloud-api 0.3.1 read", heard.cloud, "and answered", answer.status);
process.exit(heard.js.join() === "m1" && heard.cloud.join() === "m1" && answer.status === 200 ? 0 : 1);
JS
node run.mjs
