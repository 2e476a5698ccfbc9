"""What a handler's answer says of conversations: `X-Message-Ids` and `X-Conversation`."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from hookshift.domain.conversation.handover import OwnerChange
from hookshift.domain.http import OF_CONVERSATIONS, Response

MESSAGE_IDS: Final = b"x-message-ids"
CONVERSATION: Final = b"x-conversation"
MOST_IDS: Final = 100
"""Ids that are taken of one answer."""
MOST_BYTES: Final = 256
"""In a whole `X-Conversation`."""
_ID = re.compile(rb"[!-+\--~]{1,640}")
"""Visible ASCII but the comma; as long as an identifier may be."""
_HANDOVER = re.compile(
    rb'release|pass[ \t]*;[ \t]*domain[ \t]*=[ \t]*("?)([A-Za-z0-9._-]+)\1', re.IGNORECASE
)


class GivenIds(NamedTuple):
    """The messages that an answer names."""

    ids: Sequence[str]
    malformed: int = 0
    beyond: int = 0
    """How many there are beyond MOST_IDS."""


def given(answer: Response) -> dict[bytes, list[bytes]]:
    """The values of these headers; most answers have none."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in answer.headers:
        if name in OF_CONVERSATIONS:
            found.setdefault(name, []).append(value)
    return found


def message_ids(values: Sequence[bytes]) -> GivenIds:
    """The ids in `X-Message-Ids`, each once."""
    words = dict.fromkeys(
        word for each in b",".join(values).split(b",") if (word := each.strip(b" \t"))
    )
    ids = [word.decode("ascii") for word in words if _ID.fullmatch(word)]
    return GivenIds(ids[:MOST_IDS], len(words) - len(ids), max(0, len(ids) - MOST_IDS))


def handover(values: Sequence[bytes]) -> OwnerChange | None:
    """What `X-Conversation` asks for; None if it is malformed, or there are several."""
    if len(values) != 1 or len(values[0]) > MOST_BYTES:
        return None
    found = _HANDOVER.fullmatch(values[0].strip(b" \t"))
    if found is None:
        return None
    domain: bytes | None = found[2]
    return OwnerChange(None if domain is None else domain.decode("ascii"))
