"""Who asks, and what they may: by token, or as somebody at this machine who may only look.

Tokens come in a header that no other site's page can set, so there is nothing to forge (CSRF).
Whoever tries tokens is told to wait after some that are wrong; a good one is let in all the same,
so nobody can lock an operator out.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from hookshift.domain.errors import OperatorError
from hookshift.store import api
from hookshift.web.database import Database

log = logging.getLogger(__name__)

MOST_WRONG = 20
WITHIN_SECONDS = 60.0


class Caller(NamedTuple):
    """Who asks."""

    role: str
    token: int | None = None
    name: str = "somebody at this machine"

    def may(self, role: str) -> bool:
        """Whether they may do what `role` may."""
        return api.ROLES.index(self.role) >= api.ROLES.index(role)


ANYBODY = Caller("viewer")


class Refused(OperatorError):
    """With the status that it is answered by."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class Access:
    """Of one dashboard."""

    def __init__(self, database: Database, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._monotonic = monotonic
        self._wrong: deque[float] = deque(maxlen=MOST_WRONG)

    async def caller(self, authorization: str | None) -> Caller:
        """By the header's value. Raises Refused, or OperatorError."""
        if authorization is None:
            return ANYBODY
        scheme, _, text = authorization.partition(" ")
        found = None
        if scheme.lower() == "bearer" and text.startswith(api.PREFIX):
            found = await self._database.run(lambda connection: api.find(connection, text))
        if found is None:
            raise self._refusal()
        return Caller(found.role, found.id, found.name)

    def _refusal(self) -> Refused:
        now = self._monotonic()
        tried = len(self._wrong) == MOST_WRONG and now - self._wrong[0] < WITHIN_SECONDS
        self._wrong.append(now)
        if tried:
            log.warning("a token was refused: one of more than %d within a minute", MOST_WRONG)
            return Refused("too many wrong tokens: wait a minute", 429)
        log.warning("a token was refused: it is unknown, revoked or too old")
        return Refused("this token is unknown, revoked or too old", 401)

    def demand(self, caller: Caller, role: str, what: str) -> int:
        """The token by which `caller` may do it. Raises Refused."""
        if caller.token is None:
            log.warning("%s was refused: no token", what)
            raise Refused("this takes a token: `hookshift token make NAME`", 401)
        if not caller.may(role):
            log.warning("%s was refused: %s is a %s", what, caller.name, caller.role)
            raise Refused(f"{caller.name} is a {caller.role}; this takes the role {role}", 403)
        return caller.token
