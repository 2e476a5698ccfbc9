"""What `config check` says beyond faults of the text: of files, of the machine, of what is missing.

No other command reads these: a key that only the server's user may open is no fault of whoever
steers.
"""

import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hookshift.config.certificate import Certificate, CertificateFault
from hookshift.config.exposure import plain_secrets
from hookshift.config.faults import Fault
from hookshift.config.schema.control import TlsConfig
from hookshift.config.schema.settings import Settings


def inspection_faults(settings: Settings) -> Iterator[Fault]:
    """Faults: certificates that `serve` could not use."""
    for name, tls in (
        ("gateway.tls", settings.gateway.tls),
        ("control.tls", settings.control.tls),
    ):
        if tls is not None:
            yield from _certificate(name, tls)


def inspection_warnings(settings: Settings, tree: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Warnings: plain secrets in the file, nobody who is told anything."""
    yield from plain_secrets(settings, tree, path)
    if not settings.notifiers:
        yield Fault(
            "notifiers",
            "are missing, so nobody is told of a rollback or an alert",
            "add [[notifiers]], and try it with `hookshift notify test`",
        )


def _certificate(name: str, tls: TlsConfig) -> Iterator[Fault]:
    for key, file in (("certificate", tls.certificate), ("key", tls.key)):
        if not file.is_file():
            yield Fault(f"{name}.{key}", f"names a file that does not exist ({file})", "correct it")
            return
    try:
        Certificate(name, tls)
    except (CertificateFault, ssl.SSLError) as error:
        yield Fault(name, "cannot be used", str(error))
