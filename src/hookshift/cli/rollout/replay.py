"""`hookshift rollout replay`: a past rollout, judged by the gates that hookshift.toml has now."""

from pathlib import Path
from typing import Any

import click

from hookshift.cli.moments import local
from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.config.load import load
from hookshift.domain.format import duration
from hookshift.domain.rollout.state import Phase
from hookshift.view.cells import phase_name
from hookshift.view.replayed import replayed
from hookshift.view.text import text


@click.command()
@rollout_option
@output_option
@click.pass_obj
def replay(path: Path, number: int | None, as_json: bool) -> None:
    """Shows what the gates in hookshift.toml would have decided about a past rollout.

    Uses the shares that the rollout had. Changes nothing.
    """
    settings = load(path, needs=())
    answer = with_database(path, lambda opened: replayed(opened, settings, number))
    print_replay(answer, as_json=as_json)


def print_replay(answer: dict[str, Any], *, as_json: bool) -> None:
    """What `view.replayed` says, of this installation or of one elsewhere."""
    if as_json:
        show_data(answer, answer["stages"])
        return
    changed = "; ".join(answer["changed"])
    _say(
        f"changed since the rollout: {changed}"
        if changed
        else "the plan in hookshift.toml is the one that the rollout used"
    )
    show_table(
        f"Rollout {answer['rollout']} judged by the current gates",
        ("share", "from", "held for", "these gates"),
        [
            (
                f"{each['percentage']:g} %",
                local(each["since"]),
                duration((local(each["until"]) - local(each["since"])).total_seconds()),
                each["sentence"],
            )
            for each in answer["stages"]
        ],
    )
    for each in answer["stages"]:
        for verdict in each["failed"]:
            _say(
                f"{each['percentage']:g} %: {verdict['gate']} of {verdict['domain']} fails: "
                f"{verdict['sentence']}"
            )
    _say(f"what happened: {phase_name(Phase(answer['phase']))}, {answer['why']}")


def _say(line: str) -> None:
    console.print(text(line), soft_wrap=True)
