#!/usr/bin/env bash
# pywa 4.5.0 and an error in the user's own handler.
# Expected: a handler that raises gives an error status, and the same webhook, sent again, is
# handled again.
# Happens: the answer is 200; and were it sent again, it would be left out as a duplicate, because
# its hash is kept before the handlers run.
# For a router: a handler's failure cannot be seen from outside, and trying again cannot help.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pywa==4.5.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import json
import logging
from importlib.metadata import version

from pywa import WhatsApp, handlers

logging.disable(logging.CRITICAL)
client = WhatsApp(phone_id="1", token="t", server=None, validate_updates=False)
calls = []


def on_message(_, message):
    calls.append(message.text)
    if len(calls) == 1:
        raise ConnectionError("the database is away")


client.add_handlers(handlers.MessageHandler(on_message))
message = {"from": "250780000001", "id": "wamid.1", "timestamp": "1764750000", "type": "text",
           "text": {"body": "hello"}}
value = {"messaging_product": "whatsapp", "messages": [message],
         "contacts": [{"profile": {"name": "A"}, "wa_id": "250780000001", "user_id": "RW.1"}],
         "metadata": {"display_phone_number": "1", "phone_number_id": "1"}}
body = json.dumps({"object": "whatsapp_business_account", "entry": [
    {"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()
print("pywa", version("pywa"))
first = client.webhook_update_handler(body)
print("the handler raises:", first, "calls:", len(calls))
again = client.webhook_update_handler(body)
print("the same bytes again:", again, "calls:", len(calls))
raise SystemExit(0 if first == again == ("ok", 200) and len(calls) == 1 else 1)
PYTHON
