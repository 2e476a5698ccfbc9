"""What one handler asks of TLS: authorities of its own, a certificate that we show it.

The files are followed when they are renewed: connections that begin afterwards use the new ones.
"""

import logging
import ssl
from pathlib import Path
from typing import NamedTuple

from hookshift.config.schema.routes import HandlerConfig
from hookshift.config.tls_files import Stamps, first_end, last_end, stamps
from hookshift.domain.errors import OperatorError

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)


class HandlerTlsFault(OperatorError):
    """A file for TLS to a handler cannot be used; `key` is the setting that names it."""

    def __init__(self, key: str, why: str, advice: str) -> None:
        self.key = key
        self.why = why
        self.advice = advice
        super().__init__(f"{key} {why}; {advice}")


class Ends(NamedTuple):
    """When files expire, in seconds since 1970; None where there is none, or it is not known."""

    certificate: float | None
    authorities: float | None


class HandlerTls:
    """TLS to the handler `name`. Raises HandlerTlsFault."""

    def __init__(self, name: str, handler: HandlerConfig) -> None:
        self.name = name
        self._handler = handler
        self._files = [
            path for path in (handler.ca, handler.certificate, handler.key) if path is not None
        ]
        self._stamps = self._look()
        self.context = self._loaded()
        """For connections that begin now."""
        self.ends = self._expire()

    def follow(self) -> bool:
        """Reads the files again if they have changed; True if there is a new context.

        Raises HandlerTlsFault, and keeps the last good one.
        """
        found = self._look()
        if found == self._stamps:
            return False
        self.context = self._loaded()
        self.ends = self._expire()
        # Those of before they were read: what has changed meanwhile is seen at the next look.
        self._stamps = found
        log.info("handlers.%s: the files for TLS were renewed", self.name)
        return True

    def _look(self) -> Stamps:
        found: Stamps = []
        for path in self._files:
            try:
                found += stamps([path])
            except OSError as error:
                raise self._fault(path, error) from error
        return found

    def _loaded(self) -> ssl.SSLContext:
        context = self._trusting()
        context.set_alpn_protocols(["http/1.1"])
        handler = self._handler
        if handler.certificate is None or handler.key is None:
            return context
        for path in (handler.certificate, handler.key):
            self._readable(path)
        try:
            # With a password, so that nobody is asked for that of an encrypted key.
            context.load_cert_chain(handler.certificate, handler.key, password="")
        except OSError as error:
            raise HandlerTlsFault(
                f"handlers.{self.name}.key", f"cannot be used with its certificate: {error}",
                "both must be PEM, the key not encrypted, and the certificate's own",
            ) from error  # fmt: skip
        return context

    def _trusting(self) -> ssl.SSLContext:
        ca = self._handler.ca
        if ca is None:
            return ssl.create_default_context()
        self._readable(ca)
        try:
            return ssl.create_default_context(cafile=str(ca))
        except OSError as error:
            raise HandlerTlsFault(
                f"handlers.{self.name}.ca", f"holds no usable certificate ({ca}: {error})",
                "it must be a PEM file with the certificates of the authorities",
            ) from error  # fmt: skip

    def _readable(self, path: Path) -> None:
        """OpenSSL does not say which file it could not open."""
        try:
            path.open("rb").close()
        except OSError as error:
            raise self._fault(path, error) from error

    def _fault(self, path: Path, error: OSError) -> HandlerTlsFault:
        handler = self._handler
        keys = {handler.ca: "ca", handler.certificate: "certificate", handler.key: "key"}
        return HandlerTlsFault(
            f"handlers.{self.name}.{keys[path]}",
            f"names a file that cannot be read ({path}: {error.strerror or error})",
            "correct the path, or let the user that runs hookshift read it",
        )

    def _expire(self) -> Ends:
        certificate = authorities = None
        try:
            if self._handler.certificate is not None:
                certificate = first_end(self._handler.certificate).timestamp()
            if self._handler.ca is not None:
                authorities = last_end(self._handler.ca).timestamp()
        except (OSError, ValueError):
            # OpenSSL has read them; what reads them here may not know their form.
            pass
        return Ends(certificate, authorities)


def wants_own(handler: HandlerConfig) -> bool:
    """Whether anything but the system's authorities is asked for."""
    return handler.ca is not None or handler.certificate is not None
