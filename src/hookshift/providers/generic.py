"""The runbook's flat webhook: `{"from": ..., "message": {"id": ..., "text": {"body": ...}}}`."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.json import Decoder

from hookshift.domain.errors import OperatorError
from hookshift.domain.events import Event, EventKind, digits
from hookshift.domain.http import Headers, Request, Response
from hookshift.providers.as_written import NULL, RAW_OBJECT, Object, objects, text
from hookshift.providers.bodies import UNREADABLE, bad_payload, check_encoding, storable
from hookshift.providers.signatures import PREFIX, matching_secret, of_a_part, signature
from hookshift.providers.surrogates import without_halves

DEFAULT_SIGNATURE_HEADER: Final = b"x-signature-256"
PHONE = re.compile(r"\+?[0-9 ().-]+")


class _Text(Struct, gc=False):
    body: str | None = None


class _Message(Struct, gc=False):
    id: str | None = None
    text: _Text | None = None


class _Body(Struct, gc=False, rename={"from_": "from"}):
    from_: str | None = None
    message: _Message | None = None


BODY: Final = Decoder(_Body)


class Generic:
    """A flat source. With `secrets`, each request must be signed in `signature_header`."""

    methods = frozenset({b"POST"})

    def __init__(
        self, secrets: Sequence[bytes] = (), signature_header: bytes = DEFAULT_SIGNATURE_HEADER
    ) -> None:
        if not all(secrets):
            raise OperatorError("a generic source has an empty secret: fill it in or remove it")
        self._secrets = tuple(secrets)
        self._header = signature_header.lower()

    def handshake(self, request: Request) -> Response | None:  # noqa: ARG002
        """None: there is none."""
        return None

    def verify(self, request: Request) -> bytes | None:
        """The secret that signed the raw body, None where there are none. Raises BadSignature."""
        if not self._secrets:
            return None
        return matching_secret(request, self._header, self._secrets, bare=True)

    def events(self, body: bytes) -> list[Event]:
        """Exactly one event. Raises BadPayload."""
        check_encoding(body)
        read, fingerprint = _read(body)
        found = [_event(read.from_ or None, read.message or _Message(), fingerprint)]
        storable(body, found)
        return found

    def split(self, body: bytes, groups: Sequence[Sequence[Event]]) -> list[bytes]:
        """The body itself for each group: one event cannot be divided."""
        return [body] * len(groups)

    def sign(self, body: bytes, secret: bytes) -> Headers:
        """The signature header, with "sha256=" in front."""
        return [(self._header, signature(body, secret, prefix=PREFIX))]

    def of_a_part(self, headers: Headers, body: bytes, secret: bytes | None) -> Headers:
        """Signed anew if there is a secret."""
        return of_a_part(headers, [] if secret is None else self.sign(body, secret))

    def accepted(self, status: int) -> int:
        """`status` unchanged."""
        return status


def _read(body: bytes) -> tuple[_Body, str]:
    """What a body says, and its fingerprint if it is not of the runbook's form.

    Then it is what is readable of it.
    """
    try:
        try:
            return BODY.decode(body), ""
        except msgspec.ValidationError:
            members = RAW_OBJECT.decode(body)
            if "message" not in members:
                raise
            return _readable(members), blake2b(body, digest_size=16).hexdigest()
    except UNREADABLE as error:
        whole, _ = without_halves(body)
        if whole is body:
            raise bad_payload(error) from None
        return _read(whole)


def _readable(members: Object) -> _Body:
    message = objects(members.get("message", NULL))
    content = text(objects(message.get("text", NULL)).get("body"))
    return _Body(
        text(members.get("from")),
        _Message(text(message.get("id")), None if content is None else _Text(content)),
    )


def _event(sender: str | None, message: _Message, fingerprint: str) -> Event:
    # Only a phone number is reduced to its digits: "user-42" and "guest-42" are two people.
    phone = digits(sender) if sender and PHONE.fullmatch(sender) else None
    return Event(
        EventKind.MESSAGE,
        "text" if message.text else "unknown",
        message.id or None,
        phone or sender,
        phone,
        (message.text.body or "") if message.text else "",
        (),
        None,
        (),
        (),
        fingerprint,
        bool(fingerprint),
    )
