#!/usr/bin/env bash
# @kapso/whatsapp-cloud-api 0.3.0 (npm), normalizeWebhook, and a body for two business numbers.
# Expected: each message says which of the business's numbers it came to, as its change does.
# Happens: all messages stand in one list, and phoneNumberId is the last change's.
# For a router: whoever answers from phoneNumberId answers from a number that the person never wrote
# to; bodies for such a handler must hold one event, or one number.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund @kapso/whatsapp-cloud-api@0.3.0
cat > run.mjs <<'JS'
import { normalizeWebhook } from "@kapso/whatsapp-cloud-api/server";

const change = (number, text) => ({ field: "messages", value: { messaging_product: "whatsapp", metadata: { display_phone_number: number, phone_number_id: number }, contacts: [{ profile: { name: "A" }, wa_id: "250780000001" }], messages: [{ from: "250780000001", id: `wamid.${number}`, timestamp: "1764750000", type: "text", text: { body: text } }] } });
const body = { object: "whatsapp_business_account", entry: [{ id: "1", changes: [change("111", "to 111"), change("222", "to 222")] }] };
const read = normalizeWebhook(body);
const told = read.messages.map((message) => message.text.body);
const named = read.messages.some((message) => JSON.stringify(message).replaceAll("wamid.111", "").replaceAll("to 111", "").includes("111"));
console.log("@kapso/whatsapp-cloud-api 0.3.0");
console.log("messages", told, "phoneNumberId", read.phoneNumberId, "a message names its number:", named);
process.exit(told.join() === "to 111,to 222" && read.phoneNumberId === "222" && !named ? 0 : 1);
JS
node run.mjs
