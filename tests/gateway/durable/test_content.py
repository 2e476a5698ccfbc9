"""What is stored of an event, and what a worker of any version reads of it."""

from hookshift.domain.events import Event
from hookshift.domain.routing.routing import Decision
from hookshift.gateway.durable.content import FIRST_FIELDS, Content, decode, encode
from hookshift.providers.whatsapp_events import events
from tests.providers.strategies import messages_of

LATER = ("at", "answers", "group", "aliases")


def content_of(event: Event, decisions: list[Decision] | None = None) -> Content:
    return Content([], [event], decisions or [], 1, "c", "k")


def test_a_stored_event_is_as_long_as_ever_whatever_its_body_says_besides() -> None:
    message = {"id": "1", "from": "250788", "type": "text", "text": {"body": "hello"}}
    more = {"timestamp": "9", "context": {"id": "0"}, "from_user_id": "RW.1a"}
    people = [{"wa_id": "250788", "user_id": "RW.1a", "parent_user_id": "RW.ENT.1"}]
    (plain,) = events(messages_of({**message, "from_user_id": "RW.1a"}))
    (event,) = events(messages_of({**message, **more}, people=people))
    assert (event.at, event.answers, event.aliases) == (9, "0", ("RW.ENT.1",))
    assert encode(content_of(event)) == encode(content_of(plain))
    (read,) = decode(encode(content_of(event))).events
    assert read[:FIRST_FIELDS] == event._replace(text="")[:FIRST_FIELDS]
    assert [getattr(read, name) for name in LATER] == [Event._field_defaults[x] for x in LATER]


def test_of_an_event_in_a_group_its_group_is_kept_besides() -> None:
    message = {"id": "1", "from": "250788", "type": "text", "text": {"body": "hello"}}
    more = {"timestamp": "9", "context": {"id": "0"}, "group_id": "g"}
    (event,) = events(messages_of({**message, **more}))
    (read,) = decode(encode(content_of(event))).events
    assert read[:FIRST_FIELDS] == event._replace(text="")[:FIRST_FIELDS]
    assert [getattr(read, name) for name in LATER] == [0, None, "g", ()]


def test_an_event_that_a_former_version_stored_is_read() -> None:
    stored = (
        b"\x96\x90\x91\x9a\xa6status\xa4read\xa11\xa22a\xc0\xa0\x90\xc0\x90\x90\x90\x01\xa1c\xa1k"
    )
    (event,) = decode(stored).events
    assert event[:4] == ("status", "read", "1", "2a")
    assert [getattr(event, name) for name in LATER] == [Event._field_defaults[x] for x in LATER]
