"""Which domain an event belongs to, and which rule said so.

Rules are tried in order and the first match wins. A rule holds when each of its conditions holds;
a condition holds when any of its values does. No rule can take more than linear time: regular
expressions arrive compiled by an engine without backtracking.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hookshift.domain.events import Event

Condition = Callable[[Event, str], bool]
"""Takes the event and its text in lower case."""

WORD = re.compile(r"\w+")


class Rule(NamedTuple):
    """One line of the classification table."""

    name: str
    domain: str
    conditions: tuple[Condition, ...]
    drops: bool = False
    """Whether nobody gets what it claims; `domain` means nothing then."""


def classify(event: Event, rules: Sequence[Rule]) -> Rule | None:
    """The first rule that claims the event, or None."""
    text = event.text.lower()
    for rule in rules:
        for condition in rule.conditions:
            if not condition(event, text):
                break
        else:
            return rule
    return None


def contains(values: Sequence[str]) -> Condition:
    """The text holds one of `values` anywhere, ignoring case (the runbook's `includes`)."""
    needles = tuple(value.lower() for value in values)

    def condition(_event: Event, text: str) -> bool:
        # A plain loop takes half the time of any() over a generator, and this is the hot path.
        for needle in needles:  # noqa: SIM110
            if needle in text:
                return True
        return False

    return condition


def words(values: Sequence[str]) -> Condition:
    """The text holds one of `values` as a whole word, ignoring case."""
    wanted = frozenset(value.lower() for value in values)
    return lambda _event, text: not wanted.isdisjoint(WORD.findall(text))


def matches(search: Callable[[str], object]) -> Condition:
    """`search` finds something in the text as it was sent; it must run in linear time."""
    return lambda event, _text: bool(search(event.text))


def choice_prefix(values: Sequence[str]) -> Condition:
    """The id or payload of a chosen button or list row starts with one of `values`."""
    prefixes = tuple(values)
    return lambda event, _text: any(choice.startswith(prefixes) for choice in event.choices)


def phone_number_id(values: Sequence[str]) -> Condition:
    """The event came to one of these business numbers."""
    wanted = frozenset(values)
    return lambda event, _text: event.phone_number_id in wanted


def event_type(values: Sequence[str]) -> Condition:
    """The event is of one of these kinds (`message`, `status`, ...) or types (`text`, `image`)."""
    wanted = frozenset(values)
    return lambda event, _text: event.type in wanted or event.kind in wanted


def referral_source(values: Sequence[str]) -> Condition:
    """The conversation came from an advertisement of this type or id, or from a URL below this."""
    prefixes = tuple(values)
    wanted = frozenset(values)
    return lambda event, _text: any(
        source in wanted or ("://" in source and source.startswith(prefixes))
        for source in event.referral
    )
