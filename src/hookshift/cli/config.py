"""`hookshift config check`: everything that is wrong with the settings, at once."""

from pathlib import Path

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data
from hookshift.cli.verbs import Verbs
from hookshift.config.faults import ConfigError, Fault
from hookshift.config.load import load
from hookshift.domain.format import counted


@click.group(cls=Verbs)
def config() -> None:
    """Checks the settings file."""


@config.command()
@output_option
@click.pass_obj
def check(path: Path, as_json: bool) -> None:
    """Reports everything that is wrong with the settings file: each key, and how to fix it."""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    try:
        warnings = load(path).warnings
    except ConfigError as error:
        faults = error.faults
    if as_json:
        show_data(
            {
                "file": str(path),
                "faults": [fault._asdict() for fault in faults],
                "warnings": [warning._asdict() for warning in warnings],
            },
            rows=[
                {"kind": kind, **each._asdict()}
                for kind, found in (("fault", faults), ("warning", warnings))
                for each in found
            ],
        )
    else:
        for fault in faults:
            complain(str(fault))
        for warning in warnings:
            console.print(f"warning: {warning}", markup=False, soft_wrap=True)
        if faults:
            complain(f"{path}: {counted(len(faults), 'fault', 'faults')}")
        else:
            console.print(f"{path}: no faults", markup=False)
    raise click.exceptions.Exit(Exit.FAILED if faults else Exit.OK)
