"""Records as the shared table holds them: 18 bytes each, keys distinguished by kind.

A domain is a 29-bit hash of its name, which the configured names turn back; one that is not
configured any more is no context. Whose a conversation is is not stored: its key is made of that
(`names.py`), so whoever asks knows.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Final

from hookshift.domain.conversation.records import (
    ABSENT,
    Absent,
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.routing.routing import UNKNOWN_DOMAIN, Side
from hookshift.gateway.conversation.table_layout import PAYLOAD

PERSON: Final = 0x1C6E_52A9_0D37_84F1
CONVERSATION: Final = 0x5A93_0E7C_B1D8_2F46
MESSAGE: Final = 0x33F0_C5B2_684E_971D
"""Combined with a key by exclusive or: the same number as a person and as a message is two keys."""
ABSENT_SECONDS = 30
"""How long PostgreSQL's word that it knows nothing is taken, should nobody say otherwise."""
MESSAGE_ABSENT_SECONDS = 2
"""How long PostgreSQL's word is taken that it knows no such message: no host announces one."""

_PERSON = struct.Struct("<qHII")
_CONVERSATION = struct.Struct("<IIII2x")
_MESSAGE = struct.Struct("<II10x")
_NEVER: Final = b"\xff" * (PAYLOAD - 4)
"""No record begins so: its times would be in 2106."""
_LATEST: Final = 2**32 - 2
_UNIFIED: Final = 1 << 31
_ENDED: Final = 1 << 30
_UNCERTAIN: Final = 1 << 29
_TAG: Final = _UNCERTAIN - 1
_SIDES: Final = (Side.LEGACY, Side.UNIFIED)
"""By the highest bit of a word."""


class Packer:
    """Records to bytes and back; `domains` are the configured ones."""

    def __init__(self, domains: Iterable[str]) -> None:
        names = {UNKNOWN_DOMAIN, *domains}
        self._tags = {name: zlib.crc32(name.encode()) & _TAG for name in names}
        # Two names with one tag could not be distinguished: neither is a context.
        tags = list(self._tags.values())
        self._names = {tag: name for name, tag in self._tags.items() if tags.count(tag) == 1}

    @property
    def names(self) -> Mapping[int, str]:
        """The domains by their tags."""
        return self._names

    def person(self, record: PersonRecord) -> bytes:
        """A person's record."""
        try:
            return _PERSON.pack(*record)
        except struct.error:
            return _PERSON.pack(*record[:3], _second(record.since))

    def person_from(self, payload: bytes, now: float) -> PersonRecord | Absent | None:
        """The record in `payload`; None if it says that nothing is known and is too old."""
        if payload.startswith(_NEVER):
            return _absent(payload, now, ABSENT_SECONDS)
        return PersonRecord._make(_PERSON.unpack(payload))

    def conversation(self, record: ConversationRecord) -> bytes:
        """A conversation's record, but for its person, which its key says."""
        _, domain, side, began, last, turned, ended, uncertain = record
        word = self._word(domain, side) | (_ENDED if ended else 0)
        word |= _UNCERTAIN if uncertain else 0
        try:
            return _CONVERSATION.pack(word, began, last, turned)
        except struct.error:
            times = map(_second, (began, last, turned))
            return _CONVERSATION.pack(word, *times)

    def conversation_from(
        self, payload: bytes, now: float, person: int
    ) -> ConversationRecord | Absent | None:
        """As `person_from`, of this person; ABSENT, too, where the domain is not configured."""
        if payload.startswith(_NEVER):
            return _absent(payload, now, ABSENT_SECONDS)
        word, began, last, turned = _CONVERSATION.unpack(payload)
        domain = self._names.get(word & _TAG)
        if domain is None:
            return ABSENT
        side, ended, uncertain = _SIDES[word >> 31], bool(word & _ENDED), bool(word & _UNCERTAIN)
        return ConversationRecord(person, domain, side, began, last, turned, ended, uncertain)

    def message(self, record: MessageRecord) -> bytes:
        """A message's record."""
        return _MESSAGE.pack(self._word(record.domain, record.side), _second(record.at))

    def message_from(self, payload: bytes, now: float) -> MessageRecord | Absent | None:
        """As `conversation_from`."""
        if payload.startswith(_NEVER):
            return _absent(payload, now, MESSAGE_ABSENT_SECONDS)
        word, at = _MESSAGE.unpack(payload)
        domain = self._names.get(word & _TAG)
        return ABSENT if domain is None else MessageRecord(domain, _SIDES[word >> 31], at)

    def _word(self, domain: str, side: Side) -> int:
        tag = self._tags.get(domain)
        if tag is None:
            tag = zlib.crc32(domain.encode()) & _TAG
        return tag if side is _SIDES[0] else tag | _UNIFIED


def absence(now: float) -> bytes:
    """The record, of any kind, that says that nothing is known as of `now`."""
    return _NEVER + _second(int(now)).to_bytes(4, "little")


def is_absence(payload: bytes) -> bool:
    """Whether it says that nothing is known, however long ago."""
    return payload.startswith(_NEVER)


def turned(payload: bytes) -> int:
    """When the last turn of a conversation's record was sent; -1 if it says that there is none."""
    return -1 if is_absence(payload) else int.from_bytes(payload[12:16], "little")


def _absent(payload: bytes, now: float, seconds: int) -> Absent | None:
    age = now - int.from_bytes(payload[-4:], "little")
    return ABSENT if abs(age) < seconds else None


def _second(at: int) -> int:
    return min(max(at, 0), _LATEST)
