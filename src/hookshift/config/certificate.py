"""A server's own certificate, reloaded when its files are renewed."""

import logging
import ssl

from hookshift.config.schema.control import TlsConfig
from hookshift.config.tls_files import Stamps, first_end, stamps
from hookshift.domain.errors import OperatorError

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

LOOK_SECONDS = 5.0
"""Seconds between two checks of the files."""


class CertificateFault(OperatorError):
    """The certificate or key cannot be used; the text says why."""


class Certificate:
    """The certificate of the setting `name`. Raises CertificateFault."""

    def __init__(self, name: str, tls: TlsConfig) -> None:
        self._name = name
        self._tls = tls
        self._stamps = self._look()
        self._shown = self.context = self._loaded()
        """The server's TLS context; connections that begin after a renewal use the new files."""
        self.expires_at = self._expires_at()
        """When it expires, in seconds since 1970; None if that is not known."""
        # Asked for every connection, with or without a name. The whole context is replaced, since
        # one that is given a new certificate and fails on its key has neither.
        self.context.sni_callback = self._hand_over

    async def follow(self) -> None:
        """Reads the files again. Raises CertificateFault, and keeps the last good certificate."""
        try:
            found = self._look()
            if found == self._stamps:
                return
            self._shown = self._loaded()
            self.expires_at = self._expires_at()
        except CertificateFault as error:
            raise CertificateFault(
                f"{error} Until then the previous certificate stays in use."
            ) from error
        # Those of before it was read: what has changed meanwhile is seen at the next look.
        self._stamps = found
        log.info("%s: renewed, valid until %s", self._name, first_end(self._tls.certificate))

    def _hand_over(
        self, connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _given: ssl.SSLContext
    ) -> None:
        connection.context = self._shown

    def _loaded(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        try:
            # With a password, so that nobody is asked for that of an encrypted key.
            context.load_cert_chain(self._tls.certificate, self._tls.key, password="")
        except OSError as error:
            raise self._fault(error) from error
        return context

    def _expires_at(self) -> float | None:
        try:
            return first_end(self._tls.certificate).timestamp()
        except (OSError, ValueError):
            return None

    def _look(self) -> Stamps:
        try:
            return stamps((self._tls.certificate, self._tls.key))
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> CertificateFault:
        return CertificateFault(
            f"the certificate or key of {self._name} cannot be used: {error}. Correct the paths; "
            "both files must be readable PEM files, and the key must be the certificate's."
        )
