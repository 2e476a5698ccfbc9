"""A test message through each notifier, or one: does it reach anybody?"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hookshift.config.schema.notifiers import NotifierConfig
from hookshift.controller.notify.answer import Patience
from hookshift.controller.notify.channel import PATIENCE, NotifierChannel
from hookshift.controller.notify.message import trial
from hookshift.domain.errors import OperatorError


async def try_all(
    notifiers: Sequence[NotifierConfig], name: str | None, patience: Patience = PATIENCE
) -> list[dict[str, Any]]:
    """What each answered, all asked at once. Raises OperatorError if there is none to ask."""
    asked = _chosen(notifiers, name)
    return list(await asyncio.gather(*(_try(each, patience) for each in asked)))


def _chosen(notifiers: Sequence[NotifierConfig], name: str | None) -> list[NotifierConfig]:
    if not notifiers:
        raise OperatorError(
            "the settings have no notifiers. Add [[notifiers]]; hookshift.toml shows how."
        )
    chosen = [notifier for notifier in notifiers if name in (None, notifier.name)]
    if not chosen:
        known = ", ".join(notifier.name for notifier in notifiers)
        raise OperatorError(f'there is no notifier "{name}": use one of {known}')
    return chosen


async def _try(notifier: NotifierConfig, patience: Patience) -> dict[str, Any]:
    message = trial(f"msg_{uuid4().hex}", notifier.name, datetime.now(UTC))
    began = time.monotonic()
    answer = await NotifierChannel(notifier, patience).send(message)
    return {
        "notifier": notifier.name,
        "kind": notifier.kind,
        "good": answer.good,
        "answer": answer.text,
        "seconds": round(time.monotonic() - began, 3),
    }
