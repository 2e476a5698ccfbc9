"""What is stored of an event, and what a worker of any version reads of it."""

from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision
from hookshift.gateway.durable.content import FIRST_FIELDS, Content, decode, encode
from hookshift.providers.whatsapp_events import events
from tests.providers.strategies import messages_of

LATER = ("at", "answers", "group", "aliases")
EVENT: Final = Event(
    EventKind.STATUS, "sent", "1", "RW.1a", "250788", "", (), "106", (), (0, 0, "statuses", 0)
)


def content_of(event: Event, decisions: list[Decision] | None = None) -> Content:
    return Content([], [event], decisions or [], 1, "c", "k")


def as_stored(event: Event) -> list[Any]:
    found: list[Any] = msgspec.msgpack.decode(encode(content_of(event)))
    return found


def test_a_stored_event_is_as_long_as_ever_whatever_its_body_says_besides() -> None:
    message = {"id": "1", "from": "250788", "type": "text", "text": {"body": "hello"}}
    more = {"timestamp": "9", "context": {"id": "0"}, "from_user_id": "RW.1a"}
    people = [{"wa_id": "250788", "user_id": "RW.1a", "parent_user_id": "RW.ENT.1"}]
    (plain,) = events(messages_of({**message, "from_user_id": "RW.1a"}))
    (event,) = events(messages_of({**message, **more}, people=people))
    assert (event.at, event.answers, event.aliases) == (9, "0", ("RW.ENT.1",))
    assert as_stored(event)[1] == as_stored(plain)[1]
    (read,) = decode(encode(content_of(event))).events
    assert read[:FIRST_FIELDS] == event._replace(text="")[:FIRST_FIELDS]
    assert [getattr(read, name) for name in LATER] == [9, None, None, ()]


@given(st.builds(EVENT._replace, text=st.text(), choices=st.tuples(st.text())), st.sampled_from(
    [{}, {"group": "g"}, {"group": ""}, {"fingerprint": "f"}, {"malformed": True}]
))  # fmt: skip
def test_what_people_wrote_is_not_stored_beside_the_body(
    event: Event, more: dict[str, Any]
) -> None:
    event = event._replace(referral=("a",), **more)
    (read,) = decode(encode(content_of(event))).events
    kept = event._replace(text="", choices=(), referral=())
    assert read == kept
    stored = as_stored(event)[1][0]
    assert len(stored) == FIRST_FIELDS or more


@given(
    st.lists(
        st.builds(
            EVENT._replace,
            at=st.integers(0, 2**40),
            pricing=st.none() | st.text(),
            error_code=st.none() | st.integers(0, 2**31),
        )
    )
)
def test_what_only_the_provider_knows_is_stored_beside_the_events(events: list[Event]) -> None:
    content = Content([], events, [], 1, "c", "k")
    assert decode(encode(content)).events == events
    lengths = [len(each) for each in msgspec.msgpack.decode(encode(content))[1]]
    assert lengths == [FIRST_FIELDS] * len(events)


def test_what_a_former_version_stored_says_nothing_of_it() -> None:
    stored = as_stored(EVENT._replace(at=9))
    (read,) = decode(msgspec.msgpack.encode(stored[:-1])).events
    assert read == EVENT


def test_what_does_not_say_it_of_each_event_is_refused() -> None:
    *stored, _ = as_stored(EVENT._replace(at=9))
    with pytest.raises(msgspec.MsgspecError, match="each event"):
        decode(msgspec.msgpack.encode([*stored, [(1,), (2,)]]))


def test_of_an_event_in_a_group_its_group_is_kept_besides() -> None:
    message = {"id": "1", "from": "250788", "type": "text", "text": {"body": "hello"}}
    more = {"timestamp": "9", "context": {"id": "0"}, "group_id": "g"}
    (event,) = events(messages_of({**message, **more}))
    (read,) = decode(encode(content_of(event))).events
    assert read[:FIRST_FIELDS] == event._replace(text="")[:FIRST_FIELDS]
    assert [getattr(read, name) for name in LATER] == [9, None, "g", ()]


def test_an_event_that_a_former_version_stored_is_read() -> None:
    stored = (
        b"\x96\x90\x91\x9a\xa6status\xa4read\xa11\xa22a\xc0\xa0\x90\xc0\x90\x90\x90\x01\xa1c\xa1k"
    )
    (event,) = decode(stored).events
    assert event[:4] == ("status", "read", "1", "2a")
    assert [getattr(event, name) for name in LATER] == [Event._field_defaults[x] for x in LATER]
