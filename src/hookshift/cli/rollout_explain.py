"""`hookshift rollout explain`: any verdict, past or present, with all that it rests on."""

from collections.abc import Iterator
from datetime import datetime
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.output import console, show_json
from hookshift.cli.rollout_history import chosen
from hookshift.cli.rollout_options import json_option, rollout_option
from hookshift.cli.rollout_times import Moment
from hookshift.cli.session import with_database
from hookshift.domain.errors import OperatorError
from hookshift.domain.plan import Gate
from hookshift.domain.verdict import Number
from hookshift.domain.words import count, milliseconds, percent
from hookshift.store.rollouts import judged
from hookshift.view import cells
from hookshift.view.report import judged_of
from hookshift.view.times import when

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import Judged

LARGEST_EXPONENT = 30.0

RATES = frozenset({"rate", "limit", "goal", "proven", "legacy_rate", "configured", "observed"})
MOMENTS = frozenset({"from", "until", "last_traffic"})
LEVELS = frozenset({"pass_at", "fail_at", "fail_at_in_stage"})


@click.command()
@rollout_option
@click.option("--at", type=Moment(), help='In force then: "14:32", "2h ago"; without it, newest.')
@click.option("--gate", type=click.Choice([gate.value for gate in Gate]), help="Only this gate.")
@click.option("--domain", help="Only this domain.")
@json_option
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
    """Explains verdicts: what was counted, in which window, and what it was held against.

    Verdicts are kept when one changes, at each step of a rollout, and now and then.
    """

    async def work(connection: "Connection") -> list["Judged"]:
        found = await chosen(connection, number)
        if found is None:
            raise OperatorError("no rollout has been started: there is nothing to explain.")
        only = Gate(gate) if gate else None
        return await judged(connection, found.id, at=at, gate=only, domain=domain)

    verdicts = with_database(path, work)
    if as_json:
        show_json([judged_of(each) for each in verdicts])
        return
    for each in verdicts:
        _show(each)
    if not verdicts:
        console.print("no verdict is kept of then: see `hookshift rollout history`")


def _show(judged: "Judged") -> None:
    verdict = judged.verdict
    console.print()
    console.print(cells.line(f"{verdict.gate} of {verdict.domain}"), style="bold", end="  ")
    console.print(cells.kind(verdict.kind), end="  ")
    console.print(f"stage {judged.stage + 1}, {judged.at.astimezone():%Y-%m-%d %H:%M:%S}")
    console.print(cells.line(verdict.sentence), soft_wrap=True)
    for name, value in verdict.numbers.items():
        for line in _lines(name, value, judged.at.timestamp()):
            console.print(f"    {line}", markup=False, soft_wrap=True)


def _lines(name: str, value: Number, now: float) -> Iterator[str]:
    """A number under its name, as people read it; logarithms of evidence as odds too."""
    label = name.replace("_", " ")
    if isinstance(value, int | float) and (name.startswith("log_e") or name in LEVELS):
        yield f"{label:<26}{value:.2f}  ({odds(value)})"
    elif name in MOMENTS:
        yield f"{label:<26}{when(value, now) if isinstance(value, float) else '-'}"
    elif name in RATES:
        yield f"{label:<26}{percent(value)}"
    elif name.endswith("_ms"):
        yield f"{label:<26}{milliseconds(value)}"
    elif isinstance(value, float) and not value.is_integer():
        yield f"{label:<26}{value:,.3g}"
    else:
        yield f"{label:<26}{count(value)}"


def odds(log_e: float) -> str:
    """An e-value in words: how many times over a bet against the hypothesis has paid."""
    if log_e > LARGEST_EXPONENT:
        return f"e-value above {exp(LARGEST_EXPONENT):.0e}"
    return f"e-value {exp(log_e):,.3g}"
