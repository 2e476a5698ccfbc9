"""`hookshift config check`: everything that is wrong with the settings, at once."""

from pathlib import Path

import click

from hookshift.cli.output import Exit, complain, console, show_json
from hookshift.config.faults import ConfigError, Fault
from hookshift.config.load import load


@click.group()
def config() -> None:
    """Works on the settings file."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def check(path: Path, as_json: bool) -> None:
    """Shows all faults of the settings file, each with its key and what to do."""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    try:
        warnings = load(path).warnings
    except ConfigError as error:
        faults = error.faults
    if as_json:
        show_json(
            {
                "file": str(path),
                "faults": [fault._asdict() for fault in faults],
                "warnings": [warning._asdict() for warning in warnings],
            }
        )
    else:
        for fault in faults:
            complain(str(fault))
        for warning in warnings:
            console.print(f"warning: {warning}", markup=False, soft_wrap=True)
        if faults:
            complain(f"{path}: {len(faults)} to mend")
        else:
            console.print(f"{path}: good", markup=False)
    raise click.exceptions.Exit(Exit.FAILED if faults else Exit.OK)
