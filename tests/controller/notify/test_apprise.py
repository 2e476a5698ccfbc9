"""Apprise, with its own plugin for JSON, against a real receiver."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import enumerate as enumerate_threads

import pytest
from pydantic import SecretStr

from hookshift.config.schema.notifiers import NotifierConfig as Settings
from hookshift.controller.notify.answer import Answer, Patience
from hookshift.controller.notify.channel import PATIENCE, NotifierChannel
from hookshift.controller.notify.message import NotificationText, text, trial
from tests.controller.receiver import Receiver, answer, by_apprise, receiving, until

MESSAGE = trial("msg_1", "chat", datetime(2026, 11, 24, 3, 12, 5, tzinfo=UTC))
SHORT = Patience(read=0.3)
"""Only for who never answers: a busy machine takes as long for what does."""

# Apprise asks for a module of Python that is deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


async def send(
    settings: Settings, message: NotificationText = MESSAGE, patience: Patience = PATIENCE
) -> Answer:
    return await NotifierChannel(settings, patience).send(message)


def chat(url: str) -> Settings:
    return Settings(name="chat", kind="apprise", url=SecretStr(url))


@pytest.mark.parametrize("severity", ["info", "success", "warning", "failure"])
async def test_what_is_sent(receiver: Receiver, severity: str) -> None:
    message = MESSAGE._replace(severity=severity)
    assert await send(by_apprise(receiver), message) == Answer(True, "accepted")
    (received,) = receiver.received
    assert received.json["title"] == message.title
    assert received.json["message"] == text(message)
    assert received.json["type"] == severity
    assert received.path == "/T0PSECRET-t0ken"


async def test_a_service_that_refuses(receiver: Receiver) -> None:
    receiver.will(answer(500))
    got = await send(by_apprise(receiver))
    assert not got.good
    assert "error=500" in got.text


async def test_a_service_that_is_not_there() -> None:
    got = await send(chat("json://user:hunter2-password@127.0.0.1:1/T0PSECRET-t0ken"))
    assert not got.good
    assert got.text


async def test_a_service_that_never_answers(receiver: Receiver) -> None:
    receiver.will(receiver.hang)
    assert not (await send(by_apprise(receiver), patience=SHORT)).good


async def test_a_url_may_not_ask_for_more_patience(receiver: Receiver) -> None:
    receiver.will(receiver.hang)
    patient = by_apprise(receiver, path="/x?rto=600&cto=600")
    got = await send(patient, patience=SHORT)
    assert not got.good
    assert got.text != "no answer within 30 s"  # Apprise itself gave up, and its thread ended


async def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.will(answer(307, Location=receiver.url("/elsewhere")))
    assert not (await send(by_apprise(receiver))).good
    assert len(receiver.received) == 1


async def test_a_url_that_apprise_does_not_know() -> None:
    got = await send(chat("hunter2://T0PSECRET-t0ken"))
    assert got == Answer(
        False, "Apprise cannot use this URL; look up the service in Apprise's wiki"
    )


class Log(logging.Handler):
    """What a log of the process would hold, however verbose it is."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def everything_logged() -> Iterator[Log]:
    """Not caplog, which also listens to what is kept out of logs."""
    root, handler = logging.getLogger(), Log()
    former = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield handler
    root.setLevel(former)
    root.removeHandler(handler)


async def test_nothing_of_a_url_gets_into_an_answer_or_a_log(
    receiver: Receiver, everything_logged: Log, capfd: pytest.CaptureFixture[str]
) -> None:
    receiver.will(answer(401, b"no T0PSECRET-t0ken"), answer(302, Location="http://x.invalid/"))
    found = [
        await send(by_apprise(receiver)),
        await send(by_apprise(receiver)),
        await send(by_apprise(receiver)),
        await send(chat("hunter2://T0PSECRET-t0ken")),
        await send(chat("json://user:hunter2-password@127.0.0.1:1/T0PSECRET-t0ken")),
        await send(chat("tgram://T0PSECRET-t0ken/hunter2-password")),
    ]
    logging.getLogger("hookshift").debug("it listens")
    printed = capfd.readouterr()
    logged = "\n".join(everything_logged.lines)
    assert logged.endswith("it listens")
    for shown in (*(each.text for each in found), logged, printed.out, printed.err):
        assert "SECRET" not in shown
        assert "hunter2-password" not in shown


async def test_apprise_starts_no_threads_of_its_own(receiver: Receiver) -> None:
    """Those of its executors would keep the process from ending while a service hangs."""
    receiver.will(receiver.hang)
    telling = asyncio.create_task(send(by_apprise(receiver)))
    await until(lambda: bool(receiver.received))
    threads = {thread.name: thread for thread in enumerate_threads()}
    assert threads["notifier chat"].daemon
    assert not [name for name in threads if "Executor" in name]
    receiver.released.set()
    await telling
