"""Which domain an event belongs to, and which rule said so.

Rules are tried in order and the first match wins. A rule holds when each of its conditions holds;
a condition holds when any of its values does. Texts are compared as by a reader (`routing.text`).
No rule can take more than linear time: regular expressions arrive compiled by an engine without
backtracking, and of a long text only the beginning is searched.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hookshift.domain.events import Event
from hookshift.domain.routing.text import SEARCHED, Searched, folded, searched, stands_in, unspaced

Condition = Callable[[Event, str], bool]
"""Takes the event and the beginning of its text, folded; `searched` makes a text whose words are
found only once."""


class Stated(NamedTuple):
    """A condition as data: its key in the settings, and its values."""

    name: str
    values: Any


class Rule(NamedTuple):
    """One line of the classification table."""

    name: str
    domain: str
    conditions: tuple[Condition, ...]
    drops: bool = False
    """Whether events that it claims go to no handler; `domain` means nothing then."""
    stated: tuple[Stated, ...] = ()
    """What the conditions say, in their order, for those who evaluate them in another way."""


def classify(event: Event, rules: Sequence[Rule]) -> Rule | None:
    """The first rule that claims the event, or None."""
    text = searched(event.text)
    for rule in rules:
        for condition in rule.conditions:
            if not condition(event, text):
                break
        else:
            return rule
    return None


def with_headers(
    events: Sequence[Event], headers: Iterable[tuple[bytes, bytes]], wanted: frozenset[bytes]
) -> Sequence[Event]:
    """`events` with those of their request's headers that rules ask for (`wanted`)."""
    asked_for = tuple(pair for pair in headers if pair[0] in wanted) if wanted else ()
    return [event._replace(headers=asked_for) for event in events] if asked_for else events


def contains(values: Sequence[str]) -> Condition:
    """A condition: the text holds one of `values` anywhere, ignoring case.

    Values of ASCII letters are found as the runbook's `includes` finds them, all others as a
    reader would.
    """
    plain = tuple(value.lower() for value in values if value.isascii())
    others = tuple(folded(value) for value in values if not value.isascii())

    def condition(_event: Event, text: str) -> bool:
        lowered = text.lowered if type(text) is Searched else text
        # A plain loop takes half the time of any() over a generator, and this is the hot path.
        for needle in plain:
            if needle in lowered:
                return True
        for needle in others:  # noqa: SIM110
            if needle in text:
                return True
        return False

    return condition


def words(values: Sequence[str]) -> Condition:
    """A condition: the text holds one of `values` as a whole word, ignoring case.

    A word of a language that is written without spaces (Thai, Japanese, ...) is found anywhere.
    """
    folded_values = [folded(value) for value in values]
    anywhere = tuple(value for value in folded_values if unspaced().search(value))
    wanted = frozenset(folded_values) - frozenset(anywhere)

    def condition(_event: Event, text: str) -> bool:
        found = text.words if type(text) is Searched else searched(text).words
        if not wanted.isdisjoint(found):
            return True
        return bool(anywhere) and any(stands_in(value, text) for value in anywhere)

    return condition


def matches(search: Callable[[str], object]) -> Condition:
    """A condition: `search`, which must run in linear time, finds something in the text as sent.

    Only the beginning of the text is searched.
    """
    return lambda event, _text: bool(search(event.text[:SEARCHED]))


def choice_prefix(values: Sequence[str]) -> Condition:
    """A condition: the id or payload of a chosen button or list row starts with one of `values`."""
    prefixes = tuple(values)
    return lambda event, _text: any(choice.startswith(prefixes) for choice in event.choices)


def callback_data(name: str, values: Sequence[str]) -> Condition:
    """A condition: a text of the business's own that is called `name` starts with one of `values`.

    It was given to a message, a Flow or a button for calls, and comes back with the event.
    """
    prefixes = tuple(values)
    return lambda event, _text: any(
        key == name and value.startswith(prefixes) for key, value in event.callback_data
    )


def phone_number_id(values: Sequence[str]) -> Condition:
    """A condition: the event came to one of these business numbers."""
    wanted = frozenset(values)
    return lambda event, _text: event.phone_number_id in wanted


def event_type(values: Sequence[str]) -> Condition:
    """A condition: the event is of one of these kinds (`message`, ...) or types (`text`, ...)."""
    wanted = frozenset(values)
    return lambda event, _text: event.type in wanted or event.kind in wanted


def referral_source(values: Sequence[str]) -> Condition:
    """A condition: the conversation came from an advertisement of such a type, id or URL prefix."""
    prefixes = tuple(values)
    wanted = frozenset(values)
    return lambda event, _text: any(
        source in wanted or ("://" in source and source.startswith(prefixes))
        for source in event.referral
    )


def has_headers(searches: Mapping[str, Callable[[str], object]]) -> Condition:
    """A condition: each named header of the request is there, and its search finds something.

    Names in any case; of a header that is given several times, one value that is found is enough.
    """
    wanted = tuple((name.lower().encode("ascii"), search) for name, search in searches.items())

    def condition(event: Event, _text: str) -> bool:
        return all(
            any(name == key and search(value.decode("latin-1")) for key, value in event.headers)
            for name, search in wanted
        )

    return condition
