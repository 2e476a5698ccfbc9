"""Hex HMAC-SHA256 of the raw body in a header: how WhatsApp and the generic source are signed."""

import re
from binascii import Error, unhexlify
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest

from hookshift.core.relaying import Key
from hookshift.domain.errors import BadSignature
from hookshift.domain.http import Headers, Request

PREFIX = b"sha256="
OF_THE_BODY = re.compile(
    rb"(?:.*[-_])?(?:signature|sig|digest|md5|sha|sha1|sha256|sha512|hmac|checksum|crc32c?|hash)"
    rb"(?:[-_].*)?|idempotency-key"
)
"""Names of headers that speak of the whole body, byte for byte: `X-Hub-Signature`, `Content-MD5`,
`Digest`, `Content-Digest`, `Repr-Digest` (RFC 9530), `Signature` and `Signature-Input` (RFC 9421),
and whatever a proxy or another provider calls its own. Of a part of the body they are wrong; the
key of a whole body would make a handler take its second part for a repetition of the first.
"""
SIGNED_AUTHORIZATION = re.compile(rb"(?:signature|aws4-\S*|\S*hmac\S*)(?:\s|$)", re.IGNORECASE)
"""Schemes of `Authorization` that sign the body."""
HEX_LENGTH = 64
BLOCK_BYTES = 64
"""SHA-256 works on blocks of so many bytes."""
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def matching_secret(
    request: Request, name: bytes, secrets: Sequence[bytes], *, bare: bool = False
) -> bytes:
    """The first of `secrets` that signed the body, per header `name` (lower case).

    `bare` also takes the digest without "sha256=" in front. Raises BadSignature.
    """
    expected = _digest(request, name, bare)
    for secret in secrets:
        if compare_digest(_prepared(secret).digest(request.body), expected):
            return secret
    raise BadSignature(
        f"{_shown(name)} does not match the body: signed with another secret, or changed on the way"
    )


def signature(body: bytes, secret: bytes, *, prefix: bytes = PREFIX) -> bytes:
    """The header value that `matching_secret` accepts."""
    return prefix + _prepared(secret).digest(body).hex().encode("ascii")


class _Hmac:
    """HMAC-SHA256 (RFC 2104) with one key, whose two blocks are hashed once and not per body.

    A copy of the hash's state takes half the time of `hmac.digest`, which looks up its algorithm
    and hashes both blocks each time.
    """

    __slots__ = ("inner", "outer")

    def __init__(self, key: bytes) -> None:
        if len(key) > BLOCK_BYTES:
            key = sha256(key).digest()
        key = key.ljust(BLOCK_BYTES, b"\0")
        self.inner = sha256(key.translate(_INNER))
        self.outer = sha256(key.translate(_OUTER))

    def digest(self, body: bytes) -> bytes:
        """The 32 bytes that sign `body`."""
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(body)
        outer.update(inner.digest())
        return outer.digest()


@lru_cache(maxsize=256)
def _prepared(secret: bytes) -> _Hmac:
    """An installation has a few secrets, for as long as it runs."""
    return _Hmac(secret)


def key(secret: bytes) -> Key:
    """What the compiled core checks signatures with."""
    prepared = _prepared(secret)
    return secret, prepared.inner, prepared.outer


def of_a_part(headers: Headers, new: Headers) -> Headers:
    """The headers of a part of a body: those of the whole that still fit, and `new` ones."""
    return [*(pair for pair in headers if not _speaks_of_the_body(*pair)), *new]


def _speaks_of_the_body(name: bytes, value: bytes) -> bool:
    if name == b"authorization":
        return SIGNED_AUTHORIZATION.match(value) is not None
    return OF_THE_BODY.fullmatch(name) is not None


def _digest(request: Request, name: bytes, bare: bool) -> bytes:
    value = request.first.get(name)
    if value is None:
        raise BadSignature(f"{_shown(name)} is missing: the request is not signed")
    if len(request.first) < len(request.headers) and len(values := request.values(name)) > 1:
        raise BadSignature(f"{_shown(name)} is there {len(values)} times: send it once")
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
