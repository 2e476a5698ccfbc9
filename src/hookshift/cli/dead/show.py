"""`hookshift dead show`: one letter, opened."""

import json
from pathlib import Path
from typing import Any

import click

from hookshift.cli.dead.choose import letter_number
from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.config.load import load
from hookshift.view.letter import letter
from hookshift.view.text import text


@click.command()
@click.argument("number", metavar="ID", type=letter_number)
@click.option(
    "--body", "with_body", is_flag=True, help="Show the body too, which holds what people wrote."
)
@output_option
@click.pass_obj
def show(path: Path, number: int, with_body: bool, as_json: bool) -> None:
    """Shows one dead letter with its headers and events, and with --body its body."""
    settings = load(path, needs=("recorder", "delivery"))

    answer = with_database(
        path, lambda opened: letter(opened, settings, number, with_body=with_body)
    )
    print_letter(answer, as_json=as_json)


def print_letter(answer: dict[str, Any], *, as_json: bool) -> None:
    """What `view.letter.letter` says, of this installation or of one elsewhere."""
    if as_json:
        show_data(answer)
    else:
        _show_one(answer)


def _show_one(answer: dict[str, Any]) -> None:
    body, headers = answer.pop("body", None), answer.pop("headers", [])
    contents = answer.pop("contents", [])
    show_table(
        f"Dead letter {answer.pop('id')}",
        ("", ""),
        [(name.replace("_", " "), value) for name, value in answer.items()],
    )
    show_table("Headers", ("name", "value"), headers)
    show_table(
        "Events",
        ("kind", "type", "id", "from", "routed because"),
        [tuple(each.values()) for each in contents],
    )
    if body is not None:
        console.print(text(_readable(body)))


def _readable(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
