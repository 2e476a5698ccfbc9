"""What counts as success, where a handler's settings say more than its status does.

Signs of failure are looked for first: a retry may deliver twice, but no retry may lose the event.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hookshift.domain.http import Judgement, Response, header

Search = Callable[[str], bool]
"""Whether a pattern is found in a text; in linear time."""


class Criteria(NamedTuple):
    """What counts as success or failure; names as in `[handlers.NAME]` of hookshift.toml."""

    also_ok: frozenset[int] = frozenset()
    also_failed: frozenset[int] = frozenset()
    ok_header: Mapping[bytes, Search] = {}
    failed_header: Mapping[bytes, Search] = {}
    ok_body: tuple[Search, ...] = ()
    failed_body: tuple[Search, ...] = ()


def judged(answer: Response, criteria: Criteria, text: Callable[[], str]) -> Response:
    """`answer` with a judgement, where the criteria say something else than its status.

    `text` gives the beginning of the body; it is asked only where that matters.
    """
    worked = 200 <= answer.status < 300
    failed = (
        (answer.status in criteria.also_failed, "also_failed"),
        (_in_header(answer, criteria.failed_header), "failed_header"),
        (bool(criteria.failed_body) and _found(criteria.failed_body, text()), "failed_body"),
    )
    for holds, setting in failed:
        if holds:
            return answer._replace(judgement=Judgement(False, setting))
    if worked:
        return answer
    good = (
        (answer.status in criteria.also_ok, "also_ok"),
        (_in_header(answer, criteria.ok_header), "ok_header"),
        (bool(criteria.ok_body) and _found(criteria.ok_body, text()), "ok_body"),
    )
    for holds, setting in good:
        if holds:
            return answer._replace(judgement=Judgement(True, setting))
    return answer


def _in_header(answer: Response, wanted: Mapping[bytes, Search]) -> bool:
    return any(
        (value := header(answer.headers, name)) is not None and search(value.decode("latin-1"))
        for name, search in wanted.items()
    )


def _found(searches: tuple[Search, ...], text: str) -> bool:
    return any(search(text) for search in searches)
