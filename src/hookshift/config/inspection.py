"""What `config check` says beyond faults of the text: of files, of the machine, of what is missing.

No other command reads these: a key that only the server's user may open is no fault of whoever
steers.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from hookshift.config.certificate import Certificate, CertificateFault
from hookshift.config.exposure import plain_secrets
from hookshift.config.faults import Fault
from hookshift.config.handler_tls import HandlerTls, HandlerTlsFault, wants_own
from hookshift.config.schema.control import TlsConfig
from hookshift.config.schema.routes import HandlerConfig
from hookshift.config.schema.settings import Settings
from hookshift.config.tls_files import first_end, last_end


def inspection_faults(settings: Settings) -> Iterator[Fault]:
    """Faults: certificates that `serve` could not use, or that have expired."""
    for name, tls in (
        ("gateway.tls", settings.gateway.tls),
        ("control.tls", settings.control.tls),
    ):
        if tls is not None:
            yield from _certificate(name, tls)
    for name, handler in settings.handlers.items():
        if wants_own(handler):
            yield from _of_handler(name, handler)


def inspection_warnings(settings: Settings, tree: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Warnings: plain secrets in the file, no notifier."""
    yield from plain_secrets(settings, tree, path)
    if not settings.notifiers:
        yield Fault(
            "notifiers",
            "are missing, so nobody is notified of a rollback or an alert",
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
    else:
        yield from _expired(f"{name}.certificate", tls.certificate, first_end)


def _of_handler(name: str, handler: HandlerConfig) -> Iterator[Fault]:
    try:
        HandlerTls(name, handler)
    except HandlerTlsFault as error:
        yield Fault(error.key, error.why, error.advice)
        return
    yield from _expired(f"handlers.{name}.certificate", handler.certificate, first_end)
    yield from _expired(f"handlers.{name}.ca", handler.ca, last_end)


def _expired(key: str, path: Path | None, end: Callable[[Path], datetime]) -> Iterator[Fault]:
    try:
        ends = end(path) if path is not None else None
    except (OSError, ValueError):
        # OpenSSL has read it; what reads it here may not know its form.
        return
    if ends is not None and ends.timestamp() < time.time():
        yield Fault(key, f"has expired, on {ends:%Y-%m-%d} ({path})", "renew it")
