r"""Makes `\b`, `\B` and `\w` of an expression know letters: RE2's own are for ASCII alone.

RE2 has no boundary for other letters and no look-around, so the text gets a mark at each of its
boundaries and the expression asks for the mark. Each atom of the expression (a character, a class,
an escape) may have a mark before it, and none of them matches the mark itself.
"""

import re
from functools import cache
from typing import Final

from hookshift.domain.routing.marks import MARKS
from hookshift.domain.routing.text import unspaced

BOUNDARY: Final = "\x01"
"""In the text at each boundary. Whatever the text holds of it itself is taken out."""
OPTIONAL: Final = r"\x01*"
IN_A_ROW: Final = 4
"""Marks at each boundary: so many `\\b` one after the other may ask for the same one."""
LETTERS: Final = r"\pL\pM\pN_"
_WORD: Final = rf"[\w{MARKS}]"
TOKEN: Final = re.compile(
    r"\\Q(?P<quoted>.*?)(?:\\E|\Z)"
    r"|(?P<boundary>(?:\\b)+)"
    r"|(?P<never>\\B)"
    r"|(?P<edge>\\[AzCG]|\^|\$)"
    r"|(?P<group>\(\?P?<[^>]*>|\(\?[a-zA-Z-]*[:)]|[()|])"
    r"|(?P<times>[*+?]\??|\{\d+(?:,\d*)?\}\??)"
    r"|(?P<set>\[\^?\]?(?:\[:\^?\w+:\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|[^\]\\])*\])"
    r"|(?P<atom>\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x[0-9a-fA-F]{2}|\\[pP].|\\.|.)",
    re.DOTALL,
)
NEGATED: Final = {"W": LETTERS, "S": r"\s", "D": r"\d"}
ATOMS: Final = {".": r"[^\n\x01]", r"\w": f"[{LETTERS}]"}
ENDS: Final = frozenset({"$", r"\z"})
NAMED_LETTERS: Final = re.compile(r"\[:\^?(?:word|alpha|alnum|lower|upper):")
IN_SET: Final = re.compile(r"\[:\^?\w+:\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|.", re.DOTALL)


@cache
def boundaries() -> re.Pattern[str]:
    """Where words begin and end. Compiled at first use: that takes longer than most imports."""
    return re.compile(rf"(?:(?<!{_WORD})(?={_WORD}))|(?:(?<={_WORD})(?!{_WORD}))")


def knows_letters(pattern: str) -> bool:
    r"""Whether it asks for a boundary, so that its text must be marked."""
    return any(found.lastgroup == "boundary" for found in TOKEN.finditer(pattern))


def translated(pattern: str) -> str:
    """The expression for a text with marks."""
    return "".join(_translated(found) for found in TOKEN.finditer(pattern))


def marked(text: str) -> str:
    """A text with its marks."""
    return boundaries().sub(BOUNDARY * IN_A_ROW, text.replace(BOUNDARY, ""))


def warning(pattern: str) -> str | None:
    r"""Why the expression cannot work as written; None if it may.

    Looks at what stands beside each `\b`, as far as that is a plain character.
    """
    before = ""
    tokens = list(TOKEN.finditer(pattern))
    for found, following in zip(tokens, [*tokens[1:], None], strict=True):
        after = following[0] if following and following.lastgroup == "atom" else ""
        if found.lastgroup == "never":
            return r"\B knows ASCII letters only"
        if found.lastgroup == "set" and NAMED_LETTERS.search(found[0]):
            return "a class like [:alpha:] knows ASCII letters only"
        if found.lastgroup == "boundary":
            why = _no_boundary(before, after)
            if why:
                return why
        before = found[0] if found.lastgroup == "atom" else ""
    return None


def _no_boundary(before: str, after: str) -> str | None:
    if unspaced().match(before) or unspaced().match(after):
        return r"\b is no boundary of words in a language without spaces between them"
    if len(before) == len(after) == 1 and _is_letter(before) == _is_letter(after):
        return r"\b stands where no boundary can be"
    return None


def _is_letter(character: str) -> bool:
    return re.fullmatch(_WORD, character) is not None


def _translated(found: "re.Match[str]") -> str:
    kind, token = found.lastgroup, found[0]
    if found["quoted"] is not None:
        return "".join(OPTIONAL + re.escape(each) for each in found["quoted"])
    if kind == "boundary":
        return r"\x01"
    if token in ENDS:
        return OPTIONAL + token
    if kind == "set":
        return f"(?:{OPTIONAL}(?:{_set(token)}))"
    if kind == "atom":
        return f"(?:{OPTIONAL}{_atom(token)})"
    return token


def _atom(token: str) -> str:
    if token in ATOMS:
        return ATOMS[token]
    if token[1:] in NEGATED and token[0] == "\\":
        return rf"[^{NEGATED[token[1:]]}\x01]"
    if token[:2] == r"\P":
        return rf"[^\p{token[2:]}\x01]"
    return token


def _set(token: str) -> str:
    r"""A class without the mark. `\S` and the like in it become classes beside it."""
    if token.startswith("[^"):
        return rf"[^\x01{token[2:-1].replace(chr(92) + 'w', LETTERS)}]"
    inner, beside = "", []
    for found in IN_SET.finditer(token[1:-1]):
        member = found[0]
        if member[0] == "\\" and (member[1:] in NEGATED or member[1] == "P"):
            beside.append(_atom(member))
        else:
            inner += LETTERS if member == r"\w" else member
    return "|".join([*([f"[{inner}]"] if inner else []), *beside])
