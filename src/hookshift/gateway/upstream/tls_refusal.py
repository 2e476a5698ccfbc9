"""What a handler says by TLS alerts: that it does not accept our client certificate.

With TLS 1.3 the alert comes after our side of the handshake is complete, when the request may be on
its way already. The handler has read none of it: to it the handshake never ended (RFC 8446, 4.4).
"""

import ssl

_OF_CERTIFICATES = frozenset({
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "SSLV3_ALERT_CERTIFICATE_REVOKED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "TLSV1_ALERT_ACCESS_DENIED",
    "TLSV1_ALERT_UNKNOWN_CA",
})  # fmt: skip
_HANDSHAKE_FAILURE = "SSLV3_ALERT_HANDSHAKE_FAILURE"
"""What TLS 1.2 says where a certificate is missing, but also where no cipher is shared."""


def refusal(error: BaseException | None) -> str | None:
    """What to say of an alert about certificates; None if `error` is none."""
    reason = error.reason if isinstance(error, ssl.SSLError) else None
    if reason in _OF_CERTIFICATES:
        return (
            f"it does not accept our client certificate: {_words(reason)} (settings certificate "
            "and key)"
        )
    if reason == _HANDSHAKE_FAILURE:
        return (
            "it does not accept our client certificate, or wants one (settings certificate and "
            "key), or has no TLS version or cipher in common with us: handshake failure"
        )
    return None


def _words(reason: str) -> str:
    """`certificate required` of `TLSV13_ALERT_CERTIFICATE_REQUIRED`."""
    return reason.partition("_ALERT_")[2].lower().replace("_", " ")
