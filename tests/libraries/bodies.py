"""Webhooks as Meta sends them in 2026: people with a user id beside their number."""

import json
from typing import Any

A, B = "250780000001", "250780000002"
PEOPLE = [
    {"profile": {"name": "A"}, "wa_id": A, "user_id": "RW.1"},
    {"profile": {"name": "B"}, "wa_id": B, "user_id": "RW.2"},
]


def change(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": "106540352242922"},
        "contacts": PEOPLE,
        **({"messages": list(messages)} if messages else {}),
        **more,
    }
    return {"field": "messages", "value": value}


def message(sender: str, text: str) -> dict[str, Any]:
    return {
        "from": sender,
        "from_user_id": "RW.1" if sender == A else "RW.2",
        "id": f"wamid.{text.replace(' ', '.')}",
        "timestamp": "1764750000",
        "type": "text",
        "text": {"body": text},
    }


def status(number: int, what: str) -> dict[str, Any]:
    return {"id": f"wamid.s{number}", "status": what, "timestamp": "1764750000",
            "recipient_id": A, "recipient_user_id": "RW.1"}  # fmt: skip


def webhook(*changes: dict[str, Any]) -> bytes:
    """A whole body."""
    entry = {"id": "1", "time": 1764750000, "changes": changes}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
