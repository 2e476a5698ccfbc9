"""Regular expressions in linear time, by RE2, with a bound on what one may cost."""

from collections.abc import Callable
from unicodedata import normalize

import re2

from hookshift.config.boundaries import knows_letters, marked, translated

MEMORY = 1 << 20
"""Memory for one compiled expression with its automata, in bytes; RE2 refuses larger ones."""
LARGEST_PROGRAM = 2_000
"""The most instructions of an expression; a search takes at most so many steps a character."""


class BadPattern(ValueError):
    """The expression cannot be used; the text says why."""


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A search for `pattern` anywhere in a text. Raises BadPattern."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = MEMORY
    pattern = normalize("NFC", pattern)
    has_boundary = knows_letters(pattern)
    try:
        # As written first: it is the pattern that its author knows which must be sound.
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise BadPattern(_reason(error)) from None
    if compiled.programsize > LARGEST_PROGRAM:
        raise BadPattern(
            f"it takes {compiled.programsize:,} instructions; the bound is {LARGEST_PROGRAM:,}"
        )
    if has_boundary:
        compiled = re2.compile(translated(pattern), options)
    search = compiled.search

    def found(text: str) -> bool:
        # RE2 reads UTF-8, which has no lone surrogates, and a webhook's JSON may hold them.
        if not text.isascii():
            text = normalize("NFC", text)
        if has_boundary:
            text = marked(text)
        return search(text.encode("utf-8", "replace")) is not None

    return found


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
