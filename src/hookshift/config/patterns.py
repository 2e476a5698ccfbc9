"""Regular expressions in linear time, by RE2, with a bound on what one may cost."""

from collections.abc import Callable

import re2

MEMORY = 1 << 20
"""Bytes for one compiled expression with its automata; beyond it RE2 refuses."""
LARGEST_PROGRAM = 2_000
"""Instructions. A search takes at worst this times the text's length in steps."""


class BadPattern(ValueError):
    """The expression cannot be used; the text says why."""


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A search for `pattern` anywhere in a text. Raises BadPattern."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = MEMORY
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise BadPattern(_reason(error)) from None
    if compiled.programsize > LARGEST_PROGRAM:
        raise BadPattern(
            f"it takes {compiled.programsize:,} instructions; the bound is {LARGEST_PROGRAM:,}"
        )
    search = compiled.search

    def found(text: str) -> bool:
        # RE2 reads UTF-8, which has no lone surrogates, and a webhook's JSON may hold them.
        return search(text.encode("utf-8", "replace")) is not None

    return found


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
