"""`hookshift alerts`: what is wrong whatever a rollout does, what was, and who has taken note."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.moments import as_moment
from hookshift.cli.options import limit_option, output_option
from hookshift.cli.output import Exit, console, show_data, show_table
from hookshift.cli.rollout.times import Length
from hookshift.cli.session import actor, with_database
from hookshift.config.durations import Duration
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.domain.errors import OperatorError
from hookshift.store import alerts as stored
from hookshift.store import silences
from hookshift.store.silences import Silence, Subject
from hookshift.view.problem import the_only
from hookshift.view.problems import HealthView
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

MOST_SHOWN = 10_000
reason_option = click.option(
    "--reason", required=True, help="The reason, shown beside the problem."
)
kind_argument = click.argument("kind")
subject_argument = click.argument("subject", required=False)


open_option = click.option(
    "--open", "only_open", is_flag=True, help="Only alerts that are still open."
)


@click.group(invoke_without_command=True)
@open_option
@limit_option(20, MOST_SHOWN)
@output_option
@click.pass_context
def alerts(context: click.Context, only_open: bool, limit: int, as_json: bool) -> None:
    """Shows the latest alerts, open ones first.

    Exit code 3 if any are open. Those that somebody has acknowledged or silenced do not count.
    """
    if context.invoked_subcommand is not None:
        return

    async def work(connection: "Connection") -> list[dict[str, Any]]:
        found = await stored.alerts(connection, limit, only_open=only_open)
        return stored.with_notes(found, await silences.active(connection))

    print_alerts(with_database(context.obj, work), as_json=as_json)


def print_alerts(found: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Alerts, of this installation or of one elsewhere; ends the command."""
    if as_json:
        show_data(found)
    else:
        show_table(
            "Alerts",
            ("since", "until", "alert", "what", "acknowledged"),
            [
                (
                    as_moment(each["since"]),
                    as_moment(each["ended_at"]) or "open",
                    each["kind"].replace("_", " "),
                    each["text"],
                    note["sentence"] if (note := each["acknowledged"]) else None,
                )
                for each in found
            ],
        )
    is_open = any(not each["ended_at"] and each["acknowledged"] is None for each in found)
    raise click.exceptions.Exit(Exit.DEGRADED if is_open else Exit.OK)


@alerts.command()
@kind_argument
@subject_argument
@reason_option
@output_option
@click.pass_obj
def ack(path: Path, kind: str, subject: str | None, reason: str, as_json: bool) -> None:
    """Acknowledges a problem: it no longer counts as degraded, and is not repeated.

    KIND is as in `hookshift status --json`; SUBJECT may be left out if there is only one problem of
    this kind. The acknowledgement ends with the problem, or after a day.
    """
    _note(
        path, kind, subject, as_json,
        lambda connection, about: silences.acknowledge(connection, about, actor(), reason),
    )  # fmt: skip


@alerts.command()
@kind_argument
@subject_argument
@click.option("--for", "length", type=Length(), required=True, help="How long: 30m, 2h, 1d.")
@reason_option
@output_option
@click.pass_obj
def silence(
    path: Path, *, kind: str, subject: str | None, length: Duration, reason: str, as_json: bool
) -> None:
    """Silences a problem for a time; with SUBJECT also before the problem exists."""
    _note(
        path, kind, subject, as_json,
        lambda connection, about: silences.silence(connection, about, actor(), reason, length),
    )  # fmt: skip


@alerts.command()
@kind_argument
@subject_argument
@output_option
@click.pass_obj
def unsilence(path: Path, kind: str, subject: str | None, as_json: bool) -> None:
    """Ends an acknowledgement or a silence."""
    settings = load_part(path, HealthPart)

    async def work(connection: "Connection") -> int:
        about = (kind, subject) if subject is not None else await _the(connection, settings, kind)
        return await silences.end(connection, about)

    if not with_database(path, work):
        named = f"{kind} {subject or ''}".rstrip()
        raise OperatorError(f"there is no acknowledgement or silence to end: {named}")
    if as_json:
        show_data({"kind": kind, "subject": subject, "ended": True})
    else:
        console.print("ended")


def _note(
    path: Path,
    kind: str,
    subject: str | None,
    as_json: bool,
    make: Callable[["Connection", Subject], Awaitable[Silence]],
) -> None:
    settings = load_part(path, HealthPart)

    async def work(connection: "Connection") -> Silence:
        about = (kind, subject) if subject is not None else await _the(connection, settings, kind)
        return await make(connection, about)

    made = with_database(path, work)
    if as_json:
        show_data(made._asdict())
    else:
        console.print(
            text(f"{made.kind} {made.subject}".strip() + f" {made.sentence}"), soft_wrap=True
        )


async def _the(connection: "Connection", settings: HealthPart, kind: str) -> Subject:
    """The only problem of its kind. Raises OperatorError if there is none, or if there are more."""
    picture = await HealthView(settings).picture(connection)
    return kind, the_only(kind, {each.subject for each in picture.problems if each.kind == kind})
