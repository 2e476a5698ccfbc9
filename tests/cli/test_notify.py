"""`hookshift notify test` and `list`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from hookshift.controller.apply import apply_happening, begin
from hookshift.controller.notify.notifier import Notifier
from hookshift.domain.rollout.state import Paused
from hookshift.store.database import connection as connection_to
from tests.cli.conftest import SHIPPED, Hookshift
from tests.conftest import outside_the_loop
from tests.controller.plans import PLAN
from tests.controller.receiver import (
    SECRET,
    Receiver,
    answer,
    by_apprise,
    receiving,
    verified,
    webhook,
)

# Apprise asks for a module of Python that is deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def config(receiver: Receiver, tmp_path: Path) -> Path:
    """The shipped settings with two notifiers."""
    chat = by_apprise(receiver).url.get_secret_value()
    file = tmp_path / "hookshift.toml"
    file.write_text(
        f"""{SHIPPED.read_text()}
[[notifiers]]
name = "ops"
url = "{receiver.url()}"
secret = "{SECRET}"

[[notifiers]]
name = "chat"
kind = "apprise"
url = "{chat}"
"""
    )
    return file


def shown(result: Result) -> str:
    """All of it; no secret in it."""
    assert "SECRET" not in result.output
    assert "hunter2" not in result.output
    assert "whsec_" not in result.output
    return result.output


def test_both_take_it(hookshift: Hookshift, receiver: Receiver, config: Path) -> None:
    result = hookshift("notify", "test", config=config)
    assert result.exit_code == 0
    for found in ("ops", "webhook", "HTTP 204", "chat", "apprise", "accepted"):
        assert found in shown(result)
    assert len(receiver.received) == 2
    (signed,) = [each for each in receiver.received if "webhook-id" in each.headers]
    assert verified(signed)


def test_one_does_not(hookshift: Hookshift, receiver: Receiver, config: Path) -> None:
    receiver.will(answer(500, b"no T0PSECRET-t0ken"))
    result = hookshift("notify", "test", "ops", "--json", config=config)
    assert result.exit_code == 1
    (found,) = json.loads(shown(result))
    assert found.pop("seconds") >= 0
    assert found == {
        "notifier": "ops",
        "kind": "webhook",
        "good": False,
        "answer": "HTTP 500: no ***",
    }
    assert len(receiver.received) == 1


def test_a_name_that_there_is_not(hookshift: Hookshift, config: Path) -> None:
    result = hookshift("notify", "test", "opps", config=config)
    assert result.exit_code == 1
    assert 'no notifier "opps": use one of ops, chat' in shown(result)


def test_settings_without_notifiers(hookshift: Hookshift) -> None:
    result = hookshift("notify", "test")
    assert result.exit_code == 1
    assert "no notifiers" in result.output


async def _history(url: str, receiver: Receiver) -> None:
    """Three messages: one given up, one sent, one waiting."""
    async with connection_to(url, "tests") as opened:
        await begin(opened, PLAN, {}, stage=0, actor="ada", reason=None)
        await apply_happening(opened, Paused, "ada")
    notifier = Notifier(url, [webhook(receiver)])
    receiver.will(answer(410, b"T0PSECRET-t0ken"), answer(204), answer(503, Retry_After="60"))
    for _ in range(3):
        await notifier.run_once()
    await notifier.stop()


def test_the_list(hookshift: Hookshift, receiver: Receiver) -> None:
    assert hookshift.json("notify", "list") == []
    outside_the_loop(_history(hookshift.url, receiver))
    rows = hookshift.json("notify", "list")
    assert [(row["news"], row["state"], row["attempts"], row["stage"]) for row in rows] == [
        ("paused", "waiting", 1, 1),
        ("started", "sent", 1, 1),
        ("entered", "given_up", 1, 1),
    ]
    assert [row["last_error"] for row in rows] == ["HTTP 503", None, "HTTP 410: ***"]
    assert [row["id"] for row in reversed(rows)] == [each.id for each in receiver.received]
    table = hookshift.works("notify", "list")
    for found in ("given up", "HTTP 410: ***", "next try", "ops"):
        assert found in table


def test_the_list_of_one_and_its_limit(hookshift: Hookshift, receiver: Receiver) -> None:
    outside_the_loop(_history(hookshift.url, receiver))
    assert hookshift.json("notify", "list", "chat") == []
    assert len(hookshift.json("notify", "list", "ops", "--limit", "2")) == 2
