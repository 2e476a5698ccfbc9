"""From a script to events: who is behind it, and what each step's body looks like."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, Final, NamedTuple

from tests.conversations.model import Said
from tests.conversations.script import OWN, Kind, Script, Step

BEGAN: Final = 1_790_000_000
"""When the scripts begin, by the provider's clock."""
STATUSES: Final = ("sent", "delivered", "read")
"""Of one message, in their order."""
OWN_NUMBER: Final = "250788900100"
Json = Any


class Event(NamedTuple):
    """One event of a step, for both: the model and a gateway."""

    script: str
    step: Step
    said: Said
    change: Json
    """As a change of a body."""


class Cast:
    """The names of one script's people. `buckets` says each name's bucket in percent."""

    def __init__(
        self, script: Script, prefix: str, names: Iterator[int], buckets: Callable[[str], float]
    ) -> None:
        self.script = script
        self.group = f"1203630{next(names)}"
        self._buckets, self._numbers, self._prefix = buckets, names, prefix
        own = {name: self._found(name, name == script.first) for name in ("phone", "id")}
        others = ("phone2", "id2", "parent", "phone b", "id b")
        self.names = {**own, **{name: self._found(name, False) for name in others}}

    def _found(self, name: str, is_first: bool) -> str:
        """A name whose bucket is the script's, or far from it."""
        low = self.script.bucket
        wanted = range(low, low + 5) if is_first else range(100 - low - 5, 100 - low)
        for number in self._numbers:
            spelled = {"p": f"25078{number:07d}", "i": f"RW.{self._prefix}{number}"}
            found = spelled.get(name[0]) or f"RW.ENT.{self._prefix}{number}"
            if name.startswith("parent"):
                found = f"RW.ENT.{self._prefix}{number}"
            if int(self._buckets(found)) in wanted:
                return found
        raise AssertionError("names do not end")


class Acting:
    """The events of a script, in order; the provider's clock goes on by a second each."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._clock = BEGAN
        self._numbers = count()
        self._former: dict[str, Event] = {}
        self._receipts = Counter[str]()

    def events(self, steps: tuple[Step, ...]) -> Iterator[Event]:
        """Those of one act."""
        for step in steps:
            self._clock += 1
            yield self._former[step.id]._replace(step=step) if step.again else self._event(step)

    def _event(self, step: Step) -> Event:
        names, own = self._cast.names, f" {step.by}" if step.by else ""
        shown = [each.lstrip("+") for each in step.shows.split()]
        ids = [each + own for each in shown if each[0] == "i"]
        phones = [each + own for each in shown if each.startswith("phone")]
        parent = names["parent"] if "parent" in shown else None
        user = names[ids[0]] if ids else parent
        phone = names[phones[0]] if phones else None
        script = self._cast.script.name
        identity = f"wamid.{self._cast.names['id']}.{step.id or next(self._numbers)}"
        said = Said(
            step.kind,
            tuple(dict.fromkeys(name for name in (user, phone, parent) if name)),
            identity,
            step.text,
            f"wamid.{self._cast.names['id']}.{step.answers}" if step.answers else "",
            self._clock - step.earlier,
            self._cast.group if step.in_group else "",
            step.number,
        )
        if step.kind is Kind.CHANGE:
            said = said._replace(names=(*said.names, names["id2"], names["phone2"]))
        written = f"+{phone}" if phone and "+phone" in step.shows else phone
        element = self._element(step, said, user, written)
        change = _change(step, element, user, written, parent)
        event = Event(script, step, said, change)
        if step.id:
            self._former[step.id] = event
        return event

    def _element(self, step: Step, said: Said, user: str | None, phone: str | None) -> Json:
        content = self._content(step, said)
        element = {"id": said.id, "timestamp": str(int(said.at)), **content}
        if step.kind is Kind.RECEIPT:
            person = {"recipient_id": phone, "recipient_user_id": user}
        elif step.kind is Kind.ECHO:
            person = {"from": OWN_NUMBER, "to": phone, "to_user_id": user}
        else:
            person = {"from": phone, "from_user_id": user}
        if said.group:
            element["group_id"] = said.group
        if said.answers and step.kind in OWN:
            element["context"] = {"from": OWN_NUMBER, "id": said.answers}
        return {**{key: name for key, name in person.items() if name}, **element}

    def _content(self, step: Step, said: Said) -> Mapping[str, Json]:
        names = self._cast.names
        match step.kind:
            case Kind.CHOICE:
                reply = {"id": "row:2", "title": step.text or "Two"}
                interactive = {"type": "list_reply", "list_reply": reply}
                return {"type": "interactive", "interactive": interactive}
            case Kind.LOCATION:
                return {"type": "location", "location": {"latitude": -1.9, "longitude": 30.1}}
            case Kind.PHOTO:
                return {"type": "image", "image": {"id": "275", "mime_type": "image/jpeg"}}
            case Kind.REACTION:
                return {"type": "reaction", "reaction": {"message_id": said.answers, "emoji": "+"}}
            case Kind.REVOKE:
                return {"type": "revoke", "revoke": {"original_message_id": said.answers}}
            case Kind.RECEIPT:
                self._receipts[said.id] += 1
                return {"status": STATUSES[self._receipts[said.id] - 1]}
            case Kind.CHANGE:
                later = {"wa_id": names["phone2"], "user_id": names["id2"]}
                system = {**later, "previous_user_id": names["id"], "type": "user_changed_number"}
                return {"type": "system", "system": system}
            case _:
                return {"type": "text", "text": {"body": step.text}}


def _change(
    step: Step, element: Json, user: str | None, phone: str | None, parent: str | None
) -> Json:
    names = {"wa_id": phone, "user_id": user, "parent_user_id": parent}
    contact = {key: name for key, name in names.items() if name}
    metadata = {"display_phone_number": OWN_NUMBER, "phone_number_id": step.number}
    around: Json = {"messaging_product": "whatsapp", "metadata": metadata}
    if step.kind is Kind.CHANGE:
        return {"field": "messages", "value": {**around, "messages": [element]}}
    around["contacts"] = [contact]
    if step.kind is Kind.RECEIPT:
        return {"field": "messages", "value": {**around, "statuses": [element]}}
    if step.kind is Kind.ECHO:
        return {"field": "smb_message_echoes", "value": {**around, "message_echoes": [element]}}
    if step.kind is Kind.STANDBY:
        return {"field": "standby", "value": {"standby": {**around, "messages": [element]}}}
    return {"field": "messages", "value": {**around, "messages": [element]}}


def body(events: list[Event]) -> bytes:
    """One webhook with these events."""
    changes = [event.change for event in events]
    entry = {"id": "330011224455667", "time": BEGAN, "changes": changes}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
