#!/usr/bin/env bash
# pywa 4.5.0 and a body that speaks of two people.
# Expected: a message is from whom its `from` and `from_user_id` name; `contacts` is only looked up by
# them, and stands in any order.
# Happens: the sender is contacts[0], whoever that is, and messages[0] the only message: the second
# person's words reach the bot as the first person's, and the answer goes to the wrong phone.
# For a router: a body for such a handler must hold one event and the contacts of its person alone;
# a body that is passed on whole cannot be trusted to keep people apart.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pywa==4.5.0 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
import json
from importlib.metadata import version

from pywa import WhatsApp, handlers

client = WhatsApp(phone_id="1", token="t", server=None, validate_updates=False)
heard = []
client.add_handlers(
    handlers.MessageHandler(lambda _, message: heard.append((message.from_user.wa_id, message.text)))
)
ANN, BEN = ("250780000001", "RW.1"), ("250780000002", "RW.2")


def contact(person):
    return {"profile": {"name": "N"}, "wa_id": person[0], "user_id": person[1]}


def message(person, text):
    return {"from": person[0], "from_user_id": person[1], "id": f"wamid.{text}",
            "timestamp": "1790000000", "type": "text", "text": {"body": text}}


def send(contacts, messages):
    heard.clear()
    value = {"messaging_product": "whatsapp", "contacts": contacts, "messages": messages,
             "metadata": {"display_phone_number": "1", "phone_number_id": "1"}}
    body = {"object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    return client.webhook_update_handler(json.dumps(body).encode())[1], list(heard)


print("pywa", version("pywa"))
alone = send([contact(BEN)], [message(BEN, "ben1")])
print("Ben alone:", alone)
both = send([contact(ANN), contact(BEN)], [message(BEN, "ben2"), message(ANN, "ann1")])
print("Ben, then Ann; contacts Ann, then Ben:", both)
expected = (200, [(BEN[0], "ben1")]), (200, [(ANN[0], "ben2")])
raise SystemExit(0 if (alone, both) == expected else 1)
PYTHON
