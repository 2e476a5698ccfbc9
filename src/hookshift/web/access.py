"""Who asks, and what they may: by token, by a browser's session, or as somebody at this machine.

A token comes in a header that no other site's page can set. A session comes in a cookie, which a
browser sends along whoever made it ask, so what changes something must also carry a secret that
only our own page can read (CSRF). Whoever tries tokens is told to wait after some that are wrong;
a good one is let in all the same, so nobody can lock an operator out.
"""

import hashlib
import hmac
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import HTTPConnection

from hookshift.domain.errors import OperatorError
from hookshift.store import api, api_sessions
from hookshift.web.database import Database

log = logging.getLogger(__name__)

MOST_WRONG = 20
WITHIN_SECONDS = 60.0
COOKIE = "hookshift_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
CSRF_HEADER = "X-CSRF-Token"
NO_TOKEN = "this takes a token: `hookshift token make NAME`"  # noqa: S105


class Caller(NamedTuple):
    """Who asks."""

    role: str
    token: int | None = None
    name: str = "somebody at this machine"
    csrf: str | None = None
    """What must come along with a change; None where nothing must."""

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
    """Of one dashboard; `is_open` if anybody may look."""

    def __init__(
        self,
        database: Database,
        *,
        is_open: bool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._is_open = is_open
        self._monotonic = monotonic
        self._wrong: deque[float] = deque(maxlen=MOST_WRONG)

    async def caller(self, request: HTTPConnection) -> Caller:
        """Who may look. Raises Refused, or OperatorError."""
        found = await self.who(request)
        if found is None:
            raise _without_token(request.url.path)
        return found

    async def who(self, request: HTTPConnection) -> Caller | None:
        """None: nobody who is known, where nobody else may look. Raises as `caller`."""
        authorization = request.headers.get("authorization")
        if authorization is not None:
            return await self._by_token(authorization)
        secret = session_of(request)
        if secret is not None:
            found = await self._database.run(lambda opened: api_sessions.find(opened, secret))
            if found is not None:
                return Caller(found.role, found.id, found.name, csrf_of(secret))
        return ANYBODY if self._is_open else None

    async def log_in(self, text: str) -> tuple[Caller, str]:
        """Who it is, and the secret of their session. Raises Refused, or OperatorError."""
        caller = await self._by_token(f"Bearer {text}")
        token = caller.token
        assert token is not None
        secret = await self._database.run(lambda opened: api_sessions.begin(opened, token))
        log.info("%s has logged in", caller.name)
        return caller._replace(csrf=csrf_of(secret)), secret

    async def log_out(self, request: HTTPConnection) -> None:
        """Ends the session, if there is one. Raises Refused, or OperatorError."""
        secret = session_of(request)
        if secret is not None:
            _demand_csrf(request, csrf_of(secret))
            await self._database.run(lambda opened: api_sessions.end(opened, secret))

    def demand(self, caller: Caller, role: str, what: str, request: HTTPConnection) -> int:
        """The token by which `caller` may do it. Raises Refused."""
        if caller.token is None:
            raise _without_token(what)
        if not caller.may(role):
            log.warning("%s was refused: %s is a %s", what, caller.name, caller.role)
            raise Refused(f"{caller.name} is a {caller.role}; this takes the role {role}", 403)
        if caller.csrf is not None:
            _demand_csrf(request, caller.csrf)
        return caller.token

    async def _by_token(self, authorization: str) -> Caller:
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


def _without_token(what: str) -> Refused:
    log.warning("%s was refused: no token", what)
    return Refused(NO_TOKEN, 401)


def session_of(request: HTTPConnection) -> str | None:
    """The secret of the browser's session."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)


def csrf_of(secret: str) -> str:
    """What a change by this session must carry: made from the cookie, and no way back to it."""
    return hashlib.sha256(f"csrf {secret}".encode()).hexdigest()


def _demand_csrf(request: HTTPConnection, csrf: str) -> None:
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf.encode()):
        log.warning("%s was refused: not from our page", request.url.path)
        raise Refused(f"by a session this takes the {CSRF_HEADER} that /api/v1/me gives", 403)
