"""`hookshift status`, `set`, `enable`, `disable`, `rollback`: the share, and who follows it."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data, show_table
from hookshift.cli.percentage import Percentage
from hookshift.cli.session import actor, with_database
from hookshift.config.load import load_part
from hookshift.config.schema.installation import RolloutPart
from hookshift.domain.alerts import AlertKind
from hookshift.domain.errors import OperatorError
from hookshift.store import routing_config, stats
from hookshift.store.alerts import alerts
from hookshift.store.old_transactions import OLD_SECONDS, oldest
from hookshift.store.rollouts import open_rollout
from hookshift.view.cells import phase_name
from hookshift.view.installation import everything, is_open
from hookshift.view.next_step import next_step
from hookshift.view.report import brief
from hookshift.view.text import text
from hookshift.view.view_model import Picture, here, read

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.gateways import SeenWorker
    from hookshift.store.routing_config import ActiveConfig

CHANGES_SHOWN, ALERTS_SHOWN = 5, 50

Change = Callable[["Connection", str, str | None], Awaitable[int]]

reason_option = click.option("--reason", help="The reason, recorded in the audit trail.")


@click.command("set")
@click.argument("percentage", type=Percentage())
@reason_option
@output_option
@click.pass_obj
def set_percentage(path: Path, percentage: Decimal, reason: str | None, as_json: bool) -> None:
    """Sets the share: PERCENTAGE of the senders in the rollout's domains go to unified."""

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        return await routing_config.set_percentage(connection, percentage, who, why)

    _change(path, change, reason, as_json)


@click.command()
@reason_option
@output_option
@click.pass_obj
def enable(path: Path, reason: str | None, as_json: bool) -> None:
    """Switches routing on, at the configured percentage."""

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        return await routing_config.set_enabled(connection, True, who, why)

    _change(path, change, reason, as_json)


@click.command()
@reason_option
@output_option
@click.pass_obj
def disable(path: Path, reason: str | None, as_json: bool) -> None:
    """Switches routing off: everybody goes to legacy; the percentage is kept."""

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        return await routing_config.set_enabled(connection, False, who, why)

    _change(path, change, reason, as_json)


@click.command()
@click.option("--to", "target", type=Percentage(), help="The percentage to go back to (default 0).")
@click.option("--previous", is_flag=True, help="Go back to the percentage before the last change.")
@reason_option
@output_option
@click.pass_obj
def rollback(
    path: Path, target: Decimal | None, previous: bool, reason: str | None, as_json: bool
) -> None:
    """Lowers the share to 0, to a percentage, or to the previous one. Never raises it."""
    if previous and target is not None:
        raise click.UsageError("use --to or --previous, not both")

    async def change(connection: "Connection", who: str, why: str | None) -> int:
        goal = None if previous else target or Decimal(0)
        return await routing_config.take_back(connection, goal, who, why)

    _change(path, change, reason, as_json)


async def _config(connection: "Connection") -> "ActiveConfig":
    config = await routing_config.read_config(connection)
    if config is None:
        raise OperatorError(routing_config.NO_ROW)
    return config


def _change(path: Path, change: Change, reason: str | None, as_json: bool) -> None:
    async def work(connection: "Connection") -> tuple["ActiveConfig", str | None]:
        await change(connection, actor(), reason)
        config = await _config(connection)
        return config, await _disturbed(connection)

    config, disturbed = with_database(path, work)
    if as_json:
        show_data(config._asdict())
    else:
        console.print(_sentence(config), markup=False)
    if disturbed is not None:
        complain(disturbed)


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


def _sentence(config: "ActiveConfig") -> str:
    state = "on" if config.enabled else "OFF: everybody goes to legacy"
    return (
        f"{config.percentage} % of {', '.join(config.domains) or 'no domain'}; routing is {state} "
        f"(version {config.version})"
    )


@click.command()
@output_option
@click.pass_obj
def status(path: Path, as_json: bool) -> None:
    """Shows the share, the latest changes and the gateways; exit code 3 if degraded."""

    settings = load_part(path, RolloutPart)

    async def work(connection: "Connection") -> tuple[Any, ...]:
        return (
            await _config(connection),
            await routing_config.history(connection, CHANGES_SHOWN),
            await read(connection, settings.rollout),
            await oldest(connection, OLD_SECONDS),
            await alerts(connection, ALERTS_SHOWN, only_open=True),
            await stats.dropped(connection),
        )

    config, changes, picture, old, raised, dropped = with_database(path, work)
    workers = list(picture.workers)
    # These are said as of now, not as of the last look.
    now = (AlertKind.GATEWAYS, AlertKind.LOOP_FAILING, AlertKind.FOREIGN_FUNCTION)
    lasting = [alert.text for alert in raised if alert.kind not in now]
    faults = [*everything(picture, old), *lasting]
    if as_json:
        show_data(
            {
                "configuration": config._asdict(),
                "rollout": brief(picture.rollout) if is_open(picture) else None,
                "changes": [change._asdict() for change in changes],
                "gateways": [_worker(seen) for seen in workers],
                "dropped": [row._asdict() for row in dropped],
                "degraded": faults,
            }
        )
    else:
        _show(config, changes, picture, dropped, faults)
    raise click.exceptions.Exit(Exit.DEGRADED if faults else Exit.OK)


def _worker(seen: "SeenWorker") -> dict[str, Any]:
    return {
        **seen.worker._asdict(),
        "seen_at": seen.seen_at,
        "age": seen.age,
        "config_version": seen.config_version,
        "counters": seen.counters,
    }


def _show(
    config: "ActiveConfig",
    changes: Any,
    picture: Picture,
    dropped: list[stats.DroppedRow],
    faults: list[str],
) -> None:
    console.print(_sentence(config), style="bold", markup=False)
    if picture.rollout is not None and is_open(picture):
        state = picture.rollout.progress.state
        coming = next_step(picture).sentence(picture.now)
        where = f"{phase_name(state.phase)}, {here(picture.rollout)}"
        console.print(
            text(f"rollout {picture.rollout.id}: {where}; next: {coming}"), soft_wrap=True
        )
    show_table(
        "Latest changes",
        ("when", "who", "percentage", "enabled", "version", "why"),
        [
            (
                change.at,
                change.actor,
                f"{_or_dash(change.old_percentage)} -> {_or_dash(change.new_percentage)}",
                change.new_enabled,
                change.version,
                change.reason,
            )
            for change in changes
        ],
    )
    show_table(
        "Gateways",
        ("host", "worker", "pid", "version", "seen", "follows", "waiting", "spooled", "dropped"),
        [
            (
                seen.worker.host,
                seen.worker.slot,
                str(seen.worker.pid),
                seen.worker.version,
                f"{seen.age:.0f} s ago",
                seen.config_version,
                *(
                    int(value)
                    if (value := seen.counters.get(f"recorder_{key}_rows")) is not None
                    else None
                    for key in ("waiting", "spooled", "dropped")
                ),
            )
            for seen in picture.workers
        ],
    )
    if dropped:
        headings = ("source", "rule", "events", "last")
        show_table("Dropped by rules in the last hour", headings, dropped)
    for fault in faults:
        console.print(f"degraded: {fault}", style="red", markup=False)
    if not faults:
        console.print("healthy", style="green")


def _or_dash(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:g} %"
