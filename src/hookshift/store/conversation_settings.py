"""The settings of conversations that gateways run with, which an open rollout keeps."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.parameters import json_text
from hookshift.store.queries import load

SQL = load("conversation_settings")


class RecordedSettings(NamedTuple):
    """What is known of them."""

    settings: Mapping[str, Any] | None
    """None if no gateway has recorded them."""
    is_open: bool
    """Whether a rollout is open."""


async def recorded(connection: Connection) -> RecordedSettings:
    """Raises OperatorError."""
    with translated("read hookshift.conversation_settings"):
        row = await connection.fetchrow(SQL["recorded"])
    text = row["settings"]
    return RecordedSettings(None if text is None else json.loads(text), row["is_open"])


async def record(connection: Connection, settings: Mapping[str, Any]) -> None:
    """Records them, unless a rollout is open that began with others. Raises OperatorError."""
    with translated("write hookshift.conversation_settings"):
        await connection.execute(SQL["record"], json_text(settings))
