"""Encrypts stored payloads with AES-256-GCM: they hold what people wrote.

The first key encrypts, all of them decrypt: to change keys, put the new one first and keep the old
one until nothing is left that was encrypted with it (`delivery.retention_days`, and dead letters).
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
CONTENT: Final = b"hookshift content"
BODY: Final = b"hookshift body"
"""Associated data: neither text can be put in the other's place."""


class EncryptedPayload(NamedTuple):
    """A payload as it is stored."""

    key_id: str | None
    """Which key encrypted it; None if it is not encrypted."""
    content: bytes
    body: bytes


class CannotDecrypt(Exception):
    """The key is not among those of the settings, or the payload is not what was stored."""


class KeyMissing(CannotDecrypt):
    """The key is not among those of the settings."""


class PayloadCipher:
    """Encrypts and decrypts payloads; without keys it leaves them as they are."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        """`keys` have 32 bytes each."""
        self._ciphers = {key_id(key): _cipher(key) for key in keys}
        self._first = next(iter(self._ciphers), None)

    def encrypt(self, content: bytes, body: bytes) -> EncryptedPayload:
        """`content` and `body` as they are to be stored."""
        if self._first is None:
            return tuple.__new__(EncryptedPayload, (None, content, body))
        cipher = self._ciphers[self._first]
        return EncryptedPayload(
            self._first, _encrypted(cipher, content, CONTENT), _encrypted(cipher, body, BODY)
        )

    def decrypt(self, encrypted: EncryptedPayload) -> tuple[bytes, bytes]:
        """Content and body. Raises CannotDecrypt."""
        if encrypted.key_id is None:
            return encrypted.content, encrypted.body
        cipher = self._ciphers.get(encrypted.key_id)
        if cipher is None:
            raise KeyMissing(f"key {encrypted.key_id} is not in delivery.encryption_keys")
        return _decrypted(cipher, encrypted.content, CONTENT), _decrypted(
            cipher, encrypted.body, BODY
        )

    def decrypt_content(self, encrypted: EncryptedPayload) -> bytes:
        """The content alone; the body is not looked at. Raises CannotDecrypt."""
        if encrypted.key_id is None:
            return encrypted.content
        cipher = self._ciphers.get(encrypted.key_id)
        if cipher is None:
            raise KeyMissing(f"key {encrypted.key_id} is not in delivery.encryption_keys")
        return _decrypted(cipher, encrypted.content, CONTENT)


def key_id(key: bytes) -> str:
    """A key's name, stored beside what it encrypted; it gives nothing of the key away."""
    return sha256(b"hookshift key id" + key).hexdigest()[:12]


def _cipher(key: bytes) -> "AESGCM":
    # Here and below: it takes a tenth of a command's start, and few installations have keys.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


def _encrypted(cipher: "AESGCM", plain: bytes, what: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, what)


def _decrypted(cipher: "AESGCM", stored: bytes, what: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    try:
        return cipher.decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], what)
    except (InvalidTag, ValueError) as error:
        raise CannotDecrypt("it has been changed since it was stored") from error
