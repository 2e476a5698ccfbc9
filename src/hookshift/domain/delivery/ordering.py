"""Which deliveries keep their order: a sender's, among handlers that a rollout connects.

A sender's jobs and property events may both go to `unified`, and after a change of percentage to
two old handlers, or back. So all handlers that a rollout connects are one handler group, in which
a sender has one ordering key. A handler that none connects (a protected one) is a group of its
own, and its deliveries wait for no others.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from hookshift.domain.routing.routing import Route


def handler_groups(routes: Iterable[Route], handlers: Iterable[str]) -> Mapping[str, str]:
    """Each handler's group, named for its first member by the alphabet."""
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


def ordering_key(handler_group: str, sender: str) -> int:
    """A sender's ordering key, a signed 64-bit number.

    Senders that share one by chance wait for each other; nothing else follows from it.
    """
    text = f"{handler_group}\0{sender}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8, person=b"lane").digest(), "big", signed=True)


def event_key(*parts: str) -> bytes:
    """16 bytes that are the same at each redelivery of an event, and differ for any other.

    `parts` are source, business number, kind, and whatever tells events of a kind apart.
    """
    text = "\0".join(parts)
    if text.count("\0") >= len(parts):
        # A part holds NUL, so it is not clear any more where each of them ends.
        text = repr(parts)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=b"event").digest()
