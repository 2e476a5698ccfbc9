"""Groups the new events of a webhook into deliveries: by handler, side, domain and ordering key.

Where a handler takes few events a request, larger groups are divided further.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from hookshift.domain.delivery.ordering import event_key, ordering_key
from hookshift.domain.delivery.requests import EventLimits
from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Decision, Part, part_of
from hookshift.gateway.durable.content import Content
from hookshift.gateway.headers import with_domains
from hookshift.providers.base import Provider

NO_LIMITS: EventLimits = {}
DecidesInCommit = Callable[[Sequence[bool]], tuple[Sequence[Decision], int | None]]
"""For each event whether it is new: their decisions, and the configuration's version by which."""


class Arrival(NamedTuple):
    """A webhook of a durable source, verified and decided."""

    source: str
    provider: Provider
    secret: bytes | None
    headers: Headers
    """Headers for the handler."""
    body: bytes
    events: Sequence[Event]
    decisions: Sequence[Decision]
    version: int | None
    correlation_id: str
    expires: float | None
    """Seconds after which it is no longer to be delivered; None for no such bound."""
    keys: Sequence[bytes | None]
    """Each event's identity, as `keys_of` gives it."""
    dropped: Sequence[Event] = ()
    """Events of the body, beside `events`, that a rule drops."""
    query: bytes = b""
    """Query of the URL that the webhook came to."""
    in_commit: DecidesInCommit | None = None
    """Makes the decisions anew while it is taken in; None where `decisions` stand."""

    def decided(self, fresh: Sequence[bool]) -> "Arrival":
        """The arrival with decisions made now; only those of `fresh` events mean anything."""
        if self.in_commit is None:
            return self
        decisions, version = self.in_commit(fresh)
        return self._replace(decisions=decisions, version=version)


def keys_of(source: str, events: Iterable[Event]) -> list[bytes | None]:
    """Each event's identity; None where the provider gives none."""
    return [
        event_key(
            source,
            event.phone_number_id or "",
            event.kind,
            event.event_id,
            event.type,
            event.fingerprint,
        )
        if event.event_id
        else None
        for event in events
    ]


class PendingDelivery(NamedTuple):
    """Events to be delivered together, before they are stored."""

    part: Part
    ordering_key: int | None
    content: Content
    body: bytes


def group_deliveries(
    arrival: Arrival,
    fresh: Sequence[bool],
    handler_groups: Mapping[str, str],
    limits: EventLimits = NO_LIMITS,
) -> list[PendingDelivery]:
    """The deliveries of the events that are `fresh`. Raises BadPayload."""
    return list(iter_deliveries(arrival, fresh, handler_groups, limits))


def iter_deliveries(
    arrival: Arrival,
    fresh: Sequence[bool],
    handler_groups: Mapping[str, str],
    limits: EventLimits = NO_LIMITS,
) -> Iterator[PendingDelivery]:
    """Deliveries one by one, since signing a thousand at once would block the event loop."""
    groups, stale = _groups(arrival, fresh, handler_groups)
    stale += arrival.dropped
    if limits:
        groups = [chunk for group in groups for chunk in _limited(group, limits)]
    if not groups:
        return
    if len(groups) == 1 and not stale:
        bodies: Iterable[bytes] = [arrival.body]
    else:
        # The provider splits all of a body; events that are not new become a part of their own.
        selected = [group.events for group in groups] + ([stale] if stale else [])
        bodies = arrival.provider.split(arrival.body, selected)
    # Not strict: what is not new is in the last body, which nobody asks for.
    for group, body in zip(groups, bodies, strict=False):
        part = part_of(group.events, group.decisions)
        yield PendingDelivery(part, group.ordering_key, _content(arrival, group, body), body)


def only_delivery(
    arrival: Arrival, fresh: Sequence[bool], handler_groups: Mapping[str, str]
) -> PendingDelivery | None:
    """What `iter_deliveries` gives of a single event, as most webhooks have; else None."""
    if len(fresh) != 1 or not fresh[0] or arrival.dropped:
        return None
    (event,), (decision,), (key,) = arrival.events, arrival.decisions, arrival.keys
    body = arrival.body
    # Made as tuples at once: a named tuple's own constructor takes twice as long.
    part = tuple.__new__(Part, (decision.handler, decision.side, (event,), (decision,)))
    stored = Content(
        [*arrival.headers, (b"x-webhook-domain", decision.domain.encode())],
        [event],
        [decision],
        arrival.version,
        arrival.correlation_id,
        _identity(arrival, (None,), body) if key is None else key.hex(),
        arrival.query,
    )
    order = _order(handler_groups, decision, event)
    return tuple.__new__(PendingDelivery, (part, order, stored, body))


class _Group(NamedTuple):
    ordering_key: int | None
    events: list[Event]
    decisions: list[Decision]
    keys: list[bytes | None]


def _groups(
    arrival: Arrival, fresh: Sequence[bool], handler_groups: Mapping[str, str]
) -> tuple[list[_Group], list[Event]]:
    groups: dict[tuple[str, str, str, int | None], _Group] = {}
    stale: list[Event] = []
    rows = zip(arrival.events, arrival.decisions, arrival.keys, fresh, strict=True)
    for event, decision, key, is_new in rows:
        if not is_new:
            stale.append(event)
            continue
        order = _order(handler_groups, decision, event)
        together = (decision.handler, decision.side, decision.domain, order)
        group = groups.setdefault(together, _Group(order, [], [], []))
        group.events.append(event)
        group.decisions.append(decision)
        group.keys.append(key)
    return list(groups.values()), stale


def _order(handler_groups: Mapping[str, str], decision: Decision, event: Event) -> int | None:
    return ordering_key(handler_groups[decision.handler], event.sender) if event.sender else None


def _limited(group: _Group, limits: EventLimits) -> Iterator[_Group]:
    """`group` in deliveries that its handlers take; the ordering key keeps their order."""
    decision = group.decisions[0]
    most = limits.get((decision.domain, decision.handler), len(group.events))
    for i in range(0, len(group.events), most):
        chunk = slice(i, i + most)
        yield _Group(
            group.ordering_key, group.events[chunk], group.decisions[chunk], group.keys[chunk]
        )


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
        # Some events have no identity but their content and the webhook that they came in.
        known += [arrival.correlation_id.encode(), body]
    if len(known) == 1:
        return known[0].hex()
    return blake2b(b"".join(known), digest_size=16, person=b"lot").hexdigest()
