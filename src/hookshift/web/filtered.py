"""What commands ask with filters: undelivered events, dead letters, the ledger, alerts.

By body, since filters are lists, and a part of an error's text may be somebody's number.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hookshift.domain.privacy import without_ids
from hookshift.store import alerts, dead_letters, ledger, silences
from hookshift.store.database import Connection
from hookshift.store.dead_letters import Chosen
from hookshift.web.bodies import Moment, Names, Numbers, PartOfError
from hookshift.web.inquiry import Inquiry, Question
from hookshift.web.schemas import AlertsFound, Balances, LettersFound, NotDelivered

MOST_ROWS = 1_000
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS)]


class Period(BaseModel):
    """A period: from a time on, and before another."""

    model_config = ConfigDict(extra="forbid")

    since: Moment | None = None
    until: Moment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError("`since` must be before `until`")
        return self


class UndeliveredAsked(Period):
    """Events that meet every condition given, the oldest `limit` of them."""

    handlers: Names = []
    domains: Names = []
    sources: Names = []
    error: PartOfError | None = None
    limit: Limit = 20


class LettersAsked(UndeliveredAsked):
    """Dead letters that meet every condition given, and the latest `limit` of them."""

    ids: Numbers = []
    causes: Names = []


class LedgerAsked(Period):
    """Whole hours; one row for each source and `by`, or for each source."""

    by: Literal["hour", "day", "month"] | None = None


class AlertsAsked(BaseModel):
    """The latest `limit`, open ones first, or only those."""

    model_config = ConfigDict(extra="forbid")

    open: bool = False
    limit: Limit = 20


async def _undelivered(on: Inquiry, asked: UndeliveredAsked) -> dict[str, Any]:
    where = ledger.Where(
        asked.handlers or None, asked.domains or None, asked.sources or None, asked.error,
        asked.since, asked.until,
    )  # fmt: skip
    return await undelivered(on.connection, where, asked.limit)


async def undelivered(connection: Connection, where: ledger.Where, limit: int) -> dict[str, Any]:
    """How much is not delivered, and the oldest of it. Raises OperatorError."""
    found = await ledger.undelivered(connection, where, limit)
    return {**found._asdict(), "oldest": _discreet(found.oldest)}


async def _letters(on: Inquiry, asked: LettersAsked) -> dict[str, Any]:
    chosen = Chosen(
        ids=asked.ids or None,
        handlers=asked.handlers or None,
        domains=asked.domains or None,
        sources=asked.sources or None,
        causes=asked.causes or None,
        contains=asked.error,
        since=asked.since,
        until=asked.until,
    )
    groups = await dead_letters.counted(on.connection, chosen)
    letters = await dead_letters.listed(on.connection, chosen, asked.limit)
    return {"by": [each._asdict() for each in groups], "letters": _discreet(letters)}


async def _ledger(on: Inquiry, asked: LedgerAsked) -> dict[str, Any]:
    rows = await ledger.balance(on.connection, asked.by, asked.since, asked.until)
    return {"rows": [{**row._asdict(), "difference": row.difference} for row in rows]}


async def _alerts(on: Inquiry, asked: AlertsAsked) -> dict[str, Any]:
    found = await alerts.alerts(on.connection, asked.limit, only_open=asked.open)
    return {"alerts": alerts.with_notes(found, await silences.active(on.connection))}


def _discreet(rows: Sequence[ledger.Open] | Sequence[dead_letters.Letter]) -> list[dict[str, Any]]:
    """Errors of handlers may quote an id, which holds a number."""
    return [
        {**row._asdict(), "last_error": row.last_error and without_ids(row.last_error)}
        for row in rows
    ]


FILTERED = (
    Question("undelivered", UndeliveredAsked, None, _undelivered,
             "What was acknowledged and not delivered: waiting, and dead letters.", NotDelivered),
    Question("dead-letters/list", LettersAsked, None, _letters,
             "Dead letters by handler and cause, and the latest.", LettersFound),
    Question("ledger", LedgerAsked, None, _ledger,
             "What became of every event that was acknowledged.", Balances),
    Question("alerts", AlertsAsked, None, _alerts,
             "The latest alerts, and who has taken note of them.", AlertsFound),
)  # fmt: skip
