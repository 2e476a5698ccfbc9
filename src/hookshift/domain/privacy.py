"""Identifiers that name a person although they do not look like it.

A WhatsApp message id (`wamid.` and base64; a call's begins with `wacid.`) holds the phone number in
clear: decoded it reads "...250780000001...". So it leaves hookshift only as a number would: masked,
hashed or not at all.
"""

import re
from collections.abc import Callable
from typing import Final

_WHATSAPP_ID: Final = re.compile(r"\b(wa[a-z]id)(?:\.|%2e)[^\s\"'<>(),;\\]+", re.IGNORECASE)
"""Also within a URL or another text."""
_MARK: Final = re.compile(r"wa[a-z]id\.")
_SHOWN: Final = 6
_LEAST: Final = 40
"""Characters of an id whose end is far from the number, which stands first: real ones have 50."""

Mask = Callable[[str], str | None]


def without_ids(text: str) -> str:
    """`text` with each WhatsApp id blanked: what a handler says may quote one."""
    return _WHATSAPP_ID.sub(r"\1.#", text)


def masked_id(identifier: str) -> str:
    """Enough to tell messages on a page apart, and nothing to decode.

    A receipt's id is the message's, its kind and, in a group, the member, joined by colons.
    """
    first, *others = identifier.split(":")
    return ":".join([_masked(first), *(each if each.isalpha() else "***" for each in others)])


def _masked(identifier: str) -> str:
    if mark := _MARK.match(identifier):
        end = identifier.rstrip("=")[-_SHOWN:] if len(identifier) >= _LEAST else ""
        return f"{mark[0]}***{end}"
    if len(identifier) <= 5:
        return "*" * len(identifier)
    return f"{identifier[:3]}***{identifier[-2:]}"


def id_masker(how: str, mask: Mask) -> Mask:
    """Masks ids as `how` (`recorder.from_number`) says; `mask` is what masks numbers."""
    return masked_id if how == "masked" else mask
