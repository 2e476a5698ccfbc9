"""Where the processes of `hookshift serve` begin.

Nothing is imported up here: the parent needs neither what a worker runs nor what the control
process runs, and these need nothing of each other's (the dashboard alone is hundreds of modules).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from hookshift.config.schema.settings import Settings
    from hookshift.gateway.lifeline import Lifeline


def worker(
    settings: "Settings", database_url: str, slot: int, sock: "socket.socket", lifeline: "Lifeline"
) -> None:
    """The gateway worker of one slot."""
    from hookshift.loading import loading  # noqa: PLC0415

    with loading():
        from hookshift.app.worker import run_worker  # noqa: PLC0415

    run_worker(settings, database_url, slot, sock, lifeline)


def control(settings: "Settings", database_url: str, lifeline: "Lifeline") -> None:
    """The control process beside the workers."""
    from hookshift.loading import loading  # noqa: PLC0415

    with loading():
        from hookshift.app.control import run_control  # noqa: PLC0415

    run_control(settings, database_url, lifeline)
