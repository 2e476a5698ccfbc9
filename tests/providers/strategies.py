"""Generated WhatsApp bodies: valid, with many entries, changes, people and kinds of event."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.lengths import LONG

GOLDEN = Path(__file__).parent.parent / "golden" / "whatsapp"
PAYLOADS = sorted(GOLDEN.glob("*.json"))

PEOPLE = [(f"2507880000{i:02}", f"RW.{i}a") for i in range(6)]

Json = Any


def _most(full: int) -> int:
    """So many of a list at most; in a short run half: there, too, lists of all kinds meet."""
    return full if LONG else (full + 1) // 2


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
anything: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
"""Any JSON value."""

unknown_keys = st.dictionaries(texts.map(lambda key: f"new_{key}"), anything, max_size=2)
identities = st.integers(0, 10**6).map(lambda number: f"wamid.{number}")


moments: st.SearchStrategy[Json] = (
    st.integers(0, 2**32 - 1).map(str) | st.integers(-1, 2**33) | anything
)
"""Times as they are documented, and others."""


# Strategies of what is drawn for every message stand here: to make one takes longer than a draw.
_OF_ANOTHER = identities | anything
_PEOPLE = st.sampled_from(PEOPLE)
_PLUS = st.sampled_from(["", "+"])
_PARENT = st.sampled_from([{}, {}, {"from_parent_user_id": "RW.ENT.1a"}])
_STATUS = st.sampled_from(["sent", "delivered", "read"])
_RECIPIENT_PARENT = st.sampled_from([{}, {"recipient_parent_user_id": "RW.ENT.2a"}])
_RECIPIENT_TYPE = st.sampled_from([{}, {"recipient_type": "group"}])


@st.composite
def _place(draw: st.DrawFn) -> dict[str, Json]:
    """What a message says of its place in a conversation."""
    of_another = draw(_OF_ANOTHER)
    return draw(
        st.sampled_from(
            [
                {},
                {"context": {"from": "250788", "id": of_another}},
                {"type": "reaction", "reaction": {"message_id": of_another, "emoji": "+"}},
                {"type": "revoke", "revoke": {"original_message_id": of_another}},
                {"type": "edit", "edit": {"original_message_id": of_another}},
                {"group_id": of_another},
                {"group_id": draw(identities), "context": {"id": draw(identities)}},
            ]
        )
    )


@st.composite
def _aliases(draw: st.DrawFn, phone_key: str, user_key: str) -> dict[str, str]:
    phone, user = draw(_PEOPLE)
    plus = draw(_PLUS)
    both = {phone_key: plus + phone, user_key: user}
    keys = draw(st.sampled_from([(phone_key,), (user_key,), (phone_key, user_key), ()]))
    return {key: both[key] for key in keys}


@st.composite
def messages(draw: st.DrawFn, phone_key: str = "from", user_key: str = "from_user_id") -> Json:
    return {
        **draw(_aliases(phone_key, user_key)),
        "id": draw(identities),
        "type": "text",
        "text": {"body": draw(texts)},
        "timestamp": draw(moments),
        **draw(_place()),
        **draw(_PARENT),
        **draw(unknown_keys),
    }


def own_texts(name: str) -> st.SearchStrategy[Json]:
    """A member that holds what the business gave to what it sent, where there is one."""
    written: st.SearchStrategy[Any] = st.sampled_from(["jobs:1", 'é"', "", None, 7, {}])
    return st.just({}) | st.builds(lambda value: {name: value}, written)


@st.composite
def statuses(draw: st.DrawFn) -> Json:
    status = draw(_STATUS)
    recipient = draw(_aliases("recipient_id", "recipient_user_id"))
    return {
        "id": draw(identities),
        "status": status,
        "timestamp": draw(moments),
        **recipient,
        **draw(_RECIPIENT_PARENT),
        **draw(_RECIPIENT_TYPE),
        **draw(own_texts("biz_opaque_callback_data")),
    }


@st.composite
def calls(draw: st.DrawFn) -> Json:
    person = draw(_aliases("from", "from_user_id"))
    timestamp = draw(moments)
    own = draw(own_texts("biz_opaque_callback_data")) | draw(own_texts("cta_payload"))
    return {"id": draw(identities), "event": "connect", "timestamp": timestamp, **person, **own}


contacts = st.lists(
    st.builds(
        lambda aliases, more: {**aliases, **more}, _aliases("wa_id", "user_id"), unknown_keys
    ),
    max_size=_most(8),
)


_LISTS: dict[str, st.SearchStrategy[Json]] = {
    "contacts": contacts | st.none(),
    "messages": st.lists(messages(), max_size=_most(6)) | st.none(),
    "statuses": st.lists(statuses(), max_size=_most(4)) | st.none(),
    "calls": st.lists(calls(), max_size=2) | st.none(),
    "message_echoes": st.lists(messages("to", "to_user_id"), max_size=2) | st.none(),
    "errors": st.lists(st.just({"code": 1}), max_size=2) | st.none(),
}
_NAMES = st.lists(st.sampled_from(sorted(_LISTS)), unique=True)
_NUMBERS = st.sampled_from(["1065", "1066"])
_FIELDS = st.sampled_from(["messages", "messages", "calls", "smb_message_echoes"])
_OTHER_FIELDS = st.sampled_from(["security", "new"])


@st.composite
def values(draw: st.DrawFn) -> Json:
    value: dict[str, Json] = {name: draw(_LISTS[name]) for name in draw(_NAMES)}
    if draw(st.booleans()):
        value["metadata"] = {"phone_number_id": draw(_NUMBERS)}
    return {**value, **draw(unknown_keys)}


@st.composite
def changes(draw: st.DrawFn) -> Json:
    if draw(st.integers(0, 4)) == 0:
        return {"field": draw(_OTHER_FIELDS), "value": draw(anything)}
    field = draw(_FIELDS)
    return {"value": draw(values()), "field": field}


_ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["1", "2"]), "changes": st.lists(changes(), max_size=_most(4))},
        optional={"time": st.integers(), "new": anything},
    ),
    min_size=1,
    max_size=3,
)
_SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " : ")])


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A valid webhook body, printed in one of the ways in which JSON can be."""
    entries = draw(_ENTRIES)
    body = {"object": "whatsapp_business_account", "entry": entries, **draw(unknown_keys)}
    separators = draw(_SEPARATORS)
    ascii_only = draw(st.booleans())
    return json.dumps(body, ensure_ascii=ascii_only, separators=separators).encode()


def body_of(*changes: Json) -> bytes:
    """One entry with these changes."""
    entry = {"id": "1", "time": 1, "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def messages_of(*messages: Json, people: Sequence[Json] = (), **more: Json) -> bytes:
    """One change with these messages and contacts."""
    value = {"contacts": list(people), "messages": list(messages), **more}
    return body_of({"field": "messages", "value": value})
