"""Logging in and out with a browser, and who one is."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from hookshift.store.api_sessions import SESSION_SECONDS
from hookshift.web.access import COOKIE, SECURE_COOKIE, Access, Refused
from hookshift.web.answers import ERRORS, INVALID
from hookshift.web.audit import Audit
from hookshift.web.routes import checked


class Login(BaseModel):
    """A login with a token."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, Field(min_length=1, max_length=200)]


class Who(BaseModel):
    """Who asks."""

    name: str
    role: str | None
    """None: nobody who is known, who may not even look."""
    session: bool
    """Whether it is a browser's session that says so."""


class LoggedIn(BaseModel):
    """Who has logged in, and the secret that their page must send along."""

    name: str
    role: str
    csrf: str
    """The value to send as X-CSRF-Token with every request of this session; shown only now."""
    idle_seconds: float
    """When nobody has acted for so long the session is over."""


def add_sessions(app: FastAPI, access: Access, audit: Audit, public_url: str | None) -> None:
    """`/api/v1/me` and `/api/v1/session`."""

    async def from_our_page(request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is not None and not _is_ours(origin, request, public_url):
            # Somebody else's page would log its visitor in as somebody else.
            audit.refused(request, "a login", "sent by another site's page")
            raise Refused("only the dashboard's own page may log in", 403)

    login_router = APIRouter(route_class=checked(from_our_page))

    @app.get("/api/v1/me", responses=_to(401, 429, 503))
    async def get_me(request: Request) -> Who:
        """Your name and role, by token or session."""
        found = await access.who(request, acts=True)
        if found is None:
            return Who(name="nobody", role=None, session=False)
        return Who(name=found.name, role=found.role, session=found.by_session)

    @login_router.post(
        "/api/v1/session", responses={**_to(400, 401, 403, 413, 429, 503), **INVALID}
    )
    async def post_session(login: Login, request: Request, response: Response) -> LoggedIn:
        """Logs a browser in for at most twelve hours; the answer sets its cookie."""
        origin = request.headers.get("origin")
        caller, made = await access.log_in(request, login.token)
        secure = request.url.scheme == "https" or (origin or public_url or "").startswith("https:")
        response.set_cookie(
            SECURE_COOKIE if secure else COOKIE, made.cookie, max_age=int(SESSION_SECONDS),
            secure=secure, httponly=True, samesite="strict",
        )  # fmt: skip
        return LoggedIn(
            name=caller.name, role=caller.role, csrf=made.csrf, idle_seconds=access.idle_seconds
        )

    @app.delete("/api/v1/session", status_code=204, responses=_to(403, 503))
    async def delete_session(request: Request, response: Response) -> None:
        """Logs the browser out."""
        await access.log_out(request)
        response.delete_cookie(COOKIE)
        response.delete_cookie(SECURE_COOKIE, secure=True, httponly=True, samesite="strict")

    app.include_router(login_router)


def _to(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: ERRORS[status] for status in statuses}


def _is_ours(origin: str, request: Request, public_url: str | None) -> bool:
    if origin == public_url:
        return True
    netloc = urlsplit(origin).netloc
    # A page of our own name that came in the clear may be anybody's.
    return netloc != urlsplit(public_url or "").netloc and netloc == request.headers.get("host")
