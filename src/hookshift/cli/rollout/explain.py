"""`hookshift rollout explain`: any verdict, past or present, with all that it rests on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hookshift.cli.moments import local
from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.output import console, show_data
from hookshift.cli.rollout.times import Moment
from hookshift.cli.session import with_database
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.view import cells
from hookshift.view.explanation import LABEL, MEANING
from hookshift.view.judgements import demand_domain, explanation, judged_rollout, verdicts_of
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

F = TypeVar("F", bound=Callable[..., Any])

_at_option = click.option(
    "--at",
    type=Moment(),
    help='Show the verdicts of this time: "14:32", "2025-12-03 14:32", "2h ago".',
)
_gate_option = click.option(
    "--gate", type=click.Choice([gate.value for gate in Gate]), help="Only this gate."
)
_domain_option = click.option("--domain", help="Only this domain.")


def explain_options(command: F) -> F:
    """What `rollout explain` takes, here and elsewhere."""
    for option in reversed(
        (rollout_option, _at_option, _gate_option, _domain_option, output_option)
    ):
        command = option(command)
    return command


@click.command()
@explain_options
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

    async def work(connection: "Connection") -> dict[str, Any]:
        found = await judged_rollout(connection, number, at)
        demand_domain(found, domain)
        return explanation(found, await verdicts_of(connection, found, at, only, domain))

    answer = with_database(path, work)
    show_explanation(answer, as_json=as_json, in_full=only is not None or domain is not None)


def show_explanation(answer: dict[str, Any], *, as_json: bool, in_full: bool) -> None:
    """What `view.judgements.explanation` says, of this installation or of one elsewhere."""
    verdicts = answer["verdicts"]
    if as_json:
        show_data(answer, verdicts)
        return
    brief = [each for each in verdicts if each["passes"] and not in_full]
    for each in verdicts:
        if each not in brief:
            _show_one(answer, each)
    if len(brief) < len(verdicts):
        console.print(text(MEANING), style="dim", soft_wrap=True)
    for each in brief:
        console.print(
            cells.kind(VerdictKind(each["kind"]))
            .append(f"  {each['gate']} of ", style="default")
            .append_text(cells.line(f"{each['domain']}: {each['sentence']}")),
            soft_wrap=True,
        )
    if brief:
        console.print("--gate or --domain shows more about gates that pass", style="dim")


def _show_one(answer: dict[str, Any], verdict: dict[str, Any]) -> None:
    stages = answer["plan"]["stages"]
    head = cells.kind(VerdictKind(verdict["kind"])).append("  ")
    head.append_text(cells.line(f"{verdict['gate']} of {verdict['domain']}")).append(
        f"  rollout {answer['rollout']}, stage {verdict['stage']} of {len(stages)}, "
        f"{stages[verdict['stage'] - 1]['percentage']:g} %, "
        f"{local(verdict['at']):%Y-%m-%d %H:%M:%S}",
        style="default",
    )
    console.print(head, style="bold", soft_wrap=True)
    console.print(cells.line(verdict["sentence"]), soft_wrap=True)
    for label, fact in verdict["facts"]:
        console.print(text(f"  {label:<{LABEL}}{fact}"), soft_wrap=True)
    console.print(text(f"  {'on fail':<{LABEL}}{verdict['on_fail']}"))
    console.print()
