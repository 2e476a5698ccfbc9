"""`hookshift set`, `enable`, `disable`, `rollback`: the share.

Raising it by more than a stage is asked for at a terminal; lowering it never is.
"""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.active import active, sentence, way_out
from hookshift.cli.local_rollback import roll_back_here
from hookshift.cli.options import drain_option, output_option, yes_option
from hookshift.cli.output import complain, console, show_data
from hookshift.cli.percentage import Percentage
from hookshift.cli.raising import ShareNow, ask, stages
from hookshift.cli.session import actor, with_database
from hookshift.config.part import load_part
from hookshift.config.schema.parts import ConversationsPart, RolloutPart
from hookshift.controller.way_back import go_back
from hookshift.domain.errors import OperatorError
from hookshift.store import routing_config
from hookshift.store.rollouts import open_rollout
from hookshift.view.midway import NOBODY, read_midway, sentences

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.held import Midway
    from hookshift.store.routing_config import ActiveConfig

Change = Callable[["Connection", str, str | None], Awaitable[int]]

reason_option = click.option("--reason", help="The reason, recorded in the audit trail.")


@click.command("set")
@click.argument("percentage", type=Percentage())
@drain_option
@reason_option
@yes_option
@output_option
@click.pass_obj
def set_percentage(
    path: Path,
    percentage: Decimal,
    *,
    is_drain: bool,
    reason: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Sets the share: PERCENTAGE of the senders go to unified.

    Only senders in the rollout's domains are counted. Raising the share by more than one stage of
    the plan requires a confirmation. Lowering it moves everybody at once; with --drain, people
    finish the conversations that they are having with unified there. Any other change of the
    share, a rollback included, ends a drain.
    """

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        if is_drain:
            return await routing_config.drain(connection, percentage, who, why)
        return await routing_config.set_percentage(connection, percentage, who, why)

    with nullcontext() if percentage else way_out():
        _ask(path, lambda config: percentage if config.enabled else Decimal(0), yes=yes)
        _change(path, change, reason, as_json)


@click.command()
@reason_option
@yes_option
@output_option
@click.pass_obj
def enable(path: Path, reason: str | None, yes: bool, as_json: bool) -> None:
    """Switches routing on, at the configured percentage.

    Requires a confirmation if the percentage is above the plan's first stage.
    """
    _ask(path, lambda config: config.percentage, yes=yes)

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        return await routing_config.set_enabled(connection, True, who, why)

    _change(path, change, reason, as_json)


@click.command()
@reason_option
@output_option
@click.pass_obj
def disable(path: Path, reason: str | None, as_json: bool) -> None:
    """Switches routing off at once: everybody goes to legacy.

    The percentage is kept, and an open rollout is paused: `hookshift enable` sends the same people
    to unified again. To go back for good use `hookshift rollback`.
    """

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        return await routing_config.set_enabled(connection, False, who, why)

    with way_out():
        _change(path, change, reason, as_json)


@click.command()
@click.option("--to", "target", type=Percentage(), help="The percentage to go back to (default 0).")
@click.option("--previous", is_flag=True, help="Go back to the percentage before the last change.")
@click.option(
    "--local", is_flag=True, help="This host alone, at once and without PostgreSQL: all to legacy."
)
@reason_option
@output_option
@click.pass_obj
def rollback(
    path: Path,
    target: Decimal | None,
    *,
    previous: bool,
    local: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """Lowers the share at once, by default to 0.

    Ends an open rollout. Asks no questions, never raises the share, and needs no controller.
    `hookshift rollout rollback` does the same but fails if no rollout is open; `rollout abort`
    gives up a plan although nothing is wrong; `disable` is temporary.

    With --local every worker of this host sends everybody to legacy, even while PostgreSQL hangs.
    Once PostgreSQL is back, the rollback is recorded there and all other hosts follow it.
    """
    if previous and target is not None:
        raise click.UsageError("use --to or --previous, not both")
    if local and (previous or target is not None):
        raise click.UsageError("--local rolls back to 0: use it without --to and --previous")
    if local:
        roll_back_here(path, reason, as_json=as_json)
        return

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        goal = None if previous else target or Decimal(0)
        return await go_back(connection, goal, who, why)

    with way_out():
        _change(path, change, reason, as_json)


def _ask(path: Path, then: Callable[["ActiveConfig"], Decimal], *, yes: bool) -> None:
    config = with_database(path, active)
    now = config.percentage if config.enabled else Decimal(0)
    if then(config) > now:
        plan = stages(load_part(path, RolloutPart).rollout)
        ask(ShareNow(now, config.domains), then(config), plan, yes=yes)


def _change(path: Path, change: Change, reason: str | None, as_json: bool) -> None:
    async def work(connection: "Connection") -> tuple["ActiveConfig", "Midway", str | None]:
        await change(connection, actor(), reason)
        config = await active(connection)
        return config, await _midway(connection, path), await _disturbed(connection)

    config, seen, disturbed = with_database(path, work)
    if as_json:
        counts = {name: getattr(seen, name) for name in ("cut_short", "held", "draining")}
        show_data({**config._asdict(), **counts})
    else:
        console.print(sentence(config), markup=False)
        for line in sentences(seen):
            console.print(line, markup=False)
    if disturbed is not None:
        complain(disturbed)


async def _midway(connection: "Connection", path: Path) -> "Midway":
    """Whom the change met in the middle of a conversation; what cannot be counted is nobody.

    The change is made by now, so nothing here may look like its failure: neither PostgreSQL nor a
    fault in the settings of conversations.
    """
    try:
        own = load_part(path, ConversationsPart).conversations
        return await read_midway(connection, own)
    except OperatorError:
        return NOBODY


async def _disturbed(connection: "Connection") -> str | None:
    """What the change means for the open rollout; None if nothing.

    The change is made by now, so nothing here may look like its failure.
    """
    try:
        rollout = await open_rollout(connection)
    except OperatorError as error:
        return f"the change was made, but hookshift cannot tell whether a rollout is open: {error}"
    if rollout is None:
        return None
    if rollout.progress.state.foreign:
        return "a rollout is open and paused: `hookshift rollout resume` restores its share"
    return "a rollout is open and will pause: see `hookshift rollout status`"
