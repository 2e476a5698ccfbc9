"""`hookshift reload`: new settings, or a new version, without a gap."""

import time
from pathlib import Path

import click

from hookshift.app import places
from hookshift.app.admin import AdminFault, ask
from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data
from hookshift.config.part import load_part
from hookshift.config.schema.installation import DatabasePart
from hookshift.domain.errors import OperatorError

PAUSE_SECONDS = 0.1
STATUS_SECONDS = 2.0


ENVIRONMENT = (
    "Environment variables are still those that the gateway was started with: a changed one takes "
    "effect after a restart. Files of variables (env_file, --env-file) were read again."
)


@click.command("reload")
@click.option(
    "--timeout",
    type=float,
    default=60.0,
    show_default=True,
    help="Seconds to wait for the workers.",
)
@output_option
@click.pass_obj
def reload(path: Path, timeout: float, as_json: bool) -> None:
    """Loads new settings or code into a running `serve`.

    That includes rules, secrets, certificates, the number of workers, and the installed version.
    If the gateway could not start with them, the command says why and nothing changes. The old
    workers serve until the new ones are ready, and finish the requests that they have begun.

    Environment variables keep the values that the gateway was started with. Put values that change
    into env_file, or into the file of --env-file: both are read again.
    """
    socket = places.admin_socket(load_part(path, DatabasePart))
    until = time.monotonic() + timeout
    generation = ask(socket, "reload", timeout)["generation"]
    while True:
        try:
            status = ask(socket, "status", STATUS_SECONDS)
        except AdminFault:
            # One generation has left the socket, and the next one has not yet made its own.
            status = {}
        if status.get("generation") == generation and status.get("serving"):
            break
        if time.monotonic() > until:
            raise OperatorError(
                f"generation {generation} is not serving yet after {timeout:g} s; the previous one "
                "keeps serving until it is. See the log of `hookshift serve`."
            )
        time.sleep(PAUSE_SECONDS)
    if as_json:
        show_data(status)
        return
    console.print(
        f"Generation {generation} is serving with {status['workers']} workers (version "
        f"{status['version']}); {_former(int(status['former']))}.",
        markup=False,
    )
    console.print(ENVIRONMENT, markup=False, style="dim", soft_wrap=True)


def _former(count: int) -> str:
    if not count:
        return "the previous one has ended"
    processes = "process" if count == 1 else "processes"
    return f"{count} {processes} of the previous one still to finish"
