"""Who asks, and what they may: by token, by a browser's session, or as somebody on this machine.

A token comes in a header that no other site's page can set. A session comes in two parts. The
cookie is sent by a browser whoever made it ask, and to every port of its host, so alone it is
nobody. The other secret is kept where only our own page can read it (its origin, port included),
and comes in a header. Whoever tries tokens has to wait after some that are wrong; a good one is
let in all the same, so nobody can lock an operator out.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import HTTPConnection

from hookshift.domain.errors import OperatorError
from hookshift.store import api, api_sessions
from hookshift.store.api_sessions import Secrets
from hookshift.web.audit import Audit
from hookshift.web.database import DashboardDatabase

MOST_WRONG = 20
WITHIN_SECONDS = 60.0
COOKIE = "hookshift_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
CSRF_HEADER = "X-CSRF-Token"
NO_TOKEN = "this requires a token: create one with `hookshift token create NAME`"  # noqa: S105
NOT_OUR_PAGE = f"a session must send the {CSRF_HEADER} that its login returned"


class Caller(NamedTuple):
    """Who asks."""

    role: str
    token: int | None = None
    name: str = "somebody on this machine"
    by_session: bool = False
    half_proven: bool = False
    """A session's cookie came along, and not its other secret."""
    handler: str | None = None
    """Who it speaks for, if it is a handler's token."""

    def may(self, role: str) -> bool:
        """Whether they may do what `role` may."""
        if api.HANDLER in (role, self.role):
            return role == self.role
        return api.ROLES.index(self.role) >= api.ROLES.index(role)


ANYBODY = Caller("viewer")


class Refused(OperatorError):
    """A request that is refused, with the status of the answer."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class Access:
    """Who may use one dashboard; `is_open` if anybody may look."""

    def __init__(
        self,
        database: DashboardDatabase,
        audit: Audit,
        *,
        is_open: bool,
        idle_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._audit = audit
        self._is_open = is_open
        self.idle_seconds = idle_seconds
        self._monotonic = monotonic
        self._wrong: deque[float] = deque(maxlen=MOST_WRONG)

    async def caller(
        self, request: HTTPConnection, *, acts: bool = False, of_handlers: bool = False
    ) -> Caller:
        """Who may look, or is a handler where that is `of_handlers`. Raises Refused.

        Or OperatorError.
        """
        found = await self.who(request, acts=acts)
        if found is None:
            raise self._without_token(request, request.url.path)
        if found.handler is not None and not of_handlers:
            raise self._of_a_handler(request, request.url.path)
        return found

    async def who(self, request: HTTPConnection, *, acts: bool = False) -> Caller | None:
        """None: nobody who is known, where nobody else may look. Raises as `caller`.

        `acts`: a person does something just now, and does not only leave a page open.
        """
        authorization = request.headers.get("authorization")
        if authorization is not None:
            return await self._by_token(request, authorization)
        nobody = ANYBODY if self._is_open else None
        cookie = session_of(request)
        if cookie is None:
            return nobody
        csrf = request.headers.get(CSRF_HEADER)
        found = await self._database.run(
            lambda opened: api_sessions.find(opened, cookie, csrf, self.idle_seconds, acts=acts)
        )
        if found is None:
            return nobody
        if not found.proven:
            return nobody and nobody._replace(half_proven=True)
        return Caller(found.token.role, found.token.id, found.token.name, by_session=True)

    async def log_in(self, request: HTTPConnection, text: str) -> tuple[Caller, Secrets]:
        """Who it is, and the secrets of their session; the browser's former one is over.

        Raises Refused, or OperatorError.
        """
        caller = await self._by_token(request, f"Bearer {text}")
        if caller.handler is not None:
            raise self._of_a_handler(request, "a login")
        token = caller.token
        assert token is not None
        former = session_of(request)
        made = await self._database.run(lambda opened: api_sessions.begin(opened, token, former))
        self._audit.logged_in(request, caller.name, caller.role)
        return caller._replace(by_session=True), made

    async def log_out(self, request: HTTPConnection) -> None:
        """Ends the session, if there is one. Raises Refused, or OperatorError."""
        cookie, csrf = session_of(request), request.headers.get(CSRF_HEADER)
        if cookie is None:
            return
        found = await self._database.run(
            lambda opened: api_sessions.find(opened, cookie, csrf, self.idle_seconds, acts=False)
        )
        if found is not None and not found.proven:
            raise self._not_our_page(request, request.url.path)
        await self._database.run(lambda opened: api_sessions.end(opened, cookie))
        if found is not None:
            self._audit.logged_out(request, found.token.name)

    def demand(self, caller: Caller, role: str, what: str, request: HTTPConnection) -> int:
        """The token by which `caller` may do it. Raises Refused."""
        if caller.half_proven:
            raise self._not_our_page(request, what)
        if caller.token is None:
            raise self._without_token(request, what)
        if not caller.may(role):
            self._audit.refused(request, what, f"{caller.name} has the role {caller.role}")
            raise Refused(
                f"this requires the role {role}; {caller.name} has the role {caller.role}", 403
            )
        return caller.token

    async def _by_token(self, request: HTTPConnection, authorization: str) -> Caller:
        scheme, _, text = authorization.partition(" ")
        found = None
        if scheme.lower() == "bearer" and text.startswith(api.PREFIX):
            found = await self._database.run(lambda connection: api.find(connection, text))
        if found is None:
            raise self._wrong_token(request)
        return Caller(found.role, found.id, found.name, handler=found.handler)

    def _of_a_handler(self, request: HTTPConnection, what: str) -> Refused:
        self._audit.refused(request, what, "it came with a handler's token")
        return Refused("a handler's token may only hand over conversations", 403)

    def _wrong_token(self, request: HTTPConnection) -> Refused:
        now = self._monotonic()
        tried = len(self._wrong) == MOST_WRONG and now - self._wrong[0] < WITHIN_SECONDS
        self._wrong.append(now)
        if tried:
            self._audit.refused(request, "a token", f"one of more than {MOST_WRONG} in a minute")
            return Refused("too many wrong tokens: try again in a minute", 429)
        self._audit.refused(request, "a token", "it is unknown, revoked or expired")
        return Refused("this token is unknown, revoked or expired", 401)

    def _without_token(self, request: HTTPConnection, what: str) -> Refused:
        self._audit.refused(request, what, "no token")
        return Refused(NO_TOKEN, 401)

    def _not_our_page(self, request: HTTPConnection, what: str) -> Refused:
        self._audit.refused(request, what, "not sent by the dashboard's own page")
        return Refused(NOT_OUR_PAGE, 403)


def session_of(request: HTTPConnection) -> str | None:
    """The secret in the browser's cookie."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)
