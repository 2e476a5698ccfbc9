"""`hookshift retire`: which old handlers nothing needs any more, and what may be deleted."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.moments import local
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, console, show_data
from hookshift.cli.rollout.times import Length
from hookshift.cli.session import with_database
from hookshift.config.durations import Duration
from hookshift.config.load import load
from hookshift.domain.format import count, duration
from hookshift.view.retirement import retirement
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

Answer = Mapping[str, Any]

handlers_argument = click.argument("handlers", nargs=-1, metavar="[HANDLER]...")
window_option = click.option(
    "--window",
    type=Length(),
    default="48h",
    show_default=True,
    help="How long nothing may have used the handler.",
)


@click.command()
@handlers_argument
@window_option
@output_option
@click.pass_obj
def retire(path: Path, handlers: tuple[str, ...], window: Duration, as_json: bool) -> None:
    """Proves that nothing uses an old handler any more.

    Says what can be deleted. Without HANDLER, checks the old handlers of all domains that have a
    new one. Deletes nothing. Exit codes: 0 all of them can be deleted, 3 not yet.
    """
    settings = load(path, needs=())

    async def work(connection: "Connection") -> dict[str, Any]:
        return await retirement(connection, settings, handlers, window, path)

    print_retirement(with_database(path, work), as_json=as_json)


def print_retirement(answer: Answer, *, as_json: bool) -> None:
    """What `view.retirement` says, of this installation or of one elsewhere; ends the command."""
    if as_json:
        show_data(answer, answer["handlers"])
    else:
        _show(answer)
    raise click.exceptions.Exit(Exit.OK if answer["may_go"] else Exit.DEGRADED)


def _show(answer: Answer) -> None:
    window = answer["window_seconds"]
    _say(f"As of {_clock(answer['at'])}, window {duration(window)}", style="bold")
    for each in answer["handlers"]:
        may_go = each["may_go"]
        head = "can be deleted" if may_go else "must stay" if each["never"] else "not yet"
        _say(f"\n{each['handler']}: {head}", style="green" if may_go else "red")
        for line in _numbers(each, window):
            _say(f"  {line}")
        for missing in each["missing"]:
            _say(f"  - {missing['sentence']}")
        if not may_go:
            _say(f"  {_when(each)}")
        _show_steps(each["delete"])


def _show_steps(steps: Sequence[Answer]) -> None:
    for at, step in enumerate(steps, 1):
        where = f"{step['where']}: " if step["where"] else ""
        _say(f"  {at}. {where}{step['what']}")
    if steps:
        _say("  After this, unified has no fallback.")


def _numbers(answer: Answer, window: float) -> list[str]:
    last = "no event in the log"
    if answer["last_event"] is not None:
        total = answer["events_in_log"]
        events = f"{count(total)} event{'s' if total != 1 else ''}"
        last = f"{events} in the log, the last {_clock(answer['last_event'])}"
    lines = [
        f"{last}; {count(answer['events_in_window'])} in the last {duration(window)}; "
        f"{count(answer['messages_in_flight'])} messages in flight"
    ]
    if answer["whole_since"] is not None and answer["domains"]:
        lines.append(
            f"everybody in {', '.join(answer['domains'])} has gone to unified since "
            f"{_clock(answer['whole_since'])}"
        )
    return lines


def _when(answer: Answer) -> str:
    if answer["never"]:
        return "it can never be deleted"
    if answer["earliest"] is None:
        return "an operator must act first"
    return f"at the earliest {_clock(answer['earliest'])}, if nothing uses it until then"


def _clock(moment: Any) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M:%S}"


def _say(line: str, style: str | None = None) -> None:
    console.print(text(line), style=style, soft_wrap=True)
