"""Who an event is with: one person under two aliases, the BSUID and the phone number.

Contacts are paired with messages by alias, never by index: they come in any order and number.
"""

import re
from collections.abc import Sequence

from hookshift.domain.events import digits
from hookshift.providers.whatsapp_wire import Contact

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
"""A business-scoped user id."""

Person = tuple[str | None, str | None]
"""Sticky key (BSUID before phone) and phone number in digits."""


class People:
    """The contacts of one change, indexed only when a message lacks one of its aliases."""

    __slots__ = ("_contacts", "_index")

    def __init__(self, contacts: Sequence[Contact] | None) -> None:
        self._contacts = contacts
        self._index: dict[str, str] | None = None

    def person(self, user_id: str | None, phone: str | None) -> Person:
        """The person known by either alias; the other one is looked up if it is missing."""
        number = digits(phone)
        if number != phone and phone and BSUID.fullmatch(phone):
            user_id, number = user_id or phone, None
        if number and not user_id:
            user_id = self._other_alias(number)
        elif user_id and not number:
            number = self._other_alias(user_id)
        return user_id or number, number

    def _other_alias(self, alias: str) -> str | None:
        if not self._contacts:
            return None
        if self._index is None:
            self._index = _paired(self._contacts)
        return self._index.get(alias)


def _paired(contacts: Sequence[Contact]) -> dict[str, str]:
    """BSUID to digits and digits to BSUID; of several pairs the first counts.

    One dict holds both: a BSUID has letters, so it is never a row of digits.
    """
    pairs: dict[str, str] = {}
    for contact in contacts:
        number = digits(contact.wa_id)
        if number and contact.user_id:
            pairs.setdefault(number, contact.user_id)
            pairs.setdefault(contact.user_id, number)
    return pairs


def aliases(contact: Contact) -> tuple[str, ...]:
    """The aliases that a contact gives for its person."""
    return tuple(alias for alias in (contact.user_id, digits(contact.wa_id)) if alias)
