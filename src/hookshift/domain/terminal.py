"""Makes text from elsewhere safe for a terminal: control characters are shown as a mark.

A terminal obeys ESC and the C1 controls (it may be made to change its title, to write a file, to
type), and characters that change the direction of writing make a line read otherwise than it is.
Half a surrogate pair cannot be written at all.
"""

import re
from typing import Final

MARK: Final = "\N{REPLACEMENT CHARACTER}"
OBEYED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Characters that a terminal obeys, all but the tab and the line feed."""


def harmless(text: str) -> str:
    """`text` with a mark for each character that a terminal would obey."""
    return text if text.isascii() and text.isprintable() else OBEYED.sub(MARK, text)
