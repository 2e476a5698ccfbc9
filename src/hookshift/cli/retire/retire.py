"""`hookshift retire`: which old handlers nothing needs any more, and what may be deleted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, console, show_data
from hookshift.cli.retire.settings import Deletion, candidates, deletions, mentions
from hookshift.cli.rollout.times import Length
from hookshift.cli.session import with_database
from hookshift.config.durations import Duration
from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.format import count, duration
from hookshift.domain.retire.retire import RetireFacts, RetireVerdict, judge
from hookshift.store.retire import RetireRecords, known
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

LONGEST = 30 * 86_400


class RetireResult(NamedTuple):
    """One handler."""

    verdict: RetireVerdict
    deletions: tuple[Deletion, ...]
    """None unless it may go."""


@click.command()
@click.argument("handlers", nargs=-1, metavar="[HANDLER]...")
@click.option(
    "--window",
    type=Length(),
    default="48h",
    show_default=True,
    help="How long nothing may have used the handler.",
)
@output_option
@click.pass_obj
def retire(path: Path, handlers: tuple[str, ...], window: Duration, as_json: bool) -> None:
    """Proves that nothing uses an old handler any more.

    Says what can be deleted. Without HANDLER, checks the old handlers of all domains that have a
    new one. Deletes nothing. Exit codes: 0 all of them can be deleted, 3 not yet.
    """
    settings = load(path, needs=())
    asked = _asked(settings, handlers)
    if not 0 < window <= LONGEST:
        raise OperatorError(f"--window must be longer than 0 and at most {duration(LONGEST)}")

    async def work(connection: "Connection") -> RetireRecords:
        return await known(connection, asked, window, settings.recorder.retention_days)

    facts, usage = with_database(path, work)
    results = []
    for handler in asked:
        verdict = judge(mentions(settings, handler), usage[handler], facts)
        may = deletions(settings, path, verdict.mentions) if verdict.may_go else ()
        results.append(RetireResult(verdict, tuple(may)))
    if as_json:
        data = _as_data(facts, results)
        show_data(data, data["handlers"])
    else:
        _show(facts, results)
    all_may = all(result.verdict.may_go for result in results)
    raise click.exceptions.Exit(Exit.OK if all_may else Exit.DEGRADED)


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


def _show(facts: RetireFacts, results: Sequence[RetireResult]) -> None:
    _say(f"As of {_clock(facts.now)}, window {duration(facts.window)}", style="bold")
    for verdict, steps in results:
        head = "can be deleted" if verdict.may_go else "must stay" if verdict.never else "not yet"
        _say(f"\n{verdict.mentions.handler}: {head}", style="green" if verdict.may_go else "red")
        for line in _numbers(verdict, facts):
            _say(f"  {line}")
        for missing in verdict.missing:
            _say(f"  - {missing.sentence}")
        if not verdict.may_go:
            _say(f"  {_when(verdict)}")
        for at, step in enumerate(steps, 1):
            where = f"{step.where}: " if step.where else ""
            _say(f"  {at}. {where}{step.what}")
        if steps:
            _say("  After this, unified has no fallback.")


def _numbers(verdict: RetireVerdict, facts: RetireFacts) -> list[str]:
    usage = verdict.usage
    last = "no event in the log"
    if usage.last is not None:
        total = f"{count(usage.total)} event{'s' if usage.total != 1 else ''}"
        last = f"{total} in the log, the last {_clock(usage.last)}"
    lines = [
        f"{last}; {count(usage.recent)} in the last {duration(facts.window)}; "
        f"{count(usage.in_flight)} messages in flight"
    ]
    if verdict.whole_since is not None and verdict.mentions.domains:
        domains = ", ".join(verdict.mentions.domains)
        lines.append(
            f"everybody in {domains} has gone to unified since {_clock(verdict.whole_since)}"
        )
    return lines


def _when(verdict: RetireVerdict) -> str:
    if verdict.never:
        return "it can never be deleted"
    if verdict.earliest is None:
        return "an operator must act first"
    return f"at the earliest {_clock(verdict.earliest)}, if nothing uses it until then"


def _as_data(facts: RetireFacts, results: Sequence[RetireResult]) -> dict[str, Any]:
    return {
        "at": _moment(facts.now),
        "window_seconds": float(facts.window),
        "may_go": all(result.verdict.may_go for result in results),
        "handlers": [_handler(*result) for result in results],
    }


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


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M:%S}"


def _say(line: str, style: str | None = None) -> None:
    console.print(text(line), style=style, soft_wrap=True)
