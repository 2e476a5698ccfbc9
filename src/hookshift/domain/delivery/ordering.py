"""What is delivered one after the other: a sender's events, among handlers that share domains.

A sender's jobs and property events may both go to `unified`, and after a change of percentage to
two old handlers, or back: so all handlers that a rollout connects are one road, and a sender has
one lane on it. A handler apart from these (a protected one) is a road of its own, where nothing
waits for what is on the others.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from hookshift.domain.routing.routing import Route


def handler_groups(routes: Iterable[Route], handlers: Iterable[str]) -> Mapping[str, str]:
    """Each handler's road, named for the first (by the alphabet) of those that it connects."""
    first = {name: name for name in handlers}

    def root(name: str) -> str:
        while first[name] != name:
            name = first[name]
        return name

    for route in routes:
        if route.unified is not None:
            one, other = sorted((root(route.legacy), root(route.unified)))
            first[other] = one
    return {name: root(name) for name in first}


def lane(road: str, sender: str) -> int:
    """A signed 64-bit number: senders that share one by chance wait for each other, no more."""
    text = f"{road}\0{sender}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8, person=b"lane").digest(), "big", signed=True)


def event_key(source: str, phone_number_id: str | None, kind: str, event_id: str) -> bytes:
    """16 bytes that are the same at each redelivery of an event, and differ for any other."""
    text = "\0".join((source, phone_number_id or "", kind, event_id))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=b"event").digest()
