"""Types of secret values: what a key, a shared secret and a header that may hold one look like.

As in `values`, the error texts never quote the value.
"""

from base64 import b64decode
from typing import Annotated

from pydantic import AfterValidator, SecretStr

from hookshift.config.values import wrong

ENCRYPTION_KEY_BYTES = 32


def _unarmoured(text: str) -> bytes:
    """Decodes base64, with or without padding. Raises ValueError."""
    padding = "=" * (-len(text) % 4)
    return b64decode(text + padding, validate=True)


def signing_key(secret: str) -> bytes:
    """The key in a secret of Standard Webhooks. Raises ValueError if it is none."""
    key = _unarmoured(secret.removeprefix("whsec_"))
    if not 24 <= len(key) <= 64:
        raise ValueError("the key must have 24 to 64 bytes")
    return key


def _signing_secret(value: SecretStr) -> SecretStr:
    try:
        signing_key(value.get_secret_value())
    except ValueError:
        raise wrong(
            "is not a Standard Webhooks secret",
            'write "whsec_" and 24 to 64 bytes in base64: openssl rand -base64 32 makes them',
        ) from None
    return value


def encryption_key(text: str) -> bytes:
    """The key of AES-256 that `text` holds. Raises ValueError."""
    key = _unarmoured(text)
    if len(key) != ENCRYPTION_KEY_BYTES:
        raise ValueError("not 32 bytes")
    return key


def _encryption_key(value: SecretStr) -> SecretStr:
    try:
        encryption_key(value.get_secret_value())
    except ValueError:
        raise wrong(
            "is not an AES-256 key",
            "write 32 bytes in base64: openssl rand -base64 32 makes them",
        ) from None
    return value


def _secret(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise wrong("is empty", "an empty secret protects nothing: give it a value")
    return value


def _header_value(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text:
        raise wrong("is empty", "give it a value or remove the header")
    if text != text.strip() or not text.isascii() or not text.replace("\t", " ").isprintable():
        raise wrong(
            "has a line break, a control or non-ASCII character, or space around it",
            "use printable ASCII on one line",
        )
    return value


HeaderValue = Annotated[SecretStr, AfterValidator(_header_value)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
EncryptionKey = Annotated[SecretStr, AfterValidator(_encryption_key)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
