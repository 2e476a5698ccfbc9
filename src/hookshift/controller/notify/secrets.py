"""Keeps what a notifier's URL holds out of logs, tables and terminals.

The URLs of chats and mail servers are passwords: whoever has one can write there. What receivers,
`requests` and Apprise say may quote them, so it is blanked before anybody sees it.
"""

import logging
import re
from urllib.parse import unquote

SHORTEST = 4
"""Shorter pieces of a URL are no secrets, and would blank half of every sentence."""
MOST_CHARACTERS = 300
BLANK = "***"

_PIECES = re.compile(r"[^A-Za-z0-9_.~-]+")
_PARTS = re.compile(r"[/:@?&=#,;]+")
_ANY_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://\S*", re.IGNORECASE)


def blanked(text: str, url: str) -> str:
    """`text` on one line, bounded, without URLs and without any piece of `url`."""
    line = _ANY_URL.sub(BLANK, " ".join(text.split()))
    line = "".join(letter if letter.isprintable() else " " for letter in line)
    for piece in sorted(_pieces(url), key=len, reverse=True):
        line = re.sub(re.escape(piece), BLANK, line, flags=re.IGNORECASE)
    return line[:MOST_CHARACTERS]


def _pieces(url: str) -> set[str]:
    """Everything in it but the scheme, as it is written and as it is meant."""
    rest = url.partition("://")[2]
    whole = [unquote(part) for part in _PARTS.split(rest)]
    found = [*whole, *_PIECES.split(rest), *_PIECES.split(unquote(rest))]
    return {piece for piece in found if len(piece) >= SHORTEST}


def silence() -> None:
    """Keeps the libraries that know URLs from writing them into a log."""
    for name in ("apprise", "urllib3"):
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            # Without one, Python writes warnings to standard error itself.
            logger.addHandler(logging.NullHandler())
