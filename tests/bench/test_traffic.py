"""The requests that every subject gets."""

from pathlib import Path

import msgspec

from bench import traffic
from hookshift.domain.http import Request
from hookshift.providers.whatsapp import WhatsApp

COUNT = 500


def test_hookshift_takes_each_body_as_one_signed_message_of_a_new_sender() -> None:
    provider = WhatsApp([traffic.SECRET.encode()], b"token")
    senders, texts = set(), set()
    for body, signature in traffic.signed_bodies(COUNT):
        headers = [(traffic.SIGNATURE_HEADER.lower().encode(), signature.encode())]
        provider.verify(Request(b"POST", b"/", b"", headers, body, "127.0.0.1"))
        (event,) = provider.events(body)
        senders.add(event.sender)
        texts.add(event.text)
    assert len(senders) == COUNT
    assert texts == set(traffic.TEXTS)


def test_what_the_peers_look_up_is_there() -> None:
    body = next(iter(traffic.signed_bodies(1))).body
    message = msgspec.json.decode(body)["entry"][0]["changes"][0]["value"]["messages"][0]
    assert message["from"].startswith("250")
    assert message["text"]["body"] == traffic.TEXTS[0]
    assert 500 < len(body) < 700


def test_no_sender_comes_twice_in_a_whole_file() -> None:
    people = {webhook.body for webhook in traffic.signed_bodies(traffic.DISTINCT)}
    assert len(people) == traffic.DISTINCT


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    traffic.write(tmp_path / "requests", traffic.signed_bodies(10))
    assert traffic.read(tmp_path / "requests") == list(traffic.signed_bodies(10))
