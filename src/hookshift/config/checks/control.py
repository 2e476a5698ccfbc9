"""Checks how settings of the control process fit together: who can reach the dashboard."""

from collections.abc import Iterator

from hookshift.config.faults import Fault
from hookshift.config.table import Table
from hookshift.config.values import is_loopback, read_address


def control_faults(root: Table) -> Iterator[Fault]:
    """Faults: settings of the dashboard that contradict each other."""
    control = root.table("control")
    listen = control.text("listen")
    if listen is None or control.has("public_url"):
        return
    try:
        host = read_address(listen).host
    except ValueError:
        # Reported already: its shape is wrong.
        return
    if not is_loopback(host):
        yield Fault(
            "control.listen",
            "is an address that other machines reach, and there is no control.public_url",
            "set it to the URL that people use, which also requires logins, or listen on 127.0.0.1",
        )
