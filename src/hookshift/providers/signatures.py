"""Hex HMAC-SHA256 of the raw body in a header: how WhatsApp and the generic source are signed."""

import hmac
from binascii import Error, unhexlify
from collections.abc import Sequence

from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Headers, Request

PREFIX = b"sha256="
HEX_LENGTH = 64


def matching_secret(
    request: Request, name: bytes, secrets: Sequence[bytes], *, bare: bool = False
) -> bytes:
    """The first of `secrets` that signed the body, per header `name` (lower case).

    `bare` also takes the digest without "sha256=" in front. Raises BadSignature.
    """
    expected = _digest(request.headers, name, bare)
    for secret in secrets:
        if hmac.compare_digest(hmac.digest(secret, request.body, "sha256"), expected):
            return secret
    raise BadSignature(
        f"{_shown(name)} does not match the body: signed with another secret, or changed on the way"
    )


def signature(body: bytes, secret: bytes, *, prefix: bytes = PREFIX) -> bytes:
    """The header value that `matching_secret` accepts."""
    return prefix + hmac.digest(secret, body, "sha256").hex().encode("ascii")


def _digest(headers: Headers, name: bytes, bare: bool) -> bytes:
    values = [value for key, value in headers if key == name]
    if not values:
        raise BadSignature(f"{_shown(name)} is missing: the request is not signed")
    if len(values) > 1:
        raise BadSignature(f"{_shown(name)} is there {len(values)} times: send it once")
    value = values[0]
    if value.startswith(PREFIX):
        value = value[len(PREFIX) :]
    elif not bare:
        value = b""
    try:
        # unhexlify takes nothing but hex digits, where bytes.fromhex would skip white space.
        if len(value) == HEX_LENGTH:
            return unhexlify(value)
    except Error:
        pass
    wanted = "64 hex digits, with or without sha256=" if bare else "sha256= and 64 hex digits"
    raise BadSignature(f"{_shown(name)} is malformed: {wanted} are expected")


def _shown(name: bytes) -> str:
    return name.decode("latin-1").title()
