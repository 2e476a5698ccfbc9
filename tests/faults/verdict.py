"""Nothing acknowledged is lost, nothing is out of order, and the ledger says the same."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tests.faults.handler import Delivered

LEDGER = """
SELECT (SELECT coalesce(sum(accepted), 0) FROM hookshift.ledger)::int AS accepted,
       (SELECT coalesce(sum(delivered), 0) FROM hookshift.ledger)::int AS delivered,
       (SELECT coalesce(sum(events), 0) FROM hookshift.deliveries)::int AS waiting,
       (SELECT coalesce(sum(events), 0) FROM hookshift.dead_letters)::int AS dead
"""


class Report(NamedTuple):
    """What a test has to tell beside that it passed."""

    acknowledged: int
    repeated: int
    """Successful deliveries of events that had been delivered before."""
    dead: int


def lost(acknowledged: Iterable[str], arrived: Iterable[str], dead: Iterable[str]) -> set[str]:
    """Acknowledged, and neither delivered nor a dead letter."""
    return set(acknowledged) - set(arrived) - set(dead)


def out_of_order(delivered: Sequence[Delivered], dead: Iterable[str] = ()) -> list[str]:
    """Events that were first delivered before an earlier one of their sender."""
    first: dict[str, float] = {}
    for each in delivered:
        first.setdefault(each.event, each.begun)
    by_sender: dict[str, list[str]] = defaultdict(list)
    for sender, event in {(each.sender, each.event) for each in delivered}:
        by_sender[sender].append(event)
    wrong = []
    for events in by_sender.values():
        ordered = sorted(events, key=_number)
        for one, other in pairwise(ordered):
            if first[other] < first[one]:
                wrong.append(f"{other} before {one}")
    return wrong


def overlapping(delivered: Sequence[Delivered]) -> list[str]:
    """Deliveries of which two were under way at once."""
    by_key: dict[str, set[tuple[float, float]]] = defaultdict(set)
    for each in delivered:
        by_key[each.key].add((each.begun, each.ended))
    return [
        key
        for key, spans in by_key.items()
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans)))
    ]


def judge(
    acknowledged: Sequence[str],
    delivered: Sequence[Delivered],
    sql: Callable[[str], list[Any]],
    dead: Sequence[str] = (),
) -> Report:
    """Fails with what is wrong."""
    assert len(acknowledged) == len(set(acknowledged))
    arrived = Counter(each.event for each in delivered)
    wrong = {
        "lost": sorted(lost(acknowledged, arrived, dead)),
        "out of order": out_of_order(delivered),
        "at once": overlapping(delivered),
    }
    assert not any(wrong.values()), wrong
    (row,) = sql(LEDGER)
    found = dict(row)
    assert found["waiting"] == 0, found
    assert found["accepted"] == found["delivered"] + found["dead"], found
    # What was accepted and never acknowledged: the provider was cut off before the answer.
    assert found["accepted"] >= len(acknowledged), (found, len(acknowledged))
    return Report(len(acknowledged), arrived.total() - len(arrived), row["dead"])


def _number(event: str) -> int:
    return int(event.rpartition(".")[2])
