"""`hookshift serve`: the gateway."""

from pathlib import Path

import click

from hookshift.cli.output import errors


@click.command()
@click.option(
    "--check", is_flag=True, help="Only check whether it would start: settings, port, database."
)
@click.pass_obj
def serve(path: Path, check: bool) -> None:
    """Runs the gateway until SIGTERM or Ctrl-C.

    Requests in flight finish first. SIGHUP loads new settings and code without a gap, as
    `hookshift reload` does; SIGUSR2 sends everybody on this host to legacy, as `hookshift rollback
    --local` does.
    """
    # Here, so that the help of this command does not load the gateway.
    from hookshift.app import logs  # noqa: PLC0415
    from hookshift.app.check_start import check_start  # noqa: PLC0415
    from hookshift.app.serve import serve as run  # noqa: PLC0415
    from hookshift.config.load import load  # noqa: PLC0415

    settings = load(path)
    if check:
        check_start(settings)
        return
    logs.begin(settings.logs, "parent")
    for warning in settings.warnings:
        errors.print(f"warning: {warning}", markup=False, soft_wrap=True)

    def announce(address: str) -> None:
        click.echo(f"hookshift listens on {address}")
        for source in settings.sources:
            click.echo(f"  {source.name}: {address}{source.path}")

    run(settings, announce)
