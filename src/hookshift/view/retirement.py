"""Which old handlers nothing needs any more, as data: the command and the API say the same."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.format import duration
from hookshift.domain.retire.retire import RetireVerdict, judge
from hookshift.store.database import Connection
from hookshift.store.held import with_legacy
from hookshift.store.retire import known
from hookshift.view.deletions import Deletion, candidates, deletions, mentions

LONGEST = 30 * 86_400.0
"""Seconds of the window."""


async def retirement(
    connection: Connection,
    settings: Settings,
    handlers: Sequence[str],
    window: float,
    path: Path | None,
) -> dict[str, Any]:
    """Whether `handlers` may go, or all old ones, over a window in seconds. Raises OperatorError.

    `path` is the settings file, if it is on this machine.
    """
    asked = _asked(settings, handlers)
    if not 0 < window <= LONGEST:
        raise OperatorError(f"--window must be longer than 0 and at most {duration(LONGEST)}")
    facts, usage = await known(connection, asked, window, settings.recorder.retention_days)
    own = settings.conversations
    held = await with_legacy(connection, float(own.affinity), float(own.max_affinity))
    facts = facts._replace(held=held)
    found = []
    for handler in asked:
        verdict = judge(mentions(settings, handler), usage[handler], facts)
        may = tuple(deletions(settings, path, verdict.mentions)) if verdict.may_go else ()
        found.append(_handler(verdict, may))
    return {
        "at": _moment(facts.now),
        "window_seconds": float(facts.window),
        "may_go": all(each["may_go"] for each in found),
        "handlers": found,
    }


def _asked(settings: Settings, handlers: Sequence[str]) -> list[str]:
    unknown = [name for name in handlers if name not in settings.handlers]
    if unknown:
        raise OperatorError(
            f"the settings have no handler {', '.join(unknown)}: use one of "
            f"{', '.join(settings.handlers)}"
        )
    asked = list(dict.fromkeys(handlers)) or candidates(settings)
    if not asked:
        raise OperatorError(
            "no domain of the settings has a new handler beside its old one: there is nothing to "
            "retire."
        )
    return asked


def _handler(verdict: RetireVerdict, steps: Sequence[Deletion]) -> dict[str, Any]:
    usage = verdict.usage
    return {
        "handler": verdict.mentions.handler,
        "domains": list(verdict.mentions.domains),
        "may_go": verdict.may_go,
        "never": verdict.never,
        "earliest": _moment(verdict.earliest),
        "whole_since": _moment(verdict.whole_since),
        "last_event": _moment(usage.last),
        "events_in_log": usage.total,
        "events_in_window": usage.recent,
        "by_kind": usage.kinds,
        "by_reason": usage.reasons,
        "messages_in_flight": usage.in_flight,
        "missing": [
            {"sentence": each.sentence, "earliest": _moment(each.earliest), "never": each.never}
            for each in verdict.missing
        ],
        "delete": [step._asdict() for step in steps],
    }


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
