"""Scripted people talk to real gateways, through the stages of a rollout and its rollback."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hookshift.domain.routing.assignment import bucket
from tests.conversations.driving import Astray, Drama
from tests.conversations.generated import ByModel, Company, generated
from tests.conversations.generated import told as in_words
from tests.conversations.script import DRAIN, ROLLOUT, Gap, Plan, Script, Step
from tests.conversations.scripts import DRAINED, IDLE, WITHIN_AFFINITY
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
    return Drama(gateways, handlers, buckets_of(gateways), GAPS)


def buckets_of(gateways: Sequence[Gateway]) -> Callable[[str], float]:
    """Each name's bucket in percent."""
    salt = gateways[0].sql("SELECT salt FROM webhook_routing_config")[0]["salt"].encode()
    return lambda name: bucket(salt, name) / 100


def told(astray: list[Astray]) -> str:
    """Each event that went elsewhere, in a line."""
    return "\n".join(
        f"{each.script}, act {each.act}: {each.event.step.kind} {each.event.step.text!r}"
        f" belongs to {each.belongs}, went to {', '.join(each.went)}, {each.known}"
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


@pytest.mark.parametrize("changes", [(), (DURABLE,)], ids=["relay", "durable"])
def test_a_drain_lets_conversations_finish_until_the_next_change(
    run: Callable[..., list[Gateway]], handlers: Handlers, changes: Sequence[tuple[str, str]]
) -> None:
    astray = drama(run(1, *changes), handlers).play(DRAINED, "a", DRAIN)
    assert not astray, told(astray)


def test_silence_ends_affinity_first_and_context_later(
    run: Callable[..., list[Gateway]], handlers: Handlers
) -> None:
    played = drama(run(1, *SHORT), handlers)
    for script in IDLE:  # apart: what one waits for, another would notice
        astray = played.play([script], "a")
        assert not astray, told(astray)


PEOPLE = 25
"""Of one example: they take turns, so that together they take hardly longer than one."""
FEW, SOME, MANY = 10, 3, 15
"""People and examples of a short run, and the examples of a long one. The first of Hypothesis is
the shortest: nobody says anything."""


@pytest.mark.parametrize("changes", [(), (DURABLE,)], ids=["relay", "durable"])
def test_a_few_generated_stories_go_where_the_model_says(
    run: Callable[..., list[Gateway]], handlers: Handlers, changes: Sequence[tuple[str, str]]
) -> None:
    drawn = generated(again=DURABLE not in changes)
    drama = generated_stories(run(1, *changes), handlers, drawn, SOME, people=FEW)
    assert drama.sent > FEW


# Where others take the cores, a look-up comes later than a webhook may wait, and who is not known
# in time goes as docs/conversations.md says: then the log must say so, and the model follows.
@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(
    ("hosts", "changes", "drawn", "by_turns"),
    [
        pytest.param(1, (), generated(), False, id="relay"),
        pytest.param(2, (), generated(late=False), False, id="relay, two hosts"),
        pytest.param(1, (DURABLE,), generated(again=False), False, id="durable"),
        pytest.param(
            2, (DURABLE,), generated(at_once=True, again=False), True, id="durable, two hosts"
        ),
    ],
)
def test_generated_stories_go_where_the_model_says(
    run: Callable[..., list[Gateway]],
    handlers: Handlers,
    hosts: int,
    changes: Sequence[tuple[str, str]],
    drawn: SearchStrategy[Script],
    by_turns: bool,
) -> None:
    """A durable source's hosts agree with no time between, since they decide in the commit.

    Two hosts of a relay source take a redelivery for new where what came too late has begun a
    conversation in between: its time is then later than that of the conversation.
    """
    drama = generated_stories(run(hosts, *changes), handlers, drawn, MANY, by_turns=by_turns)
    assert drama.sent > 5 * PEOPLE


def generated_stories(
    gateways: Sequence[Gateway],
    handlers: Handlers,
    drawn: SearchStrategy[Script],
    examples: int,
    *,
    people: int = PEOPLE,
    by_turns: bool = False,
) -> Drama:
    """Plays them; fails if anything goes elsewhere than the model says."""
    buckets, numbers = buckets_of(gateways), count()
    drama = Drama(
        gateways, handlers, buckets, expects=lambda _: ByModel(buckets), by_turns=by_turns
    )

    @settings(max_examples=examples, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(
        st.lists(drawn, min_size=people, max_size=people).map(Company),
        st.sampled_from([ROLLOUT, DRAIN]),
    )
    def played(scripts: Company, plan: Plan) -> None:
        named = [each._replace(name=f"nr {i}") for i, each in enumerate(scripts)]
        astray = drama.play(named, f"x{next(numbers)}", plan)
        by_name = {each.name: each for each in named}
        whose = {each.script: in_words(by_name[each.script], plan) for each in astray}
        assert not astray, f"{told(astray)}\n{whose}"

    played()
    return drama
