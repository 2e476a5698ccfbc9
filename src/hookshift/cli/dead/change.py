"""`hookshift dead replay` and `drop`: first a count, then a question, then it is done."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.dead.choose import (
    ask,
    changing,
    chosen,
    demand_choice,
    show_counted,
    show_done,
    without_body,
)
from hookshift.cli.options import output_option
from hookshift.cli.output import complain, console, show_data
from hookshift.cli.session import actor, with_database
from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.store import dead_letters as store
from hookshift.view.dead_letters import refuse_strangers

if TYPE_CHECKING:
    from hookshift.store.database import Connection


@click.command()
@changing(click.option("--reason", help="The reason, recorded with the action."))
@output_option
@click.pass_obj
def replay(path: Path, /, **options: Any) -> None:
    """Delivers dead letters again, after what already waits for the same senders.

    Give ids, conditions, or --all. Attempts are counted anew and `expires` is ignored. Letters
    of senders who were given back to legacy go to legacy.
    """
    _act(path, "replay", **options)


@click.command()
@changing(click.option("--reason", help="The reason, recorded with the action."))
@output_option
@click.pass_obj
def drop(path: Path, /, **options: Any) -> None:
    """Deletes dead letters for good; the ledger counts them as dropped.

    Give ids, conditions, or --all.
    """
    _act(path, "drop", **options)


def _act(
    path: Path,
    action: str,
    *,
    everything: bool,
    dry_run: bool,
    yes: bool,
    reason: str | None,
    as_json: bool,
    **conditions: Any,
) -> None:
    these = chosen(conditions)
    demand_choice(these, everything=everything)
    settings = load(path, needs=())
    change = store.LetterAction(action, actor(), reason)

    async def count(connection: "Connection") -> list[store.LetterCount]:
        return await store.counted(connection, these)

    async def work(connection: "Connection") -> store.ActionProgress:
        done = store.ActionProgress(0, 0)
        async for done in store.act(connection, change, these):
            if console.is_terminal and not as_json:
                console.print(f"  {done.letters:,} ...", end="\r")
        return done

    groups = with_database(path, count)
    if not as_json:
        show_counted([group._asdict() for group in groups])
    total, hopeless = _doable(settings, action, groups)
    if hopeless:
        complain(hopeless)
    if dry_run or not total:
        if as_json:
            show_data([group._asdict() for group in groups])
        return
    if not yes:
        ask(action, total)
    # What has ended since the count is another matter.
    these = these._replace(until=max(group.last for group in groups) + timedelta(microseconds=1))
    done = with_database(path, work)
    if as_json:
        show_data({"action": action, **done._asdict()})
    else:
        show_done(action, done.letters, done.events)


def _doable(
    settings: Settings, action: str, groups: list[store.LetterCount]
) -> tuple[int, str | None]:
    """How many letters it can be done to, and what is to be said of the others."""
    total = sum(group.letters for group in groups)
    if action == "drop":
        return total, None
    refuse_strangers(groups, settings.handlers)
    empty = sum(group.empty for group in groups)
    return total - empty, without_body(empty) if empty else None
