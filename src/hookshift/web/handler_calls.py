"""The paths of `conversations`: by a handler's token, rationed, each call carried out once."""

import time
from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store import api as store
from hookshift.store.errors import DatabaseAway
from hookshift.web.access import Access, Refused
from hookshift.web.audit import Audit
from hookshift.web.conversations import CALLS, HandlerCall, OfConversation, Spoken
from hookshift.web.database import DashboardDatabase
from hookshift.web.encoding import encoded
from hookshift.web.once import CallKey, once
from hookshift.web.routes import posting

CALLS_A_SECOND: Final = 50.0
"""Calls a second that one token may make; BURST may come at once."""
BURST: Final = 100.0
MOST_TOKENS: Final = 1_000


class CallRate:
    """How many calls each token has left, by the token bucket."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._left: dict[int, tuple[float, float]] = {}
        """Calls left, and when that was so."""

    def take(self, token: int) -> bool:
        """Whether another call may be made now."""
        now = self._monotonic()
        left, at = self._left.pop(token, (BURST, now))
        left = min(BURST, left + (now - at) * CALLS_A_SECOND)
        if len(self._left) >= MOST_TOKENS:
            # The one that was used longest ago.
            del self._left[next(iter(self._left))]
        self._left[token] = (left - 1 if left >= 1 else left, now)
        return left >= 1


def add_handler_calls(
    app: FastAPI, settings: Settings, database: DashboardDatabase, access: Access, audit: Audit
) -> None:
    """One path for each of CALLS."""
    calls = _Calls(settings, database, access, audit)
    for call in CALLS:
        app.include_router(calls.router(call))


class _Calls:
    def __init__(
        self, settings: Settings, database: DashboardDatabase, access: Access, audit: Audit
    ) -> None:
        self._settings = settings
        self._database = database
        self._access = access
        self._audit = audit
        self._rate = CallRate()

    def router(self, call: HandlerCall) -> APIRouter:
        """The path of one call."""
        model = call.asked

        async def may(request: Request) -> None:
            await self._may(call, request)

        async def carry_out(asked: model, request: Request, key: CallKey = None) -> Response:  # type: ignore[valid-type]
            return await once(
                self._database, request, call.path, key,
                lambda: self._carried_out(call, asked, request),
            )  # fmt: skip

        description = "Requires a token with the role handler; it speaks for that handler."
        return posting(
            call.path,
            may,
            carry_out,
            summary=call.summary,
            description=description,
            model=call.answer,
        )

    async def _may(self, call: HandlerCall, request: Request) -> None:
        caller = await self._access.caller(request, acts=True, of_handlers=True)
        token = self._access.demand(caller, store.HANDLER, call.path, request)
        if not self._rate.take(token):
            self._audit.refused(request, call.path, f"{caller.name} calls too often")
            raise Refused(
                f"this token may make {CALLS_A_SECOND:g} calls a second: send it again later", 429
            )
        request.state.token, request.state.caller = token, caller

    async def _carried_out(
        self, call: HandlerCall, asked: OfConversation, request: Request
    ) -> tuple[int, bytes]:
        caller = request.state.caller
        try:
            done = await self._database.run(
                lambda opened: call.carry(Spoken(opened, self._settings, caller.handler), asked)
            )
        except DatabaseAway:
            raise
        except OperatorError as error:
            self._audit.refused(request, f"{call.path} by {caller.name}", str(error))
            return 409, encoded({"error": str(error)})
        self._audit.handed_over(request, call.path, caller.name, asked.reason)
        return 200, encoded(done)
