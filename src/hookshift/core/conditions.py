"""Rules as the compiled core takes them: which conditions it knows, by number.

A condition is known by what `Rule.stated` says of it. One that is not stated, or not known here, is
asked as ever.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hookshift.domain.routing.classify import Condition, Rule
from hookshift.domain.routing.text import folded

KNOWN, OF_CHOICES, OF_REFERRALS, OF_CALLBACKS, SOUGHT, SOUGHT_IN_ASCII, ASKED = range(7)
_CALLBACKS = frozenset({"flow_token", "biz_opaque_callback_data", "cta_payload"})
MOST_LETTERS = 16_000
"""In all needles together; conditions beyond are asked."""
_WORD = re.compile("[a-z0-9_]+")

Needle = tuple[str, int, bool]
"""Text, number of its condition, and whether it must be a whole word."""


class KnownRules(NamedTuple):
    """The conditions of all rules in a row; `firsts` says where each rule's begin."""

    firsts: list[int]
    conditions: list[Condition]
    kinds: list[int]
    """KNOWN ones have a place, and so have those that are sought, in whatever text can be searched
    or in ASCII only. Those OF_CHOICES have prefixes; the others are asked."""
    places: list[int]
    known: int
    """How many places there are."""
    types: dict[str, tuple[int, ...]]
    """Which places hold for events of this type or kind."""
    numbers: dict[str, tuple[int, ...]]
    """Which places hold for events that came to this business number."""
    needles: list[Needle]
    prefixes: list[tuple[str, ...]]
    """For each condition; empty but for those OF_CHOICES."""


class _Planner:
    def __init__(self) -> None:
        self.known = 0
        self.types: dict[str, tuple[int, ...]] = {}
        self.numbers: dict[str, tuple[int, ...]] = {}
        self.needles: list[Needle] = []
        self._letters = 0

    def kind(self, name: str, values: Sequence[str]) -> int:
        if name == "choice_prefix":
            return OF_CHOICES
        if name == "referral_source":
            return OF_REFERRALS
        if name in _CALLBACKS:
            return OF_CALLBACKS
        plan = self._plans().get(name)
        kind = ASKED if plan is None else plan(values)
        self.known += kind != ASKED
        return kind

    def _plans(self) -> dict[str, Callable[[Sequence[str]], int]]:
        return {
            "type": lambda values: self._names(self.types, values),
            "phone_number_id": lambda values: self._names(self.numbers, values),
            "contains": self._contains,
            "words": self._words,
        }

    def _names(self, places: dict[str, tuple[int, ...]], values: Sequence[str]) -> int:
        for value in set(values):
            places[value] = (*places.get(value, ()), self.known)
        return KNOWN

    def _contains(self, values: Sequence[str]) -> int:
        # What is not ASCII when it is folded cannot be in a text that is.
        texts = {value.lower() if value.isascii() else folded(value) for value in values}
        kind = SOUGHT if all(map(str.isascii, values)) else SOUGHT_IN_ASCII
        return self._seek({text for text in texts if text.isascii()}, kind, is_word=False)

    def _words(self, values: Sequence[str]) -> int:
        texts = {folded(value) for value in values}
        # What is ASCII and no word is no word of any text.
        kind = SOUGHT if all(map(str.isascii, texts)) else SOUGHT_IN_ASCII
        return self._seek({text for text in texts if _WORD.fullmatch(text)}, kind, is_word=True)

    def _seek(self, texts: set[str], kind: int, *, is_word: bool) -> int:
        letters = sum(map(len, texts))
        if "" in texts or self._letters + letters > MOST_LETTERS:
            return ASKED
        self._letters += letters
        self.needles += [(text, self.known, is_word) for text in sorted(texts)]
        return kind


def known(rules: Sequence[Rule]) -> KnownRules:
    """The rules, each condition with what the core knows of it."""
    planner = _Planner()
    firsts: list[int] = []
    conditions: list[Condition] = []
    kinds: list[int] = []
    places: list[int] = []
    prefixes: list[tuple[str, ...]] = []
    for rule in rules:
        firsts.append(len(conditions))
        for number, condition in enumerate(rule.conditions):
            place = planner.known
            stated = rule.stated[number] if number < len(rule.stated) else None
            conditions.append(condition)
            kinds.append(planner.kind(*stated) if stated else ASKED)
            places.append(place)
            prefixes.append(tuple(stated.values) if stated and kinds[-1] == OF_CHOICES else ())
    own = planner
    return KnownRules(
        firsts, conditions, kinds, places, own.known, own.types, own.numbers, own.needles, prefixes
    )
