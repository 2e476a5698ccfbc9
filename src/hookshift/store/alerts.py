"""Alerts: what is wrong with the installation, since when, and whether that was raised.

An alert opens when its condition is seen, is raised when that has lasted and again while it goes
on, and ends when the condition has not been seen for as long. One that is over before it is raised
leaves no trace.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from hookshift.domain.alerts import TOLD_AS_NEWS, URGENT, Alert, AlertKind
from hookshift.store import silences
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("alerts")


class Raised(NamedTuple):
    """An alert that was raised."""

    id: int
    kind: str
    subject: str
    text: str
    """The alert's text when it was last seen."""
    since: datetime
    raised_at: datetime
    ended_at: datetime | None


async def note(
    connection: Connection, wrong: Iterable[Alert], after: float, remind: float = 0.0
) -> list[str]:
    """Updates the alerts by `wrong`, which is all that is wrong now; returns texts of raised ones.

    An alert is raised once it has lasted `after` seconds, a kind in URGENT at once, and again after
    each `remind` seconds that it goes on, unless that is 0; not while somebody has acknowledged or
    silenced it. What a rollout's own news tells raises none. Raises OperatorError.
    """
    # PostgreSQL takes none of them if one comes twice.
    every = {(alert.kind, alert.subject): alert for alert in wrong}
    found = [alert for alert in every.values() if alert.kind not in TOLD_AS_NEWS]
    with translated("write hookshift.alerts"):
        async with connection.transaction():
            await connection.execute(SQL["lock"])
            kinds = [alert.kind.value for alert in found]
            subjects, texts = [alert.subject for alert in found], [alert.text for alert in found]
            await connection.execute(SQL["observe"], kinds, subjects, texts)
            await silences.seen(connection, every)
            await connection.execute(SQL["resolve"], after)
            urgent = [kind.value for kind in URGENT]
            raised = await connection.fetch(SQL["raise_due"], after, remind, urgent)
            return [row["text"] for row in raised]


async def alerts(connection: Connection, limit: int, *, only_open: bool = False) -> list[Raised]:
    """Alerts, open ones first, then the latest. Raises OperatorError."""
    with translated("read hookshift.alerts"):
        rows = await connection.fetch(SQL["listed"], only_open, limit)
    return [Raised._make(row) for row in rows]


async def began(connection: Connection, kind: AlertKind) -> dict[str, float]:
    """When open alerts of a kind began, raised or not, in seconds since 1970, by subject.

    Raises OperatorError.
    """
    with translated("read hookshift.alerts"):
        rows = await connection.fetch(SQL["began"], kind.value)
    return {row["subject"]: row["since"] for row in rows}


def with_notes(
    found: Iterable[Raised], noted: Mapping[silences.Subject, silences.Silence]
) -> list[dict[str, Any]]:
    """Each with who has acknowledged or silenced it (`acknowledged`), while it is open."""
    return [{**each._asdict(), "acknowledged": _note(each, noted)} for each in found]


def _note(
    each: Raised, noted: Mapping[silences.Subject, silences.Silence]
) -> dict[str, Any] | None:
    note = None if each.ended_at else noted.get((each.kind, each.subject))
    return None if note is None else {**note._asdict(), "sentence": note.sentence}


async def forget_alerts(connection: Connection, retention_days: int) -> None:
    """Deletes alerts that ended longer ago. Raises OperatorError."""
    with translated("delete old alerts"):
        await connection.execute(SQL["forget"], retention_days)
