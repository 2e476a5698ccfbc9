"""The usual relayed webhook: one request, the body as it came, an idle connection to its handler.

It needs no task: it is handed over as soon as it is decided, and its handler's answer calls back.
Whatever is not usual is left to `deliver.py`, which can do all of it; what happens to be usual only
at first (a connection that dies before the answer) goes on in a task.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from hookshift.domain.delivery.delivery import OUTCOMES, Outcome
from hookshift.domain.errors import GatewayError, HandlerBroken, HandlerError
from hookshift.domain.http import Response
from hookshift.domain.routing.routing import Part
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import Attempt
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.webhook import DecidedWebhook, OnOutcome

log = logging.getLogger(__name__)


class Account(NamedTuple):
    """Where a request is counted while it is under way, and noted when it has ended."""

    attempts: Attempts
    bulkheads: Bulkheads
    monotonic: Callable[[], float]
    tasks: set[asyncio.Task[None]]
    """Tasks of requests that are sent once more."""


class UsualRequest:
    """One request of a usual webhook, from when it is sent until its outcome is known."""

    __slots__ = ("_account", "_decided", "_on_outcome", "_part", "_sent")

    def __init__(
        self,
        account: Account,
        decided: DecidedWebhook,
        part: Part,
        on_outcome: OnOutcome,
        sent: float | None = None,
    ) -> None:
        """`sent`: when that was by the monotonic clock; now if not said."""
        self._account = account
        self._decided = decided
        self._part = part
        self._on_outcome = on_outcome
        self._sent = account.monotonic() if sent is None else sent

    def ended(self, outcome: Outcome | Awaitable[Response]) -> None:
        """Called when the handler has answered or failed, or is to be asked again."""
        if not isinstance(outcome, OUTCOMES):
            tasks = self._account.tasks
            task = asyncio.get_running_loop().create_task(self._go_on(outcome))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            return
        account, decided, part = self._account, self._decided, self._part
        account.bulkheads.leave(part.handler, len(decided.webhook.body))
        now = account.monotonic()
        milliseconds = round((now - decided.webhook.started) * 1000)
        try:
            account.attempts.note(
                Attempt(part, outcome, 1, milliseconds), decided.origin, now - self._sent
            )
        finally:
            self._on_outcome(outcome)

    async def _go_on(self, rest: Awaitable[Response]) -> None:
        try:
            outcome: Outcome = await rest
        except (HandlerError, GatewayError) as error:
            outcome = error
        except Exception as error:
            log.exception("Unexpected error in a delivery to %s", self._part.handler)
            outcome = HandlerBroken(f"{self._part.handler}: {type(error).__name__}")
        self.ended(outcome)
