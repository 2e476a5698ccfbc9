"""Texts as a reader compares them: whatever the case, composed or decomposed, with its marks.

What is folded away: case (also the Turkish i with and without a dot), the difference between a
letter with an accent and a letter followed by one, full-width and mathematical letters, characters
that are not seen (joiners, direction marks, tatweel), Arabic vowel signs, and the Ethiopic letters
that Amharic writes for one and the same sound. Accents themselves are not: `peche` is not `pêche`.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Final
from unicodedata import normalize

from hookshift.domain.routing.marks import MARKS

SEARCHED: Final = 4_096
"""Characters of a text that rules look at: as many as a message may have."""


def _at_first_use(pattern: str) -> Callable[[], re.Pattern[str]]:
    """Compiles `pattern` when it is asked for: wide classes take longer than all other imports."""
    return cache(partial(re.compile, pattern))


PLAIN_WORD: Final = re.compile(r"\w+")
word: Final = _at_first_use(rf"[\w{MARKS}]+")
mark: Final = _at_first_use(f"[{MARKS}]")
unspaced: Final = _at_first_use(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: written without spaces between words."""

_special: Final = _at_first_use("[\u00ad\u0130\u0131\u0307\u0600-\u06ff\u1200-\u137f\u200c-\ufeff]")
"""One of these must be there before the table is worth its time."""


_latin: Final = _at_first_use("[\x00-\x7f\xc0-\xff\u2013\u2014\u2018\u2019\u201c\u201d]*")
"""Has nothing but case to fold: French, Portuguese, German as they are usually sent."""

unmarked: Final = _at_first_use(
    "[\x00-\u02ff\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u1e00-\u20cf\u2100-\u2bff"
    "\U0001f000-\U0001faff]*"
)
"""Has no marks: Latin, Greek and Cyrillic letters, punctuation, symbols, emoji. Words of such texts
are found four times as fast, since no marks are sought."""


def _table() -> dict[int, int | None]:
    unseen = [0x00AD, 0x0640, *range(0x200C, 0x2010), 0x2060, *range(0xFE00, 0xFE10), 0xFEFF]
    vowels = [*range(0x0610, 0x061B), *range(0x064B, 0x0653), *range(0x0656, 0x0660), 0x0670]
    table: dict[int, int | None] = dict.fromkeys([*unseen, *vowels])
    table[0x0131] = ord("i")
    for first, same, count in (
        (0x1210, 0x1200, 7), (0x1280, 0x1200, 7), (0x1220, 0x1230, 8), (0x12D0, 0x12A0, 7),
        (0x1340, 0x1338, 7),
    ):  # fmt: skip
        table.update({first + i: same + i for i in range(count)})
    # The fourth form of these two sounds like the first.
    table.update({0x1203: 0x1200, 0x1213: 0x1200, 0x1283: 0x1200, 0x12A3: 0x12A0, 0x12D3: 0x12A0})
    return table


_TABLE: Final = _table()


def folded(text: str) -> str:
    """`text` with everything the same that a reader takes for the same."""
    if text.isascii():
        return text.lower()
    if _latin().fullmatch(text):
        return text.casefold()
    text = normalize("NFKC", text).casefold()
    if _special().search(text):
        # The first is what casefold makes of a capital I with a dot.
        text = text.replace("i\u0307", "i").translate(_TABLE)
    return normalize("NFKC", text)


class Searched(str):
    """The beginning of a text, folded, with its words: found once, and only if a rule asks."""

    __slots__ = ("_words", "lowered")

    lowered: str
    """The text in lower case and otherwise unchanged, as the runbook's `toLowerCase` makes it."""
    _words: list[str] | None

    @property
    def words(self) -> list[str]:
        """The whole words in it."""
        if self._words is None:
            is_plain = self.isascii() or unmarked().fullmatch(self)
            self._words = (PLAIN_WORD if is_plain else word()).findall(self)
        return self._words


def searched(text: str) -> Searched:
    """What rules see of `text`."""
    if not text:
        return NOTHING
    text = text[:SEARCHED]
    lowered = text.lower()
    found = Searched(lowered if text.isascii() else folded(text))
    # Never itself: a cycle would be left to the garbage collector, for each event.
    found.lowered = lowered
    found._words = None
    return found


NOTHING: Final = Searched()
NOTHING.lowered, NOTHING._words = "", []


def is_word(text: str) -> bool:
    """Whether it is one word, which `Searched.words` could hold."""
    return word().fullmatch(folded(text)) is not None


def stands_in(needle: str, text: str) -> bool:
    """Whether `needle` is anywhere in `text` without a mark that belongs to its last letter."""
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        if not mark().match(text, end):
            return True
        at = text.find(needle, at + 1)
    return False
