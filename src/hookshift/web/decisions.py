"""The latest decisions, and why: not by a URL where a number or a message id is looked for."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from hookshift.config.schema.settings import Settings
from hookshift.domain.person import number
from hookshift.store.database import Connection
from hookshift.store.decisions import WantedDecisions, latest
from hookshift.web.access import Refused
from hookshift.web.answers import ERRORS, INVALID, TEXT, answer
from hookshift.web.database import DashboardDatabase
from hookshift.web.encoding import encoded
from hookshift.web.inquiry import Inquiry, Question
from hookshift.web.schemas import Decision, DecisionsFound
from hookshift.web.senders import discreet, recorded

LONGEST_SEARCH: Final = 24 * 60
LONGEST_TEXT: Final = 300
MOST_DECISIONS: Final = 500
NOT_BY_URL: Final = (
    "a number in a URL, or a message id that holds one, is in the log of every proxy: ask POST "
    '/api/v1/decisions with {"sender": ...} or {"message_id": ...} in its body'
)
_Text = Annotated[str | None, Query(max_length=LONGEST_TEXT, pattern=TEXT)]
_Part = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=TEXT)]


class DecisionsAsked(BaseModel):
    """Decisions that meet every condition given, the latest `limit` of them."""

    model_config = ConfigDict(extra="forbid")

    minutes: Annotated[int, Field(ge=1, le=LONGEST_SEARCH)] = 60
    message_id: _Part | None = None
    correlation_id: _Part | None = None
    from_number: _Part | None = None
    sender: _Part | None = None
    domain: _Part | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_DECISIONS)] = 50


def add_decisions(app: APIRouter, settings: Settings, reader: DashboardDatabase) -> None:
    """Adds what answers without a body."""

    @app.get(
        "/api/v1/decisions",
        response_model=list[Decision],
        responses={409: ERRORS[409], **INVALID},
    )
    async def get_decisions(
        *,
        minutes: Annotated[int, Query(ge=1, le=LONGEST_SEARCH)] = 60,
        message_id: Annotated[str | None, Query(include_in_schema=False)] = None,
        correlation_id: _Text = None,
        from_number: _Text = None,
        sender: Annotated[str | None, Query(include_in_schema=False)] = None,
        domain: _Text = None,
        limit: Annotated[int, Query(ge=1, le=MOST_DECISIONS)] = 50,
    ) -> Response:
        """The latest decisions, and why; `from_number` as it is recorded, masked or hashed.

        By a number or a message id they are asked for by POST. Message ids are searched in full,
        and masked in the answer like phone numbers.
        """
        if sender or message_id or (from_number and number(from_number)):
            raise Refused(NOT_BY_URL, 409)
        asked = DecisionsAsked(
            minutes=minutes, correlation_id=correlation_id, from_number=from_number,
            domain=domain, limit=limit,
        )  # fmt: skip

        async def read(connection: Connection) -> list[dict[str, Any]]:
            return await _found(connection, settings, asked)

        return answer(encoded(await reader.run(read)))


async def _found(
    connection: Connection, settings: Settings, asked: DecisionsAsked
) -> list[dict[str, Any]]:
    numbers = recorded(asked.sender, settings) if asked.sender else None
    if numbers is None and asked.from_number:
        numbers = [asked.from_number]
    wanted = WantedDecisions(
        asked.minutes, asked.message_id or None, asked.correlation_id or None, numbers,
        asked.domain or None,
    )  # fmt: skip
    shown = discreet(settings)
    return [shown(row._asdict()) for row in await latest(connection, wanted, asked.limit)]


async def _by_body(on: Inquiry, asked: DecisionsAsked) -> dict[str, Any]:
    return {"decisions": await _found(on.connection, on.settings, asked)}


BY_BODY: Final = Question(
    "decisions", DecisionsAsked, None, _by_body,
    "The latest decisions, and why; `sender` is a number, hashed or masked as it is recorded.",
    DecisionsFound,
)  # fmt: skip
