"""`hookshift control`: the control process alone."""

from pathlib import Path

import click

from hookshift.app import logs
from hookshift.cli.session import database_url
from hookshift.config.load import load


@click.command()
@click.pass_obj
def control(path: Path) -> None:
    """Runs the controller and the dashboard, without a gateway.

    Until SIGTERM or Ctrl-C. `hookshift serve` runs one too. Of several controllers one leads; the
    others stand by.
    """
    # Here, since the dashboard's libraries take longer to load than all of the other commands.
    from hookshift.app.control import control as run  # noqa: PLC0415

    settings = load(path)
    logs.begin(settings.logs, "control")
    with database_url(settings) as url:
        run(settings, url, lambda: click.echo("hookshift runs rollouts"))
