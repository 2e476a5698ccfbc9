"""WhatsApp Cloud API: handshake, signature, events, division.

Sources: Meta's webhook documentation and its OpenAPI file; `whatsapp_wire` has the shapes.
"""

import hmac
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from hookshift.core.choice import PYTHON, Engine
from hookshift.domain.errors import OperatorError
from hookshift.domain.events import Event
from hookshift.domain.http import Headers, Request, Response, header, json_error
from hookshift.domain.providers import MOST_EVENTS
from hookshift.providers import whatsapp_events, whatsapp_split
from hookshift.providers.signatures import key, matching_secret, of_a_part, signature

SIGNATURE_HEADER: Final = b"x-hub-signature-256"
OLD_SIGNATURE_HEADER: Final = b"x-hub-signature"
"""Meta sends it beside the other, and some handlers still check it."""
MAX_CHALLENGE: Final = 1_024
"""Bytes of a challenge; Meta's are ten digits. What is echoed must not be a page."""
UNINTERPRETED: Final = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
"""The challenge comes from the query, and a browser must not take it for HTML."""


class WhatsApp:
    """A WhatsApp source: `secrets` are app secrets, several during a rotation or of several apps.

    A body holds up to `most_events`. Raises OperatorError for secrets or a verify token that would
    let anybody in.
    """

    methods = frozenset({b"GET", b"POST"})

    def __init__(
        self,
        secrets: Sequence[bytes],
        verify_token: bytes,
        most_events: int = MOST_EVENTS,
        engine: Engine = PYTHON,
    ) -> None:
        if not secrets or not all(secrets):
            raise OperatorError("a whatsapp source needs secrets, none of them empty: app secrets")
        if not verify_token:
            raise OperatorError("a whatsapp source needs a verify_token that is not empty")
        self._secrets = tuple(secrets)
        self.keys = tuple(map(key, secrets))
        """What the compiled core checks signatures with."""
        self._signed = engine.signed
        self._verify_token = verify_token
        self.most_events = most_events
        self._read = engine.reader(most_events)

    def handshake(self, request: Request) -> Response | None:
        """200 with the challenge for Meta's GET, 403 for any other GET, None for a POST."""
        if request.method != b"GET":
            return None
        query = _query(request.query)
        challenge = query.get(b"hub.challenge", b"")
        verified = hmac.compare_digest(query.get(b"hub.verify_token", b""), self._verify_token)
        if query.get(b"hub.mode") != b"subscribe" or not verified:
            return _refused("hub.mode must be subscribe and hub.verify_token this source's token")
        if not 0 < len(challenge) <= MAX_CHALLENGE:
            return _refused(f"hub.challenge must have 1 to {MAX_CHALLENGE} bytes")
        plain = (b"content-type", b"text/plain; charset=utf-8")
        return Response(200, [plain, *UNINTERPRETED], challenge)

    def verify(self, request: Request) -> bytes:
        """The app secret that signed the raw body. Raises BadSignature."""
        found = self._signed(request.headers, SIGNATURE_HEADER, request.body, self.keys)
        return found or matching_secret(request, SIGNATURE_HEADER, self._secrets)

    def events(self, body: bytes) -> list[Event]:
        """The body's events, never none. Raises BadPayload or TooManyEvents."""
        found = self._read(body)
        return whatsapp_events.events(body, self.most_events) if found is None else found

    def split(self, body: bytes, groups: Sequence[Sequence[Event]]) -> Iterator[bytes]:
        """One body per group of events. Raises BadPayload."""
        return whatsapp_split.iter_split(body, groups)

    def sign(self, body: bytes, secret: bytes) -> Headers:
        """The signature header of a body made by `split`."""
        return [(SIGNATURE_HEADER, signature(body, secret))]

    def of_a_part(self, headers: Headers, body: bytes, secret: bytes | None) -> Headers:
        """Signed anew if there is a secret, by SHA-1 too if the whole body was."""
        new = [] if secret is None else self.sign(body, secret)
        if secret is not None and header(headers, OLD_SIGNATURE_HEADER) is not None:
            digest = hmac.digest(secret, body, "sha1").hex().encode("ascii")
            new.append((OLD_SIGNATURE_HEADER, b"sha1=" + digest))
        return of_a_part(headers, new)

    def accepted(self, status: int) -> int:
        """Meta takes nothing but 200 for success, and sends anything else again for 7 days."""
        return 200 if 200 <= status < 300 else status


def _query(query: bytes) -> dict[bytes, bytes]:
    """Names to values as bytes: a challenge is opaque and need not be UTF-8."""
    pairs = (pair.replace(b"+", b" ").partition(b"=") for pair in query.split(b"&"))
    return {unquote_to_bytes(name): unquote_to_bytes(value) for name, _, value in pairs}


def _refused(why: str) -> Response:
    return json_error(403, "handshake_refused", why, UNINTERPRETED)
