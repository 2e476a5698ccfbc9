"""How the events for one handler are divided into requests, where it takes few at a time.

Many client libraries read only the first event of a body and answer 200; `events_per_request = 1`
makes each event a request of its own.
"""

from collections.abc import Iterable, Mapping, Sequence

from hookshift.domain.routing.routing import UNKNOWN_DOMAIN, Part, Route, part_of

Series = list[Part]
"""Requests that are sent one after another, so that a sender's events keep their order."""
EventLimits = Mapping[tuple[str, str], int]
"""By domain and handler, how many events one delivery may hold; without an entry, any number."""


def series(part: Part, most: int | None) -> list[Series]:
    """`part` in requests of at most `most` events.

    Senders share a request as long as all of their events fit into it. A sender with more than
    `most` gets a series. Events without a sender keep their order too: they are one series.
    """
    if most is None or len(part.events) <= most:
        return [[part]]
    found: list[list[list[int]]] = []
    shared: list[int] = []
    for own in _by_sender(part):
        if len(own) > most:
            found.append([own[i : i + most] for i in range(0, len(own), most)])
        elif shared and len(shared) + len(own) <= most:
            shared += own
        else:
            shared = own
            found.append([shared])
    return [[_only(part, request) for request in each] for each in found]


def event_limits(routes: Iterable[Route], limits: Mapping[str, int]) -> EventLimits:
    """How many events one stored delivery may hold; `limits` are those of the handlers.

    A delivery for unified may go to legacy later, undivided: the smaller limit counts.
    """
    found = {(UNKNOWN_DOMAIN, handler): most for handler, most in limits.items()}
    for route in routes:
        if route.legacy in limits:
            found[route.domain, route.legacy] = limits[route.legacy]
        if route.unified is not None:
            both = [limits[name] for name in (route.legacy, route.unified) if name in limits]
            if both:
                found[route.domain, route.unified] = min(both)
    return found


def _by_sender(part: Part) -> Iterable[list[int]]:
    places: dict[str | None, list[int]] = {}
    for i, event in enumerate(part.events):
        places.setdefault(event.sender, []).append(i)
    return places.values()


def _only(part: Part, places: Sequence[int]) -> Part:
    places = sorted(places)
    return part_of([part.events[i] for i in places], [part.decisions[i] for i in places])
