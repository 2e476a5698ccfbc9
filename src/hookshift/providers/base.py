"""What hookshift must know of a provider; one module each implements it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from hookshift.domain.events import Event
from hookshift.domain.http import Headers, Request, Response


class Provider(Protocol):
    """One provider's wire format, bound to one source's secrets. Pure: no I/O, no state."""

    methods: frozenset[bytes]
    """HTTP methods that its endpoint takes."""

    def handshake(self, request: Request) -> Response | None:
        """The answer to a request that only checks the endpoint; None if this is a webhook."""

    def verify(self, request: Request) -> bytes | None:
        """Checks the signature over the raw body.

        Returns the secret that matched (None where the source has none), for `sign`.
        Raises BadSignature.
        """

    def events(self, body: bytes) -> list[Event]:
        """The events in a body, in order; never empty. Raises BadPayload or TooManyEvents."""

    def split(self, body: bytes, groups: Sequence[Sequence[Event]]) -> Iterable[bytes]:
        """One body per group of events, each of the provider's own shape.

        The groups hold each event of `events(body)` exactly once. Values are copied as they were
        written, never parsed and printed again. The bodies may be made as they are asked for: who
        divides a thousand events can let others go on in between. May raise BadPayload then.
        """

    def sign(self, body: bytes, secret: bytes) -> Headers:
        """The headers that replace the provider's own on a body made by `split`."""

    def of_a_part(self, headers: Headers, body: bytes, secret: bytes | None) -> Headers:
        """The headers of a body made by `split`, from those of the whole.

        None of them speaks of the whole body any more. With a secret it is signed anew, in each
        way in which the whole was.
        """

    def accepted(self, status: int) -> int:
        """The status that tells the provider what a handler's 2xx `status` means to it."""
