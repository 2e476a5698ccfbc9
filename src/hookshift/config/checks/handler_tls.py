"""What the settings for TLS to handlers mean for each other; the files themselves are not read."""

from collections.abc import Iterator

from hookshift.config.faults import Fault, Location, dotted
from hookshift.config.table import Table

_PAIR = (("certificate", "key"), ("key", "certificate"))


def tls_faults(handler: Table, where: Location) -> Iterator[Fault]:
    """A fault for a certificate without its key, or a key without its certificate."""
    for key, other in _PAIR:
        if handler.has(key) and not handler.has(other):
            yield Fault(
                dotted((*where, other)), f"is missing, and {key} needs it", f'add {other} = "..."'
            )


def tls_warnings(root: Table) -> Iterator[Fault]:
    """A warning for files that are never used, since the handler's URL is not https."""
    for name, handler in (root.named("handlers") or {}).items():
        if (handler.text("url") or "").lower().startswith("http:"):
            for key in ("ca", "certificate"):
                if handler.has(key):
                    yield Fault(
                        dotted(("handlers", name, key)),
                        "is not used: the handler's url is not https",
                        "remove it, or write https in url",
                    )
