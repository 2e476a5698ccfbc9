"""Questions whose subject must not stand in a URL, where proxies would log it: about a person.

They are asked by POST, and so are those with many filters. What is answered or removed is not kept
for an Idempotency-Key, since it would be one more copy of a person's data; to forget somebody twice
does no harm.
"""

from time import time
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.errors import DatabaseAway
from hookshift.view.forgetting import forget
from hookshift.view.next_message import explained
from hookshift.view.person import PersonalData
from hookshift.view.personal import exported, remarks, shown
from hookshift.view.trace import Tracer, as_data
from hookshift.web.access import Access, Caller, Refused
from hookshift.web.answers import TEXT, answer
from hookshift.web.audit import Audit
from hookshift.web.bodies import Percent, Why
from hookshift.web.database import DashboardDatabase
from hookshift.web.decisions import BY_BODY
from hookshift.web.encoding import encoded
from hookshift.web.filtered import FILTERED
from hookshift.web.inquiry import Inquiry, Question
from hookshift.web.routes import posting
from hookshift.web.schemas import Exported, Forgotten, NextMessages, Person, Traced

MOST_ROWS = 1_000
LARGEST_EXPORT = 8 * 1024 * 1024
"""Bytes in one answer."""


class About(BaseModel):
    """One person: a number in any spelling, with the country code, or another id."""

    model_config = ConfigDict(extra="forbid")

    sender: Annotated[str, Field(min_length=1, max_length=300, pattern=TEXT)]


class TraceAsked(BaseModel):
    """An event's id, a webhook's correlation id, or a person's number."""

    model_config = ConfigDict(extra="forbid")

    what: Annotated[str, Field(min_length=1, max_length=1_000, pattern=TEXT)]
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


class NextAsked(About):
    """A question about a person's next message, at the configured percentage or another."""

    percentage: Percent | None = None


class Shown(About):
    """A question about a person, with so many rows of the log."""

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 100


class Export(About):
    """An export of a person's data, with the reason that is recorded."""

    reason: Why


class Forget(Export):
    """An order to forget a person; with `perhaps` also rows that may be another person's."""

    perhaps: bool = False


async def _traced(on: Inquiry, asked: TraceAsked) -> dict[str, Any]:
    return as_data(await Tracer(on.settings).trace(on.connection, asked.what, asked.limit))


async def _next(on: Inquiry, asked: NextAsked) -> dict[str, Any]:
    return await explained(on.connection, on.settings, asked.sender, asked.percentage, time())


async def _shown(on: Inquiry, asked: Shown) -> dict[str, Any]:
    return await shown(on.connection, PersonalData(on.settings), asked.sender, asked.limit)


async def _exported(on: Inquiry, asked: Export) -> dict[str, Any]:
    data = PersonalData(on.settings)
    lines, size = [], 0
    async for line in exported(on.connection, data, asked.sender, on.actor, asked.reason):
        size += len(encoded(line))
        if size > LARGEST_EXPORT:
            raise OperatorError(
                f"there is more of this person than {LARGEST_EXPORT:,} bytes: run `hookshift "
                "person export` on a host of the installation"
            )
        lines.append(line)
    return {"lines": lines, "remarks": remarks(data)}


async def _forgotten(on: Inquiry, asked: Forget) -> dict[str, Any]:
    data = PersonalData(on.settings)
    return await forget(
        on.connection, data, asked.sender,
        perhaps=asked.perhaps, actor=on.actor, reason=asked.reason,
    )  # fmt: skip


QUESTIONS = (
    Question("trace", TraceAsked, None, _traced,
             "Everything of one event's id, one webhook's correlation id, or one person.", Traced),
    Question("explain", NextAsked, None, _next,
             "Where a person's next message would go, and why.", NextMessages),
    Question("person/show", Shown, "operator", _shown,
             "What is stored about a person, with message ids masked.", Person),
    Question("person/export", Export, "admin", _exported,
             "Everything that is stored about a person, bodies included.", Exported),
    Question("person/forget", Forget, "admin", _forgotten,
             "Removes what is stored about a person; undelivered events are dropped.", Forgotten),
    BY_BODY,
    *FILTERED,
)  # fmt: skip

LOOKING = tuple(f"/api/v1/{each.path}" for each in QUESTIONS if each.role is None)


def add_by_body(
    app: FastAPI, settings: Settings, reader: DashboardDatabase, access: Access, audit: Audit
) -> None:
    """One path for each of QUESTIONS."""
    for question in QUESTIONS:
        app.include_router(_router(settings, reader, access, audit, question))


def _router(
    settings: Settings,
    reader: DashboardDatabase,
    access: Access,
    audit: Audit,
    question: Question,
) -> APIRouter:
    model = question.asked

    async def may(request: Request) -> None:
        caller = await access.caller(request, acts=True)
        if question.role is not None:
            access.demand(caller, question.role, question.path, request)
        request.state.caller = caller

    async def ask(asked: model, request: Request) -> Response:  # type: ignore[valid-type]
        caller: Caller = request.state.caller
        actor = f"{caller.name} (token)"
        try:
            result = await reader.run(
                lambda opened: question.read(Inquiry(opened, settings, actor), asked)
            )
        except DatabaseAway:
            raise
        except OperatorError as error:
            raise Refused(str(error), 409) from error
        reason = getattr(asked, "reason", None)
        if reason is not None:
            audit.changed(request, question.path, actor, reason)
        return answer(encoded(result))

    role, path = question.role, question.path
    description = f"Requires a token with the role {role}." if role else "Changes nothing."
    return posting(
        path,
        may,
        ask,
        summary=question.summary,
        description=description,
        model=question.answer,
        name=path.replace("/", "_") + "_by_body",
    )
