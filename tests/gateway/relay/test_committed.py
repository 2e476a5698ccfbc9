"""Usual webhooks of durable sources: with the core's frame and without, the same is taken in."""

from collections.abc import Callable

import pytest

from hookshift.domain.errors import BadPayload
from hookshift.gateway.durable.grouping import Arrival
from hookshift.gateway.durable.intake import InboxUnavailable
from hookshift.gateway.durable.waiting import OnCommit, Refused
from hookshift.store.event_keys import EventKeys
from tests.core.differential import BODIES, core
from tests.gateway.relay.flown import Pair, said, webhook
from tests.gateway.relay.test_flights import MORE, UNUSUAL

JOB = said(("250788000001", "a job"))
TWO = said(("250788000002", "another job"), ("250788000003", "hello"))


class Line:
    """Webhooks that wait for their commit, which the test makes."""

    def __init__(self) -> None:
        self.has_room = True
        self.arrivals: list[Arrival] = []
        self.waiting: list[OnCommit] = []

    def put(self, arrival: Arrival, on_commit: OnCommit) -> None:
        """As `intake.Intake`."""
        assert self.has_room
        self.arrivals.append(arrival)
        self.waiting.append(on_commit)

    async def accept(self, arrival: Arrival) -> None:
        """As `intake.Intake`: only asked where there is no room."""
        assert not self.has_room
        raise InboxUnavailable(arrival.source)

    def commit(self, refused: Refused | None = None) -> None:
        """Tells all that wait."""
        waiting, self.waiting = self.waiting, []
        for on_commit in waiting:
            on_commit(refused)


class Both(Pair):
    """Two gateways with a durable source, one with the core's frame."""

    def __init__(self) -> None:
        core()
        self.lines: list[Line] = []
        super().__init__(EventKeys("postgresql://nobody@127.0.0.1:1/none"), durable=self.line)

    def line(self) -> Line:
        """One of each."""
        self.lines.append(Line())
        return self.lines[-1]

    async def commit(self, refused: Callable[[], Refused | None] = lambda: None) -> None:
        """All that waits in both is committed, or refused, and what was taken in is the same."""
        for line, gateway in zip(self.lines, self.both, strict=True):
            line.commit(refused())
            await gateway.settle()
        one, other = (line.arrivals for line in self.lines)
        assert one == other
        self.same()


async def test_golden_bodies_are_taken_in_alike() -> None:
    both = Both()
    for path in BODIES:
        await both.send(webhook(path.read_bytes()))
        await both.commit()
    assert both.native.taken > len(BODIES) * 0.4
    await both.end()


@pytest.mark.parametrize("more", [*MORE, *UNUSUAL], ids=range(len(MORE) + len(UNUSUAL)))
async def test_whatever_its_headers_are_the_handler_will_get_the_same(
    more: list[tuple[bytes, bytes]],
) -> None:
    both = Both()
    await both.send(webhook(JOB, *more))
    await both.commit()
    assert both.native.taken == (more in MORE)
    await both.end()


async def test_no_answer_before_the_commit_and_no_task_until_then() -> None:
    both = Both()
    await both.send(webhook(JOB))
    for gateway in both.both:
        assert not gateway.client.written
        assert not gateway.shared.tasks
    await both.commit()
    assert both.same().answers.startswith(b"HTTP/1.1 200 OK\r\n")
    await both.end()


async def test_one_after_another_and_a_body_of_several_people() -> None:
    both = Both()
    for body in (JOB, TWO, JOB):
        await both.send(webhook(body))
        await both.commit()
    assert (both.native.taken, len(both.lines[0].arrivals)) == (3, 3)
    await both.end()


@pytest.mark.parametrize(
    "refused", [lambda: InboxUnavailable("not now"), lambda: BadPayload("cannot be divided")]
)
async def test_what_is_not_committed_is_refused_alike(refused: Callable[[], Refused]) -> None:
    both = Both()
    await both.send(webhook(JOB))
    await both.commit(refused)
    await both.send(webhook(JOB))
    await both.commit()
    assert both.same().answers.count(b"HTTP/1.1 200") == 1
    assert both.native.taken == 2
    await both.end()


async def test_without_room_the_provider_is_to_send_again() -> None:
    both = Both()
    for line in both.lines:
        line.has_room = False
    await both.send(webhook(JOB))
    assert both.same().answers.startswith(b"HTTP/1.1 503")
    for line in both.lines:
        line.has_room = True
    await both.send(webhook(JOB))
    await both.commit()
    await both.end()


async def test_what_came_behind_it_is_served_next() -> None:
    both = Both()
    await both.send(webhook(JOB), webhook(TWO))
    await both.commit()
    await both.commit()
    assert both.same().answers.count(b"HTTP/1.1 200") == 2
    await both.end()


async def test_who_hangs_up_meanwhile_is_not_answered_and_the_webhook_is_taken_in() -> None:
    both = Both()
    await both.send(webhook(JOB))
    for gateway in both.both:
        gateway.client.lose()
    await both.commit()
    assert both.same().answers == b""
    assert both.same().load.in_flight == 0
    await both.end()


async def test_while_the_server_drains_the_answer_says_so() -> None:
    both = Both()
    await both.send(webhook(JOB))
    for gateway in both.both:
        gateway.shared.draining = True
    await both.commit()
    assert b"connection: close" in both.same().answers
    await both.end()


@pytest.mark.parametrize("cut", [1, 200, -1])
async def test_in_two_reads_it_goes_the_general_way(cut: int) -> None:
    both = Both()
    whole = webhook(JOB)
    await both.send(whole[:cut], whole[cut:])
    await both.commit()
    assert both.native.taken == 0
    await both.end()
