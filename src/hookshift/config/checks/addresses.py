"""Checks who listens where: equal ports, and handlers that are hookshift itself."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from hookshift.config.faults import Fault, dotted
from hookshift.config.table import Table
from hookshift.config.values import Address, is_loopback, read_address

_PORTS = {"http": 80, "https": 443}


def address_faults(root: Table) -> Iterator[Fault]:
    """Faults: two servers on one port, events that come back to hookshift for ever."""
    gateway, control = _address(root.table("gateway")), _address(root.table("control"))
    if not _serves_dashboard(root.table("control")):
        control = None
    if gateway and control and _clash(gateway, control):
        yield Fault(
            "control.listen",
            f"is port {control.port}, which gateway.listen has too: only one of them can listen",
            "give the dashboard another port",
        )
    yield from _loops(root, gateway, control)


def _serves_dashboard(control: Table) -> bool:
    return all(control.flag(key) for key in ("enabled", "dashboard"))


def _address(table: Table) -> Address | None:
    """None where it is no address, which is reported elsewhere, or where any free port is taken."""
    listen = table.setting("listen")
    try:
        address = read_address(listen)
    except ValueError:
        return None
    return address if address.port else None


def _clash(one: Address, other: Address) -> bool:
    if one.port != other.port:
        return False
    hosts = {one.host.lower(), other.host.lower()}
    return len(hosts) == 1 or any(_is_any(host) for host in hosts)


def _is_any(host: str) -> bool:
    """Whether it stands for every address of this machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _loops(root: Table, gateway: Address | None, control: Address | None) -> Iterator[Fault]:
    for name, handler in (root.named("handlers") or {}).items():
        url = handler.text("url")
        for key, address in (("gateway.listen", gateway), ("control.listen", control)):
            if url is not None and address is not None and _reaches(url, address):
                yield Fault(
                    dotted(("handlers", name, "url")),
                    f"is hookshift itself ({key}): events would come back to it for ever",
                    "write the URL of what handles the events",
                )


def _reaches(url: str, address: Address) -> bool:
    """Whether a URL leads to a server of this machine that listens there."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return False
    host = (parts.hostname or "").removesuffix(".")
    if not host or port != address.port:
        return False
    listens = address.host.lower()
    here = is_loopback(host) and (is_loopback(listens) or _is_any(listens))
    return host == listens or here or _is_any(host)
