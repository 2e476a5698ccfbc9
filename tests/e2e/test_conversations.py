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
from tests.conversations.generated import ByModel, Company, generated, in_words
from tests.conversations.script import DRAIN, ROLLOUT, Gap, Plan, Script, Step
from tests.conversations.scripts import DRAINED, IDLE, WITHIN_AFFINITY
from tests.e2e.harness import Gateway, Handlers, eventually, running_gateway, running_handlers
from tests.forking import LOOK_UP_VARIABLE

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


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """Where conversations lead is the subject, not how soon they are looked up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOOK_UP_VARIABLE, "5")
        yield


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


class Hosts:
    """Gateways on one database, each as on a host of its own; started when a test needs them."""

    def __init__(
        self, stack: ExitStack, folder: Path, url: str, port: int, *changes: tuple[str, str]
    ) -> None:
        self._stack, self._folder, self._url, self._port = stack, folder, url, port
        self.changes = changes
        self._running = list[Gateway]()

    def first(self, count: int) -> list[Gateway]:
        """So many of them, with everybody on legacy."""
        while len(self._running) < count:
            folder = self._folder / str(len(self._running))
            folder.mkdir(parents=True)
            running = running_gateway(folder, self._url, self._port, *ON, *self.changes)
            self._running.append(self._stack.enter_context(running))
        workers = "SELECT count(*) AS n FROM hookshift.gateways"
        eventually(lambda: self._running[0].sql(workers)[0]["n"] == 2 * len(self._running))
        self._running[0].begin()
        return self._running[:count]


RELAYED, DURABLY = pytest.param((), id="relay"), pytest.param((DURABLE,), id="durable")
BRIEFLY = pytest.param(SHORT, id="short")


@pytest.fixture(scope="module")
def hosts(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    module_database_url: str,
    handlers: Handlers,
) -> Iterator[Hosts]:
    """With changes in their settings; those who ask for the same follow each other, and share them.

    Each test has people of its own.
    """
    folder = tmp_path_factory.mktemp("hosts")
    with ExitStack() as stack:
        yield Hosts(stack, folder, module_database_url, handlers.port, *request.param)


@pytest.fixture
def run(hosts: Hosts, handlers: Handlers) -> Callable[[int], list[Gateway]]:
    """Gives gateways."""
    handlers.begin()
    return hosts.first


def drama(gateways: Sequence[Gateway], handlers: Handlers) -> Drama:
    """With the gateways' own buckets, so that a script can say who is moved when."""
    return Drama(gateways, handlers, buckets_of(gateways), GAPS)


def buckets_of(gateways: Sequence[Gateway]) -> Callable[[str], float]:
    """Each name's bucket in percent."""
    salt = gateways[0].sql("SELECT salt FROM webhook_routing_config")[0]["salt"].encode()
    return lambda name: bucket(salt, name) / 100


def described(astray: list[Astray]) -> str:
    """Each event that went elsewhere, in a line."""
    return "\n".join(
        f"{each.script}, act {each.act}: {each.event.step.kind} {each.event.step.text!r}"
        f" belongs to {each.belongs}, went to {', '.join(each.went)}, {each.known}"
        for each in astray
    )


def without_redeliveries(acts: Sequence[Sequence[Step]]) -> tuple[tuple[Step, ...], ...]:
    """A durable source gives nothing to a handler twice."""
    return tuple(tuple(step for step in act if not step.again) for act in acts)


@pytest.mark.parametrize("hosts", [RELAYED], indirect=True)
def test_nobody_within_affinity_changes_handler_but_by_a_fall(
    run: Callable[[int], list[Gateway]], handlers: Handlers
) -> None:
    """Two workers of one host agree before the first answer leaves."""
    astray = drama(run(1), handlers).play(WITHIN_AFFINITY, "a")
    assert not astray, described(astray)


@pytest.mark.parametrize("hosts", [RELAYED], indirect=True)
def test_two_hosts_agree_within_a_second(
    run: Callable[[int], list[Gateway]], handlers: Handlers
) -> None:
    astray = drama(run(2), handlers).play(WITHIN_AFFINITY, "a")
    assert not astray, described(astray)


@pytest.mark.parametrize("hosts", [DURABLY], indirect=True)
def test_a_durable_source_continues_conversations_too(
    run: Callable[[int], list[Gateway]], handlers: Handlers
) -> None:
    scripts = [each._replace(acts=without_redeliveries(each.acts)) for each in WITHIN_AFFINITY]
    astray = drama(run(1), handlers).play(scripts, "a")
    assert not astray, described(astray)


@pytest.mark.parametrize("hosts", [RELAYED, DURABLY], indirect=True)
def test_a_drain_lets_conversations_finish_until_the_next_change(
    run: Callable[[int], list[Gateway]], handlers: Handlers
) -> None:
    astray = drama(run(1), handlers).play(DRAINED, "a", DRAIN)
    assert not astray, described(astray)


@pytest.mark.parametrize("hosts", [BRIEFLY], indirect=True)
def test_silence_ends_affinity_first_and_context_later(
    run: Callable[[int], list[Gateway]], handlers: Handlers
) -> None:
    played = drama(run(1), handlers)
    for script in IDLE:  # apart: what one waits for, another would notice
        astray = played.play([script], "a")
        assert not astray, described(astray)


PEOPLE = 25
"""Of one example: they take turns, so that together they take hardly longer than one."""
FEW, SOME, MANY = 10, 3, 15
"""People and examples of a short run, and the examples of a long one. The first of Hypothesis is
the shortest: nobody says anything."""


@pytest.mark.parametrize("hosts", [RELAYED, DURABLY], indirect=True)
def test_a_few_generated_stories_go_where_the_model_says(
    hosts: Hosts, run: Callable[[int], list[Gateway]], handlers: Handlers
) -> None:
    drawn = generated(again=DURABLE not in hosts.changes)
    drama = generated_stories(run(1), handlers, drawn, SOME, people=FEW)
    assert drama.sent > FEW


# Where others take the cores, a look-up comes later than a webhook may wait, and who is not known
# in time goes as docs/conversations.md says: then the log must say so, and the model follows.
@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(
    ("count", "hosts", "drawn", "by_turns"),
    [
        pytest.param(1, (), generated(), False, id="relay"),
        pytest.param(2, (), generated(late=False), False, id="relay, two hosts"),
        pytest.param(1, (DURABLE,), generated(again=False), False, id="durable"),
        pytest.param(
            2, (DURABLE,), generated(at_once=True, again=False), True, id="durable, two hosts"
        ),
    ],
    indirect=["hosts"],
)
def test_generated_stories_go_where_the_model_says(
    run: Callable[[int], list[Gateway]],
    handlers: Handlers,
    count: int,
    drawn: SearchStrategy[Script],
    by_turns: bool,
) -> None:
    """A durable source's hosts agree with no time between, since they decide in the commit.

    Two hosts of a relay source take a redelivery for new where what came too late has begun a
    conversation in between: its time is then later than that of the conversation.
    """
    drama = generated_stories(run(count), handlers, drawn, MANY, by_turns=by_turns)
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
        assert not astray, f"{described(astray)}\n{whose}"

    played()
    return drama
