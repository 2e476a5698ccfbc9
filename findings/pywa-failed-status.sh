#!/usr/bin/env bash
# pywa 4.5.0 and the status of a message that could not be delivered.
# Expected: a handler registered with on_message_status hears of every status, `failed` above all.
# Happens: Meta sends no `contacts` with a `failed` status; pywa reads value["contacts"][0], logs a
# KeyError, calls nobody, and answers 200.
# For a router: the event counts as delivered and is gone; nobody learns that the message was not.
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
heard = []
client.add_handlers(
    handlers.MessageStatusHandler(lambda _, status: heard.append(status.status.value))
)


def send(**value):
    status = {"id": "wamid.1", "timestamp": "1764750000", "recipient_id": "250780000001"}
    status |= value.pop("status")
    value |= {"messaging_product": "whatsapp", "statuses": [status],
              "metadata": {"display_phone_number": "1", "phone_number_id": "1"}}
    body = {"object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    return client.webhook_update_handler(json.dumps(body).encode())


person = [{"profile": {"name": "A"}, "wa_id": "250780000001", "user_id": "RW.1"}]
failed = {"status": "failed", "errors": [{"code": 131026, "title": "Message undeliverable"}]}
print("pywa", version("pywa"))
print("delivered, with contacts:", send(status={"status": "delivered"}, contacts=person), heard)
answer = send(status=failed)
print("failed, without contacts:", answer, heard)
raise SystemExit(0 if answer == ("ok", 200) and heard == ["delivered"] else 1)
PYTHON
