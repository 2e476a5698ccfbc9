"""`hookshift config diff`: what the file would change about what is running."""

from pathlib import Path
from typing import Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.config.in_rollout import is_kept
from hookshift.config.load import load
from hookshift.config.running import changes


@click.command()
@output_option
@click.pass_obj
def diff(path: Path, as_json: bool) -> None:
    """Shows what the settings file would change, beside what the gateway of this host runs with.

    Secrets are compared, not shown. Needs every variable, as `config check` does.
    """
    settings = load(path)
    found = changes(settings, settings.data_dir / "run")
    if as_json:
        show_data([each._asdict() for each in found])
    elif not found:
        console.print("the gateway runs with these settings", markup=False)
    else:
        show_table(
            "What would change",
            ("setting", "running", "file"),
            [(each.key, _cell(each.running), _cell(each.file)) for each in found],
        )
        kept = [each.key for each in found if is_kept(each.key)]
        if kept:
            console.print(
                f"Refused while a rollout is open: {', '.join(kept)}.", markup=False, soft_wrap=True
            )


def _cell(value: Any) -> str:
    return "-" if value is None else str(value)
