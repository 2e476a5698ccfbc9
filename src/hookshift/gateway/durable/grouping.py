"""Divides a webhook into what is delivered apart: by handler, domain and lane, only new events.

Where a handler asks for few events a request, also by number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from hookshift.domain.delivery.ordering import event_key, lane
from hookshift.domain.delivery.requests import EventLimits
from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Decision, Part, part_of
from hookshift.gateway.durable.content import Content
from hookshift.gateway.headers import with_domains
from hookshift.providers.base import Provider

NO_LIMITS: EventLimits = {}


class Arrival(NamedTuple):
    """A webhook of a durable source, verified and decided."""

    source: str
    provider: Provider
    secret: bytes | None
    headers: Headers
    """Those for the handler."""
    body: bytes
    events: Sequence[Event]
    decisions: Sequence[Decision]
    version: int | None
    correlation_id: str
    expires: float | None
    """Seconds after which nobody wants it any more."""
    keys: Sequence[bytes | None]
    """Each event's identity, by `keys_of`."""
    dropped: Sequence[Event] = ()
    """Events of the body, beside `events`, that a rule drops."""
    query: bytes = b""
    """Of the URL that it came to."""


def keys_of(source: str, events: Iterable[Event]) -> list[bytes | None]:
    """Each event's identity; None where the provider gives none."""
    return [
        event_key(source, event.phone_number_id, event.kind, _identity_of(event, event.event_id))
        if event.event_id
        else None
        for event in events
    ]


def _identity_of(event: Event, event_id: str) -> str:
    """All that tells the event from others of its kind. NUL occurs in none of the three."""
    return f"{event_id}\0{event.type}\0{event.fingerprint}"


class PendingDelivery(NamedTuple):
    """What is delivered together."""

    part: Part
    lane: int | None
    content: Content
    body: bytes

    @property
    def bucket(self) -> int | None:
        """Of its sender, where a rollout may move it."""
        return self.part.decisions[0].bucket


def group_deliveries(
    arrival: Arrival,
    fresh: Sequence[bool],
    roads: Mapping[str, str],
    limits: EventLimits = NO_LIMITS,
) -> list[PendingDelivery]:
    """The deliveries of the events that are `fresh`. Raises BadPayload."""
    return list(each_lot(arrival, fresh, roads, limits))


def each_lot(
    arrival: Arrival,
    fresh: Sequence[bool],
    roads: Mapping[str, str],
    limits: EventLimits = NO_LIMITS,
) -> Iterator[PendingDelivery]:
    """The same one by one: signing a thousand of them takes longer than a loop may be held."""
    groups, stale = _groups(arrival, fresh, roads)
    stale += arrival.dropped
    if limits:
        groups = [few for group in groups for few in _of_few_events(group, limits)]
    if not groups:
        return
    if len(groups) == 1 and not stale:
        bodies = [arrival.body]
    else:
        # The provider divides all of a body; what is known already is divided off.
        selected = [group.events for group in groups] + ([stale] if stale else [])
        bodies = arrival.provider.split(arrival.body, selected)
    for group, body in zip(groups, bodies, strict=False):
        part = part_of(group.events, group.decisions)
        yield PendingDelivery(part, group.lane, _content(arrival, group, body), body)


class _Group(NamedTuple):
    lane: int | None
    events: list[Event]
    decisions: list[Decision]
    keys: list[bytes | None]


def _groups(
    arrival: Arrival, fresh: Sequence[bool], roads: Mapping[str, str]
) -> tuple[list[_Group], list[Event]]:
    groups: dict[tuple[str, str, str, int | None], _Group] = {}
    stale: list[Event] = []
    rows = zip(arrival.events, arrival.decisions, arrival.keys, fresh, strict=True)
    for event, decision, key, is_new in rows:
        if not is_new:
            stale.append(event)
            continue
        number = lane(roads[decision.handler], event.sender) if event.sender else None
        together = (decision.handler, decision.side, decision.domain, number)
        group = groups.setdefault(together, _Group(number, [], [], []))
        group.events.append(event)
        group.decisions.append(decision)
        group.keys.append(key)
    return list(groups.values()), stale


def _of_few_events(group: _Group, limits: EventLimits) -> Iterator[_Group]:
    """`group` in deliveries that its handlers take; the lane keeps them in this order."""
    decision = group.decisions[0]
    most = limits.get((decision.domain, decision.handler), len(group.events))
    for i in range(0, len(group.events), most):
        few = slice(i, i + most)
        yield _Group(group.lane, group.events[few], group.decisions[few], group.keys[few])


def _content(arrival: Arrival, group: _Group, body: bytes) -> Content:
    headers = arrival.headers
    if body is not arrival.body:
        headers = arrival.provider.of_a_part(headers, body, arrival.secret)
    return Content(
        with_domains(headers, (group.decisions[0].domain,)),
        group.events,
        group.decisions,
        arrival.version,
        arrival.correlation_id,
        _identity(arrival, group.keys, body),
        arrival.query,
    )


def _identity(arrival: Arrival, keys: Sequence[bytes | None], body: bytes) -> str:
    known = [key for key in keys if key is not None]
    if len(known) < len(keys):
        # Some have no identity but what they say, and when they came.
        known += [arrival.correlation_id.encode(), body]
    if len(known) == 1:
        return known[0].hex()
    return blake2b(b"".join(known), digest_size=16, person=b"lot").hexdigest()
