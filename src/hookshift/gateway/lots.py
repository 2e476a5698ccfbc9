"""Divides a webhook into what is delivered apart: by handler, domain and lane, only new events."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.lanes import event_key, lane
from hookshift.domain.routing import Decision, Part
from hookshift.gateway.content import Content
from hookshift.gateway.forwarding import replaced, with_domains
from hookshift.providers.base import Provider


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

    def keys(self) -> list[bytes | None]:
        """Each event's identity; None where the provider gives none."""
        return [
            event_key(self.source, event.phone_number_id, event.kind, event.event_id)
            if event.event_id
            else None
            for event in self.events
        ]


class Lot(NamedTuple):
    """What is delivered together."""

    part: Part
    lane: int | None
    content: Content
    body: bytes

    @property
    def bucket(self) -> int | None:
        """Of its sender, where a rollout may move it."""
        return self.part.decisions[0].bucket


def lots(arrival: Arrival, fresh: Sequence[bool], roads: Mapping[str, str]) -> list[Lot]:
    """The deliveries of the events that are `fresh`. Raises BadPayload."""
    groups, stale = _groups(arrival, fresh, roads)
    if not groups:
        return []
    if len(groups) == 1 and not stale:
        bodies = [arrival.body]
    else:
        # The provider divides all of a body; what is known already is divided off.
        selected = [events for _, _, events, _ in groups] + ([stale] if stale else [])
        bodies = arrival.provider.split(arrival.body, selected)
    return [
        Lot(
            Part(first.handler, first.side, tuple(events), tuple(decisions)),
            number,
            _content(arrival, first.domain, events, decisions, body),
            body,
        )
        for (first, number, events, decisions), body in zip(groups, bodies, strict=False)
    ]


_Group = tuple[Decision, int | None, list[Event], list[Decision]]


def _groups(
    arrival: Arrival, fresh: Sequence[bool], roads: Mapping[str, str]
) -> tuple[list[_Group], list[Event]]:
    groups: dict[tuple[str, str, str, int | None], _Group] = {}
    stale: list[Event] = []
    for event, decision, is_new in zip(arrival.events, arrival.decisions, fresh, strict=True):
        if not is_new:
            stale.append(event)
            continue
        number = lane(roads[decision.handler], event.sender) if event.sender else None
        key = (decision.handler, decision.side, decision.domain, number)
        group = groups.setdefault(key, (decision, number, [], []))
        group[2].append(event)
        group[3].append(decision)
    return list(groups.values()), stale


def _content(
    arrival: Arrival,
    domain: str,
    events: list[Event],
    decisions: list[Decision],
    body: bytes,
) -> Content:
    headers = arrival.headers
    if body is not arrival.body and arrival.secret is not None:
        headers = replaced(headers, arrival.provider.sign(body, arrival.secret))
    return Content(
        with_domains(headers, (domain,)),
        events,
        decisions,
        arrival.version,
        arrival.correlation_id,
        _identity(arrival, events, body),
    )


def _identity(arrival: Arrival, events: Sequence[Event], body: bytes) -> str:
    keys = list(_keys(arrival.source, events))
    if len(keys) < len(events):
        # Some have no identity but what they say, and when they came.
        keys.append(arrival.correlation_id.encode())
        keys.append(body)
    if len(keys) == 1:
        return keys[0].hex()
    return blake2b(b"".join(keys), digest_size=16, person=b"lot").hexdigest()


def _keys(source: str, events: Sequence[Event]) -> Iterator[bytes]:
    for event in events:
        if event.event_id:
            yield event_key(source, event.phone_number_id, event.kind, event.event_id)
