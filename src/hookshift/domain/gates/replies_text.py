"""The sentences of the gate on replies."""

from collections.abc import Mapping

from hookshift.domain.format import clock, count, counted, duration, milliseconds, percent
from hookshift.domain.gates.verdict import Number, VerdictKind

Numbers = Mapping[str, Number]


def replies(kind: VerdictKind, n: Numbers, *, alone: bool) -> str:
    """The sentence; `alone`: unified has everybody, and is compared with the last stage."""
    if kind is VerdictKind.IDLE:
        return "nobody writes"
    if kind is VerdictKind.STARVED:
        return "people write to legacy and none to unified: the routing is broken"
    if not n["people"]:
        since = n["until"]
        judged = f" up to {clock(since)}" if isinstance(since, float) else ""
        return f"nobody who wrote to unified{judged} has been judged yet"
    text = f"{_had(n, '')}; {_beside(n, alone=alone)}"
    if kind is VerdictKind.FAIL:
        what = "answers too few" if n["answered"] else "takes messages and answers nobody"
        when = "" if alone else ", at the same time"
        return (
            f"unified {what}: {text}{when}, and at least {percent(n['limit'])} of that rate is "
            "demanded (at most 1 % false alarms)"
        )
    took = f"; half of them within {milliseconds(n['p50_ms'])}" if n["answered"] else ""
    failed = f"; {_failures(n)}" if n["failed"] else ""
    if kind is VerdictKind.PASS:
        return f"{text}{took}{failed}"
    return f"{text}{failed}; more people are needed"


def _had(n: Numbers, where: str) -> str:
    people = counted(n[f"{where}people"], "person", "people")
    within = n["within"]
    seconds = duration(float(within)) if isinstance(within, int | float) else "-"
    return f"{count(n[f'{where}answered'])} of {people} had an answer within {seconds}"


def _beside(n: Numbers, *, alone: bool) -> str:
    who = "in the last stage" if alone else "on legacy"
    return f"{who} {count(n['legacy_answered'])} of {count(n['legacy_people'])}"


def _failures(n: Numbers) -> str:
    return f"{counted(n['failed'], 'answer', 'answers')} failed: {n['codes']}"
