"""Scripted people talk to real gateways, through the stages of a rollout and its rollback."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from hookshift.domain.routing.assignment import bucket
from tests.conversations.driving import Astray, Drama
from tests.conversations.script import Gap, Step
from tests.conversations.scripts import IDLE, WITHIN_AFFINITY
from tests.e2e.harness import Gateway, Handlers, eventually, running_gateway, running_handlers

ON = (
    ('conversations = "off" ', 'conversations = "on" '),
    ('# hash_key = "env:HOOKSHIFT_HASH_KEY"', 'hash_key = "a key of the tests, long enough"'),
)
DURABLE = ('delivery = "relay" ', 'delivery = "durable" ')
SHORT = (
    ('context = "1d"', 'context = "6s"'),
    ('affinity = "30m"', 'affinity = "2s"'),
    ('max_affinity = "4h"', 'max_affinity = "6s"'),
)
GAPS = {Gap.AFFINITY: 2.1, Gap.CONTEXT: 7.1}
"""Seconds that are beyond the bounds of SHORT: times are kept in whole seconds."""


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest.fixture
def run(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> Iterator[Callable[..., list[Gateway]]]:
    """Starts gateways on one database, each as on a host of its own."""
    handlers.begin()
    with ExitStack() as stack:

        def start(hosts: int, *changes: tuple[str, str]) -> list[Gateway]:
            found = []
            for number in range(hosts):
                folder = tmp_path / str(number)
                folder.mkdir()
                running = running_gateway(folder, database_url, handlers.port, *ON, *changes)
                found.append(stack.enter_context(running))
            count = "SELECT count(*) AS n FROM hookshift.gateways"
            eventually(lambda: found[0].sql(count)[0]["n"] == 2 * hosts)
            return found

        yield start


def drama(gateways: Sequence[Gateway], handlers: Handlers) -> Drama:
    """With the gateways' own buckets, so that a script can say who is moved when."""
    salt = gateways[0].sql("SELECT salt FROM webhook_routing_config")[0]["salt"].encode()
    return Drama(gateways, handlers, lambda name: bucket(salt, name) / 100, GAPS)


def told(astray: list[Astray]) -> str:
    """Each event that went elsewhere, in a line."""
    return "\n".join(
        f"{each.script}, act {each.act}: {each.event.step.kind} {each.event.step.text!r}"
        f" belongs to {each.belongs.handler}, went to {', '.join(each.went)}"
        for each in astray
    )


def without_redeliveries(acts: Sequence[Sequence[Step]]) -> tuple[tuple[Step, ...], ...]:
    """A durable source gives nothing to a handler twice."""
    return tuple(tuple(step for step in act if not step.again) for act in acts)


def test_nobody_within_affinity_changes_handler_but_by_a_fall(
    run: Callable[..., list[Gateway]], handlers: Handlers
) -> None:
    """Two workers of one host agree before the first answer leaves."""
    astray = drama(run(1), handlers).play(WITHIN_AFFINITY, "a")
    assert not astray, told(astray)


def test_two_hosts_agree_within_a_second(
    run: Callable[..., list[Gateway]], handlers: Handlers
) -> None:
    astray = drama(run(2), handlers).play(WITHIN_AFFINITY, "a")
    assert not astray, told(astray)


def test_a_durable_source_continues_conversations_too(
    run: Callable[..., list[Gateway]], handlers: Handlers
) -> None:
    scripts = [each._replace(acts=without_redeliveries(each.acts)) for each in WITHIN_AFFINITY]
    astray = drama(run(1, DURABLE), handlers).play(scripts, "a")
    assert not astray, told(astray)


def test_silence_ends_affinity_first_and_context_later(
    run: Callable[..., list[Gateway]], handlers: Handlers
) -> None:
    played = drama(run(1, *SHORT), handlers)
    for script in IDLE:  # apart: what one waits for, another would notice
        astray = played.play([script], "a")
        assert not astray, told(astray)
