"""`hookshift rollout explain`: any verdict, past or present, with all that it rests on."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.output import console, show_data
from hookshift.cli.rollout.history import chosen
from hookshift.cli.rollout.times import Moment
from hookshift.cli.session import with_database
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.plan import Gate
from hookshift.store.rollouts import Judged, StoredRollout, judged, rollouts
from hookshift.view import cells
from hookshift.view.explanation import LABEL, MEANING, explained
from hookshift.view.report import judged_of, plan_of
from hookshift.view.text import text
from hookshift.view.view_model import share

if TYPE_CHECKING:
    from hookshift.store.database import Connection

ROLLOUTS_READ = 1_000
"""Among which the one of a past moment is looked for."""


@click.command()
@rollout_option
@click.option(
    "--at",
    type=Moment(),
    help='Show the verdicts of this time: "14:32", "2025-12-03 14:32", "2h ago".',
)
@click.option("--gate", type=click.Choice([gate.value for gate in Gate]), help="Only this gate.")
@click.option("--domain", help="Only this domain.")
@output_option
@click.pass_obj
def explain(
    path: Path,
    *,
    number: int | None,
    at: datetime | None,
    gate: str | None,
    domain: str | None,
    as_json: bool,
) -> None:
    """Explains verdicts: what was counted, in which window, and compared with what.

    Shows the latest verdicts, or those of a past moment. A gate that passes gets one line, unless
    --gate or --domain asks for it.
    """
    only = Gate(gate) if gate else None

    async def work(connection: "Connection") -> tuple[StoredRollout, list[Judged]]:
        found = await _chosen(connection, number, at)
        _known(found, domain)
        return found, await _verdicts(connection, found, at, only, domain)

    rollout, verdicts = with_database(path, work)
    if as_json:
        told = [judged_of(each) for each in verdicts]
        data = {"rollout": rollout.id, "plan": plan_of(rollout.plan), "verdicts": told}
        show_data(data, told)
        return
    _show(rollout, verdicts, in_full=only is not None or domain is not None)


async def _chosen(
    connection: "Connection", number: int | None, at: datetime | None
) -> StoredRollout:
    """The one that was named, or that ran at a past moment, or that is shown anyway."""
    found = None
    if number is not None or at is None:
        found = await chosen(connection, number)
    else:
        for each in await rollouts(connection, ROLLOUTS_READ):
            if each.started_at <= at:
                found = each
                break
    if found is not None:
        return found
    if at is None:
        raise OperatorError("no rollout has been started: there is nothing to explain.")
    raise OperatorError(
        f"no rollout had been started by {at:%Y-%m-%d %H:%M:%S %z}: `hookshift rollout history "
        "--all` says when each was."
    )


def _known(rollout: StoredRollout, domain: str | None) -> None:
    domains = (*rollout.plan.domains, *rollout.plan.guards)
    if domain is not None and domain not in domains:
        raise OperatorError(
            f"rollout {rollout.id} has no domain {domain}: name one of {', '.join(domains)}."
        )


async def _verdicts(
    connection: "Connection",
    rollout: StoredRollout,
    at: datetime | None,
    gate: Gate | None,
    domain: str | None,
) -> list[Judged]:
    if at is None and rollout.looked_at is not None and rollout.verdicts:
        looked_at, stage = rollout.looked_at, rollout.progress.state.stage
        found = [Judged(0, rollout.id, looked_at, stage, each) for each in rollout.verdicts]
        found = [
            each
            for each in found
            if gate in (None, each.verdict.gate) and domain in (None, each.verdict.domain)
        ]
    else:
        upto = at or datetime.now().astimezone()
        found = await judged(connection, rollout.id, at=upto, gate=gate, domain=domain)
    if not found:
        raise OperatorError(
            f"rollout {rollout.id} has no such verdict {'at that time' if at else 'yet'}: "
            "each gate judges its own domains only, and verdicts are deleted after "
            "recorder.retention_days; see `hookshift rollout history`."
        )
    places = {name: at for at, name in enumerate((*rollout.plan.domains, *rollout.plan.guards))}
    gates = list(Gate)
    return sorted(
        found,
        key=lambda each: (
            places.get(each.verdict.domain, len(places)),
            gates.index(each.verdict.gate),
        ),
    )


def _show(rollout: StoredRollout, verdicts: Sequence[Judged], *, in_full: bool) -> None:
    brief = [each for each in verdicts if each.verdict.passes and not in_full]
    for each in verdicts:
        if each not in brief:
            _show_one(rollout, each)
    if len(brief) < len(verdicts):
        console.print(text(MEANING), style="dim", soft_wrap=True)
    for each in brief:
        console.print(
            cells.kind(each.verdict.kind)
            .append(f"  {each.verdict.gate} of ", style="default")
            .append_text(cells.line(f"{each.verdict.domain}: {each.verdict.sentence}")),
            soft_wrap=True,
        )
    if brief:
        console.print("--gate or --domain shows more about gates that pass", style="dim")


def _show_one(rollout: StoredRollout, judged: Judged) -> None:
    verdict, stages = judged.verdict, rollout.plan.stages
    head = cells.kind(verdict.kind).append("  ")
    head.append_text(cells.line(f"{verdict.gate} of {verdict.domain}")).append(
        f"  rollout {rollout.id}, stage {judged.stage + 1} ({share(stages[judged.stage])}), "
        f"{judged.at.astimezone():%Y-%m-%d %H:%M:%S}",
        style="default",
    )
    console.print(head, style="bold", soft_wrap=True)
    console.print(cells.line(verdict.sentence), soft_wrap=True)
    for fact in explained(verdict, judged.at.timestamp()):
        console.print(text(f"  {fact.label:<{LABEL}}{fact.text}"), soft_wrap=True)
    console.print(text(f"  {'on fail':<{LABEL}}{rollout.plan.on_fail[verdict.gate]}"))
    console.print()
