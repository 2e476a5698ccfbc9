"""One signed POST: what is sent, what comes back, and receivers that misbehave."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.controller.notify.answer import Answer, Patience
from hookshift.controller.notify.channel import PATIENCE, NotifierChannel
from hookshift.controller.notify.message import NotificationText, trial
from hookshift.controller.notify.thread import MOST_HANGING
from hookshift.controller.notify.webhook import ANSWER_BYTES, WebhookReceiver, seconds_of, signature
from tests.controller.receiver import (
    KEY,
    Received,
    Receiver,
    answer,
    receiving,
    until,
    verified,
    webhook,
)

SHORT = Patience(read=0.3)
"""Only for who never answers: a busy machine takes as long for what does."""
MESSAGE = trial("msg_1", "ops", datetime(2026, 11, 24, 3, 12, 5, tzinfo=UTC))
VECTOR = b'{"test": 2432232314}'
VECTOR_KEY = bytes.fromhex("31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0")
"""The bytes of whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, from the tests of the reference library."""
VECTOR_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


def send(
    receiver: Receiver, message: NotificationText = MESSAGE, patience: Patience = PATIENCE
) -> Answer:
    return WebhookReceiver(receiver.url(), [KEY], patience).send(message)


def test_the_signature_is_that_of_the_reference_implementation() -> None:
    made = signature(VECTOR_KEY, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, VECTOR)
    assert made == VECTOR_SIGNATURE


def test_the_check_of_these_tests_takes_the_reference_and_nothing_else() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": VECTOR_SIGNATURE,
    }
    good = Received("/", headers, VECTOR)
    assert verified(good, VECTOR_KEY, now=1614265330)
    assert not verified(good, VECTOR_KEY, now=1614265330 + 301)
    assert not verified(good, VECTOR_KEY[:-1] + b"x", now=1614265330)
    assert not verified(good._replace(body=VECTOR + b" "), VECTOR_KEY, now=1614265330)
    other = {**headers, "webhook-id": "msg_2"}
    assert not verified(good._replace(headers=other), VECTOR_KEY, now=1614265330)


@given(key=st.binary(min_size=24, max_size=64), body=st.binary(), stamp=st.integers(0, 2**40))
def test_every_signature_is_taken(key: bytes, body: bytes, stamp: int) -> None:
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(key, "msg_1", stamp, body),
    }
    assert verified(Received("/", headers, body), key, now=stamp)


def test_during_a_rotation_every_secret_signs_and_either_is_enough(receiver: Receiver) -> None:
    other = bytes(range(32))
    assert WebhookReceiver(receiver.url(), [KEY, other], PATIENCE).send(MESSAGE).good
    (got,) = receiver.received
    assert len(got.headers["webhook-signature"].split(" ")) == 2
    assert verified(got, KEY)
    assert verified(got, other)
    assert not verified(got, bytes(32))


def test_what_is_sent(receiver: Receiver) -> None:
    assert send(receiver) == Answer(True, "HTTP 204")
    (received,) = receiver.received
    assert verified(received)
    assert received.headers["content-type"] == "application/json"
    assert received.headers["user-agent"].startswith("hookshift/")
    assert received.json == {
        "version": 1,
        "type": "test",
        "timestamp": "2026-11-24T03:12:05Z",
        "data": {
            **dict.fromkeys(("rollout", "entry", "news", "stage", "stages", "percentage")),
            "domains": None,
            "actor": None,
            "alert": None,
            "subject": None,
            "severity": "info",
            "title": "hookshift can reach you",
            "what": 'This is a test of the notifier "ops".',
            "next": "Nothing to do: this is only a test.",
            "commands": ["hookshift notify list"],
            "link": "docs/notifications.md",
        },
    }


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (answer(200, b"thanks"), Answer(True, "HTTP 200")),
        (answer(299), Answer(True, "HTTP 299")),
        (answer(500, b" no\n  disk "), Answer(False, "HTTP 500: no disk")),
        (answer(400), Answer(False, "HTTP 400")),
        (answer(410, b"gone"), Answer(False, "HTTP 410: gone", gone=True)),
        (answer(429, Retry_After="7"), Answer(False, "HTTP 429", retry_after=7.0)),
        (answer(503, Retry_After="0"), Answer(False, "HTTP 503", retry_after=0.0)),
        (answer(503, Retry_After="soon"), Answer(False, "HTTP 503")),
        (answer(500, Retry_After="7"), Answer(False, "HTTP 500")),
        (answer(404, b"no T0PSECRET-t0ken here"), Answer(False, "HTTP 404: no *** here")),
    ],
)
def test_what_comes_back(receiver: Receiver, script: object, expected: Answer) -> None:
    receiver.will(script)  # type: ignore[arg-type]
    assert send(receiver) == expected


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.will(answer(307, Location=receiver.url("/elsewhere")))
    assert send(receiver) == Answer(False, "HTTP 307: redirects are not followed")
    assert len(receiver.received) == 1


def test_no_more_of_an_answer_is_read_than_is_shown(receiver: Receiver) -> None:
    receiver.will(answer(500, b"x" * 50_000_000))
    started = time.monotonic()
    assert len(send(receiver).text) <= ANSWER_BYTES
    assert time.monotonic() - started < 5


def test_passwords_of_netrc_and_cookies_stay_here(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(netrc))
    receiver.will(answer(500, Set_Cookie="a=b"))
    hook = WebhookReceiver(receiver.url(), [KEY], PATIENCE)
    hook.send(MESSAGE)
    hook.send(MESSAGE)
    for received in receiver.received:
        assert "authorization" not in received.headers
        assert "cookie" not in received.headers


def test_a_receiver_that_is_not_there(receiver: Receiver) -> None:
    url = "http://127.0.0.1:1/T0PSECRET-t0ken"
    got = WebhookReceiver(url, [KEY], PATIENCE).send(MESSAGE)
    assert got == Answer(False, "no connection: Connection refused")


def test_a_name_that_is_not_there() -> None:
    got = WebhookReceiver("http://hooks.invalid/T0PSECRET-t0ken", [KEY], PATIENCE).send(MESSAGE)
    assert not got.good
    assert got.text.startswith("no connection: ")
    assert "SECRET" not in got.text


def test_a_receiver_that_breaks_off(receiver: Receiver) -> None:
    receiver.will(lambda handler: handler.connection.close())
    got = send(receiver)
    assert not got.good
    assert "SECRET" not in got.text


def test_a_receiver_that_speaks_no_tls(receiver: Receiver) -> None:
    url = receiver.url().replace("http:", "https:")
    got = WebhookReceiver(url, [KEY], PATIENCE).send(MESSAGE)
    assert got.text.startswith("TLS: ")
    assert "SECRET" not in got.text


def test_a_receiver_that_never_answers(receiver: Receiver) -> None:
    receiver.will(receiver.hang)
    assert send(receiver, patience=SHORT) == Answer(False, "no answer within 0.3 s")


async def test_a_receiver_that_answers_for_ever(receiver: Receiver) -> None:
    """Only the limit of the whole attempt helps; what hangs is bounded."""
    receiver.will(*[receiver.drip] * MOST_HANGING)
    channel = NotifierChannel(webhook(receiver), Patience(whole=0.5))
    for hanging in range(1, MOST_HANGING + 1):
        assert await channel.send(MESSAGE) == Answer(False, "no answer within 0.5 s")
        await until(lambda: len(receiver.received) == hanging)  # noqa: B023
    got = await channel.send(MESSAGE)
    assert got == Answer(False, f"{MOST_HANGING} earlier attempts still hang")
    assert len(receiver.received) == MOST_HANGING


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("9" * 400, 1e10),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("\N{SUPERSCRIPT TWO}", None),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert seconds_of(header, time.time()) == seconds


def test_retry_after_a_date() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    later = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert seconds_of(later, now.timestamp()) == 90
    assert seconds_of(later, now.timestamp() + 1_000) == 0


@given(st.text())
def test_whatever_retry_after_says(header: str) -> None:
    seconds = seconds_of(header, 0.0)
    assert seconds is None or seconds >= 0
