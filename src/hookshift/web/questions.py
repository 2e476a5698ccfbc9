"""What commands ask beyond the page: verdicts, the plan, one dead letter, messages, tokens.

The last two show more than a viewer may see, so they require a token with that role.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime, Field

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.plan import Gate
from hookshift.store import api, dead_letters, outbox
from hookshift.store.continuations import MOST_MINUTES, continued
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseAway
from hookshift.view.judgements import demand_domain, explanation, judged_rollout, verdicts_of
from hookshift.view.letter import letter
from hookshift.view.lint import linted
from hookshift.view.replayed import replayed
from hookshift.view.retirement import LONGEST, retirement
from hookshift.web.access import Access, Refused
from hookshift.web.answers import ERRORS, INVALID, TEXT, answer
from hookshift.web.bodies import MOST_NUMBER
from hookshift.web.database import DashboardDatabase, Databases
from hookshift.web.encoding import encoded
from hookshift.web.past import LARGEST_NUMBER, Limit
from hookshift.web.schemas import (
    Continued,
    DeadLetter,
    LetterAction,
    Linted,
    Message,
    Replayed,
    Retirement,
    TokenListed,
    Verdicts,
)

Read = Callable[[Connection], Awaitable[Any]]
Name = Annotated[str | None, Query(max_length=100, pattern=TEXT)]
_HandlerName = Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)]
_LetterNumber = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
IMPOSSIBLE: dict[int | str, dict[str, Any]] = {409: ERRORS[409], **INVALID}


class _Questions:
    """What the answers to questions have in common."""

    def __init__(self, settings: Settings, databases: Databases, access: Access) -> None:
        self.settings = settings
        self.slow = databases.slow
        self._quick = databases.quick
        self._access = access

    async def answer(self, read: Read, database: DashboardDatabase | None = None) -> Response:
        """What `read` finds, by `database`, else by the one for quick questions."""
        try:
            return answer(encoded(await (database or self._quick).run(read)))
        except DatabaseAway:
            raise
        except OperatorError as error:
            # What was asked for is not there: no fault of the installation.
            raise Refused(str(error), 409) from error

    async def demand(self, request: Request, role: str) -> None:
        """Raises Refused unless the caller has the role."""
        self._access.demand(await self._access.caller(request), role, request.url.path, request)


def add_questions(app: APIRouter, settings: Settings, databases: Databases, access: Access) -> None:
    """Adds what answers them."""
    asked = _Questions(settings, databases, access)
    for add in (_add_rollouts, _add_traffic, _add_letters, _add_notifiers_and_tokens):
        add(app, asked)


def _add_rollouts(app: APIRouter, asked: _Questions) -> None:
    @app.get("/api/v1/rollout/verdicts", response_model=Verdicts, responses=IMPOSSIBLE)
    async def get_verdicts(
        rollout: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)] = None,
        at: Annotated[AwareDatetime | None, Query()] = None,
        gate: Gate | None = None,
        domain: Name = None,
    ) -> Response:
        """Verdicts of a rollout with all that they rest on: the latest, or those of a moment."""
        moment = None if at is None else _storable(at)

        async def read(connection: Connection) -> dict[str, Any]:
            found = await judged_rollout(connection, rollout, moment)
            demand_domain(found, domain)
            verdicts = await verdicts_of(connection, found, moment, gate, domain)
            return explanation(found, verdicts)

        return await asked.answer(read)

    @app.get("/api/v1/rollout/lint", response_model=Linted, responses=IMPOSSIBLE)
    async def get_lint(
        volume: Annotated[float | None, Query(gt=0, le=1e12, allow_inf_nan=False)] = None,
    ) -> Response:
        """Whether the plan in the settings can work, and how long it will take.

        At the traffic of the last seven days, or at `volume` requests an hour in each domain.
        """
        return await asked.answer(lambda connection: linted(connection, asked.settings, volume))

    @app.get("/api/v1/rollout/replay", response_model=Replayed, responses=IMPOSSIBLE)
    async def get_replay(
        rollout: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)] = None,
    ) -> Response:
        """What the gates in the settings would have decided about a past rollout."""
        return await asked.answer(
            lambda connection: replayed(connection, asked.settings, rollout), asked.slow
        )


def _add_traffic(app: APIRouter, asked: _Questions) -> None:
    @app.get("/api/v1/retire", response_model=Retirement, responses=IMPOSSIBLE)
    async def get_retire(
        handler: Annotated[list[_HandlerName], Query(max_length=100)] = [],  # noqa: B006
        window: Annotated[float, Query(gt=0, le=LONGEST, allow_inf_nan=False)] = 172_800.0,
    ) -> Response:
        """Which old handlers nothing has used for `window` seconds, and what may be deleted."""
        return await asked.answer(
            lambda connection: retirement(connection, asked.settings, handler, window, None),
            asked.slow,
        )

    @app.get(
        "/api/v1/conversations/report",
        response_model=list[Continued],  # type: ignore[valid-type]
        responses=INVALID,
    )
    async def get_report(
        minutes: Annotated[int, Query(ge=1, le=MOST_MINUTES)] = 60,
    ) -> Response:
        """How events found their domain, and where `observe` would have sent them."""

        async def read(connection: Connection) -> list[dict[str, Any]]:
            return [each._asdict() for each in await continued(connection, minutes)]

        return await asked.answer(read, asked.slow)


def _add_letters(app: APIRouter, asked: _Questions) -> None:
    @app.get(
        "/api/v1/dead-letters/history",
        response_model=list[LetterAction],  # type: ignore[valid-type]
        responses={403: ERRORS[403], **INVALID},
    )
    async def get_actions(request: Request, limit: Limit = 20) -> Response:
        """Who replayed or dropped dead letters, newest first. Requires the role operator."""
        await asked.demand(request, "operator")

        async def read(connection: Connection) -> list[dict[str, Any]]:
            return [each._asdict() for each in await dead_letters.actions(connection, limit)]

        return await asked.answer(read)

    @app.get(
        "/api/v1/dead-letters/{number}",
        response_model=DeadLetter,
        responses={403: ERRORS[403], **IMPOSSIBLE},
    )
    async def get_dead_letter(number: _LetterNumber, request: Request) -> Response:
        """One dead letter with its headers and events, never its body.

        Requires a token with the role operator.
        """
        await asked.demand(request, "operator")
        return await asked.answer(
            lambda connection: letter(connection, asked.settings, number, with_body=False)
        )


def _add_notifiers_and_tokens(app: APIRouter, asked: _Questions) -> None:
    @app.get("/api/v1/notifications", response_model=list[Message], responses=INVALID)  # type: ignore[valid-type]
    async def get_notifications(name: Name = None, limit: Limit = 20) -> Response:
        """The latest messages to notifiers, or to one: sent, waiting or given up."""

        async def read(connection: Connection) -> list[dict[str, Any]]:
            found = await outbox.notifications(connection, limit, name)
            return [outbox.listed(each) for each in found]

        return await asked.answer(read)

    @app.get(
        "/api/v1/tokens",
        response_model=list[TokenListed],  # type: ignore[valid-type]
        responses={403: ERRORS[403]},
    )
    async def get_tokens(request: Request) -> Response:
        """Tokens by name, newest first, without themselves. Requires the role admin."""
        await asked.demand(request, "admin")

        async def read(connection: Connection) -> list[dict[str, Any]]:
            return [each._asdict() for each in await api.tokens(connection)]

        return await asked.answer(read)


def _storable(moment: datetime) -> datetime:
    if not 1 < moment.year < 9999:
        raise Refused("at: must be in the years 2 to 9998", 409)
    return moment.astimezone(UTC)
