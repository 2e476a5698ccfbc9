"""`hookshift config check`: everything that is wrong with the settings, at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from hookshift.cli.config_database import compared
from hookshift.cli.config_diff import diff
from hookshift.cli.config_init import init
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data
from hookshift.cli.verbs import Verbs
from hookshift.config.faults import ConfigError, Fault
from hookshift.config.file import read
from hookshift.config.inspection import inspection_faults, inspection_warnings
from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.format import counted


@click.group(cls=Verbs)
def config() -> None:
    """Checks settings, writes a first file, shows what changed."""


for command in (init, diff):
    config.add_command(command)


def unknown_services(settings: Settings) -> Iterator[Fault]:
    """Faults: URLs of notifiers that Apprise cannot use."""
    for at, notifier in enumerate(settings.notifiers):
        url = notifier.url.get_secret_value()
        if notifier.kind == "apprise":
            # Here, as it loads some two hundred plugins.
            from hookshift.controller.notify.apprise import is_known  # noqa: PLC0415

            if not is_known(url):
                yield Fault(
                    f"notifiers[{at}].url",
                    f'is not a URL that Apprise can use ("{url.partition(":")[0]}" is the service)',
                    "look it up in Apprise's wiki; `hookshift notify test` tries it",
                )


class CheckResult(NamedTuple):
    """What is wrong with a settings file."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    not_asked: str | None = None
    """Why PostgreSQL was not asked, where it was to be."""


def _found(path: Path, asks: bool | None) -> CheckResult:
    try:
        settings = load(path)
    except ConfigError as error:
        return CheckResult(error.faults)
    faults = (*inspection_faults(settings), *unknown_services(settings))
    warnings = (*settings.warnings, *inspection_warnings(settings, read(path), path))
    if asks is False:
        return CheckResult(faults, warnings)
    beside = compared(settings)
    if asks and beside.not_asked:
        unasked = Fault("database", f"could not be asked: {beside.not_asked}", "try again")
        return CheckResult((*faults, unasked), warnings)
    return CheckResult((*faults, *beside.faults), (*warnings, *beside.warnings), beside.not_asked)


@config.command()
@click.option(
    "--database/--no-database",
    "asks",
    default=None,
    help="Whether PostgreSQL must be asked, or must not; else it is asked if it can be reached.",
)
@output_option
@click.pass_obj
def check(path: Path, asks: bool | None, as_json: bool) -> None:
    """Reports everything that is wrong with the settings file: each key, and how to fix it.

    Settings that an open rollout keeps are compared with what PostgreSQL says of it.
    """
    faults, warnings, not_asked = _found(path, asks)
    if as_json:
        show_data(
            {
                "file": str(path),
                "faults": [fault._asdict() for fault in faults],
                "warnings": [warning._asdict() for warning in warnings],
                "not_asked": not_asked,
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
        if not_asked:
            note = f"note: nothing was compared with what runs: {not_asked}"
            console.print(note, markup=False, soft_wrap=True)
        if faults:
            complain(f"{path}: {counted(len(faults), 'fault', 'faults')}")
        else:
            console.print(f"{path}: no faults", markup=False)
    raise click.exceptions.Exit(Exit.FAILED if faults else Exit.OK)
