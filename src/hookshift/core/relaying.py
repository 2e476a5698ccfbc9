"""What one worker's usual webhooks have in common, as the compiled core's `Relay` takes it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hookshift.domain.routing.routing import RouteTable

if TYPE_CHECKING:
    from hookshift.core.connections import FrameHeld, FrameLoad

Key = tuple[bytes, Any, Any]
"""A secret, and SHA-256 of the inner and of the outer block of its HMAC."""


class SourceTerms(NamedTuple):
    """A source whose usual webhooks the core relays."""

    name: str
    default_handler: str
    most_events: int
    most_body: int
    """Bytes of a body."""
    signature: bytes
    """The header that signs the body, in lower case."""
    keys: tuple[Key, ...]
    status_lines: tuple[bytes | None, ...]
    """For each of a handler's statuses 200 to 299: the provider's; None: ask Python."""
    continues: bool
    """Whether conversations have a say: then `aim` follows `take`."""


class HandlerTerms(NamedTuple):
    """A handler that the core writes requests for."""

    target: bytes
    """Method, path and the URL's own query."""
    prefix: bytes
    """Request line, beginning with `target`, Host and fixed headers, with the line end."""
    replaced: frozenset[bytes]
    """Names, in lower case, of fixed headers, which a request's own must not repeat."""
    left_out: frozenset[bytes]
    """These, and those that only hookshift writes."""
    most_events: int
    """Events of a request."""
    most_answer: int
    """Bytes of an answer's body."""
    idle: list[Any]
    """Idle connections to the handler; without one nothing is begun."""
    idle_timeout: float
    """Seconds that a connection may be idle."""
    answer_bound: float
    """Seconds within which a request that was sent is to be answered in part, at least."""
    upstream: Any
    """Given back with each webhook."""


class HeaderTerms(NamedTuple):
    """Headers, in lower case, by what becomes of them."""

    most_bytes: int
    """The largest head of a request."""
    most: int
    """Headers of a request."""
    dropped: frozenset[bytes]
    """Headers that are removed from requests."""
    unusual: frozenset[bytes]
    """A request with any of these is Python's."""
    callers_own: frozenset[bytes]
    """Kept of trusted callers: a request of theirs with any of these is Python's."""
    dropped_from_answer: frozenset[bytes]
    unusual_in_answer: frozenset[bytes]
    """An answer with any of these is Python's."""
    routed_from: bytes
    """The value of `x-routed-from`."""


class RecordTerms(NamedTuple):
    """How webhooks are noted."""

    draw: Callable[[int], bytes]
    """So many random bytes."""
    monotonic: Callable[[], float]
    wall: Callable[[], float]
    mask: Callable[[str], str | None]
    person: Callable[[str], int] | None
    record: Callable[[Any], None]
    """Takes a row of the log."""
    rows: Any
    """The core's queue that `record` adds to; None where it is not the core's."""
    slow_seconds: float
    buckets: tuple[float, ...]
    """Upper bounds of the histogram of handlers' times."""


class RelayTerms(NamedTuple):
    """All of it."""

    table: RouteTable
    sources: Mapping[bytes, SourceTerms]
    """By path."""
    handlers: Mapping[str, HandlerTerms]
    headers: HeaderTerms
    record: RecordTerms


class FrameTerms(NamedTuple):
    """What lies between the connections, as the compiled core's `Frame` takes it."""

    held: "Callable[[str], FrameHeld]"
    """What a handler holds of what all share."""
    load: "FrameLoad"
    """What the server holds."""
    in_flight: int
    buffered_bytes: int
    """Most requests in progress, and most bytes, of the server."""
    idle: float
    """Seconds that a client may be idle."""
    is_open: Any
    """The phase of a client that can be answered."""
    pipeline: Any
    """The pipeline whose `snapshot` decides."""
    recalls: Mapping[str, tuple[Any, Callable[[], float]]]
    """By source: who continues usual events of conversations, and by which clock."""
    go_on: Callable[[Any], None]
    """Goes on with a webhook that conversations or a commit have yet to decide."""
    go_decided: Callable[[Any], None]
    """Goes on with a webhook that is decided, but cannot be sent over an idle connection."""
    failed: Callable[[Any, Exception], None]
    """A webhook that was taken met an error."""
    landed: Callable[[Any], Any]
    """A webhook that is under way goes the general way; returns who gets its outcome."""
