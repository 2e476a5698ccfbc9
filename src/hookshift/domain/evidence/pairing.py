"""Who wrote, and who was answered: messages and the receipts of what was sent back, put together.

Both come in any order, more than once, and to different gateways. Only the provider's clock orders
them: an answer is what was sent at or after the message, within the time that is asked about.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from hookshift.domain.evidence.latency import Sketch, place
from hookshift.domain.evidence.replies import ReplyCounts, most_frequent

Place = tuple[str, str]
"""Domain and side."""


class Asking(NamedTuple):
    """A message to which an answer is expected."""

    person: int
    number: str
    """The business number that it was written to."""
    domain: str
    side: str
    """Whose handler it was delivered to."""
    at: int
    """Seconds since 1970, by the provider's clock."""


class Receipt(NamedTuple):
    """What the provider reported of a message that was sent to a person, or could not be."""

    person: int
    number: str
    at: int
    """Seconds since 1970, by the provider's clock."""
    failed: bool = False
    code: int | None = None
    """The provider's, why it failed."""


class Answered(NamedTuple):
    """One person who wrote, and what came of it."""

    asking: Asking
    seconds: int | None
    """Until the first answer; None if there was none in time."""
    failed: bool = False
    """Whether an answer failed."""
    code: int | None = None


def answered(
    askings: Iterable[Asking], receipts: Iterable[Receipt], within: float
) -> list[Answered]:
    """Each person's first asking in each domain, with its answer if one came `within` seconds."""
    theirs: dict[tuple[int, str], list[Receipt]] = {}
    for receipt in receipts:
        theirs.setdefault((receipt.person, receipt.number), []).append(receipt)
    first: dict[tuple[int, str], Asking] = {}
    for asking in sorted(askings):
        key = asking.person, asking.domain
        if key not in first or asking.at < first[key].at:
            first[key] = asking
    return [
        _one(asking, theirs.get((asking.person, asking.number), ()), within)
        for asking in first.values()
    ]


def _one(asking: Asking, theirs: Sequence[Receipt], within: float) -> Answered:
    in_time = [each for each in theirs if 0 <= each.at - asking.at <= within]
    if not in_time:
        return Answered(asking, None)
    failed = min((each for each in in_time if each.failed), key=_by_time, default=None)
    seconds = min(each.at for each in in_time) - asking.at
    return Answered(asking, seconds, failed is not None, failed and failed.code)


def _by_time(receipt: Receipt) -> tuple[int, int]:
    return receipt.at, receipt.code or 0


def counted(found: Iterable[Answered]) -> Mapping[Place, ReplyCounts]:
    """The people of each domain and side."""
    places = sorted(found, key=_place)
    return {where: _sum(list(group)) for where, group in groupby(places, key=_place)}


def _place(one: Answered) -> Place:
    return one.asking.domain, one.asking.side


def _sum(people: Sequence[Answered]) -> ReplyCounts:
    codes: dict[int, int] = {}
    for each in people:
        if each.failed:
            codes[each.code or 0] = codes.get(each.code or 0, 0) + 1
    seconds = [each.seconds for each in people if each.seconds is not None]
    return ReplyCounts(
        people=len(people),
        answered=len(seconds),
        failed=sum(each.failed for each in people),
        times=_sketch(seconds),
        codes=most_frequent(codes),
    )


def _sketch(seconds: Iterable[int]) -> Sketch:
    places: dict[int, int] = {}
    for each in seconds:
        at = place(each * 1_000)
        places[at] = places.get(at, 0) + 1
    return tuple(places.get(at, 0) for at in range(max(places, default=-1) + 1))
