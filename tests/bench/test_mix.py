"""The mixed bodies: in their shares, each signed, one event, of a person of its own."""

from collections import Counter

from bench import mix, traffic
from hookshift.domain.events import Event
from hookshift.domain.http import Request
from hookshift.providers.whatsapp import WhatsApp

PROVIDER = WhatsApp([traffic.SECRET.encode()], b"token")


def event_of(webhook: traffic.Signed) -> Event:
    """Its only event."""
    headers = [(traffic.SIGNATURE_HEADER.lower().encode(), webhook.signature.encode())]
    PROVIDER.verify(Request(b"POST", b"/", b"", headers, webhook.body, "127.0.0.1"))
    (event,) = PROVIDER.events(webhook.body)
    return event


def test_any_hundred_in_a_row_have_the_shares_of_the_mix() -> None:
    types = Counter(event_of(each).type for each in mix.signed_mix(100, first=7))
    assert sum(types[name] for name in ("sent", "delivered", "read", "failed")) == 60
    assert types["text"] == 30
    assert types["interactive"] == 5
    assert sum(mix.MIX.values()) == 100


def test_each_is_another_event_of_another_person() -> None:
    events = [event_of(each) for each in mix.signed_mix(300)]
    assert len({event.event_id for event in events}) == 300
    assert len({event.phone for event in events}) == 300
    assert len({event.sender for event in events}) == 300


def test_some_texts_are_utf_8_and_some_are_escaped() -> None:
    bodies = [each.body for each in mix.signed_mix(100)]
    assert sum("🙏".encode() in body for body in bodies) == 5
    assert sum(rb"\ud83d" in body for body in bodies) >= 5
    assert [event_of(each).text for each in mix.signed_mix(100)].count(mix.TEXT) == 10
