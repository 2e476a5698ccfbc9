"""`hookshift person forget`: what is stored about a person is removed, on every host."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.options import output_option, yes_option
from hookshift.cli.output import console, show_data
from hookshift.cli.person.options import perhaps_option, reason_option, sender_argument
from hookshift.cli.session import actor, with_database
from hookshift.config.load import load
from hookshift.domain.format import counted
from hookshift.view import forgetting
from hookshift.view.person import PersonalData
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection


@click.command()
@sender_argument
@reason_option
@perhaps_option
@yes_option
@output_option
@click.pass_obj
def forget(
    path: Path, /, sender: str, *, reason: str | None, perhaps: bool, yes: bool, as_json: bool
) -> None:
    """Removes what is stored about a person; undelivered events are dropped.

    Rows of the log stay, without number, ids and error text, and so do all counts. What a host
    still has in its spool or memory is blanked before it is written.
    """
    data = PersonalData(load(path, needs=("recorder", "delivery")))
    confirm_forget(yes=yes)

    async def work(connection: "Connection") -> dict[str, Any]:
        return await forgetting.forget(
            connection, data, sender, perhaps=perhaps, actor=actor(), reason=reason
        )

    print_forgotten(with_database(path, work), as_json=as_json)


def confirm_forget(*, yes: bool) -> None:
    """Ends the command on "no"."""
    if not yes:
        click.confirm(
            "Remove everything stored about this person, undelivered events included? This cannot "
            "be undone",
            abort=True,
        )


def print_forgotten(answer: Mapping[str, Any], *, as_json: bool) -> None:
    """What `view.forgetting` says, of this installation or of one elsewhere."""
    counts = {name: value for name, value in answer.items() if name != "remarks"}
    if as_json:
        show_data(answer, [counts])
        return
    for kind, (one, many) in forgetting.KINDS.items():
        if counts[kind]:
            console.print(counted(counts[kind], one, many))
    if not any(counts[kind] for kind in forgetting.KINDS):
        console.print("nothing found")
    for remark in answer["remarks"]:
        console.print(text(remark), soft_wrap=True)
