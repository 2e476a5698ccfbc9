"""`hookshift status`: the share, and who follows it."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.cli.share import active, sentence
from hookshift.config.load import load_part
from hookshift.config.schema.installation import RolloutPart
from hookshift.domain.alerts import AlertKind
from hookshift.store import routing_config, stats
from hookshift.store.alerts import alerts
from hookshift.store.gateways import core_of
from hookshift.store.old_transactions import OLD_SECONDS, oldest
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


@click.command()
@output_option
@click.pass_obj
def status(path: Path, as_json: bool) -> None:
    """Shows the share, the latest changes and the gateways; exit code 3 if degraded."""

    settings = load_part(path, RolloutPart)

    async def work(connection: "Connection") -> tuple[Any, ...]:
        return (
            await active(connection),
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
    console.print(sentence(config), style="bold", markup=False)
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
        (
            "host",
            "worker",
            "pid",
            "version",
            "core",
            "seen",
            "follows",
            "waiting",
            "spooled",
            "dropped",
        ),
        [
            (
                seen.worker.host,
                seen.worker.slot,
                str(seen.worker.pid),
                seen.worker.version,
                core_of(seen.counters),
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
