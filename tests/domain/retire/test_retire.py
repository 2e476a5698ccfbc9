"""An old handler may go only when everything is proven; a protected one never."""

import re
from collections import Counter
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.plan import WHOLE
from hookshift.domain.retire.retire import (
    FLIGHT_SECONDS,
    Active,
    ConfigChange,
    Mentions,
    RetireFacts,
    RetireVerdict,
    Usage,
    judge,
    whole_since,
)
from hookshift.domain.retire.watch import BEHIND_SECONDS, DAY, HOUR, Log, Loss, Watch, WatchedWorker

NOW = 1_764_000_000.0
WINDOW = 48 * 3_600.0
DOMAINS = frozenset({"jobs", "property"})
ACTIVE = Active(7, WHOLE, True, DOMAINS)
JOBS = Mentions("wa-webhook-jobs", False, ("jobs",))


class Event(NamedTuple):
    """Something that went to the handler."""

    ago: float
    kind: str = "message"
    reason: str = "no_sender"


class Scene(NamedTuple):
    """A history, all in seconds before NOW, that can be looked at from any later time."""

    events: tuple[Event, ...] = ()
    flights: tuple[float, ...] = ()
    whole_for: float = 20 * DAY
    log_for: float = 25 * DAY
    running_for: float = 15 * DAY
    losses: tuple[float, ...] = ()
    mentions: Mentions = JOBS
    window: float = WINDOW

    def usage(self, later: float) -> Usage:
        ages = [event.ago + later for event in self.events]
        recent = [event for event, age in zip(self.events, ages, strict=True) if age <= self.window]
        flying = [age + later for age in self.flights if age + later <= FLIGHT_SECONDS]
        return Usage(
            NOW + later - min(ages) if ages else None,
            len(ages),
            Counter(event.kind for event in recent),
            Counter(event.reason for event in recent),
            len(flying),
            NOW + later - min(flying) if flying else None,
        )

    def facts(self, later: float = 0.0) -> RetireFacts:
        now = NOW + later
        began = NOW - self.log_for
        days = range(int(began // DAY) * DAY, int(now) + 8 * DAY, DAY)
        return RetireFacts(
            now=now,
            window=self.window,
            active=ACTIVE,
            changes=[
                ConfigChange(NOW - self.whole_for, ACTIVE),
                ConfigChange(NOW - 90 * DAY, ACTIVE._replace(version=6, threshold=5_000)),
            ],
            open_rollout=None,
            log=Log(frozenset(days), began, 30.0 * DAY),
            watch=Watch(
                [WatchedWorker("worker 0 on a", NOW - self.running_for, now - 1, 7, 0.0)],
                [Loss(NOW - age, "worker 1 on a", 3) for age in self.losses],
                frozenset(),
                7,
            ),
        )

    def verdict(self, later: float = 0.0) -> RetireVerdict:
        return judge(self.mentions, self.usage(later), self.facts(later))


def sentences(verdict: RetireVerdict) -> str:
    return "; ".join(missing.sentence for missing in verdict.missing)


def changed(facts: RetireFacts, **changes: Any) -> RetireVerdict:
    return judge(JOBS, Usage(), facts._replace(**changes))


def watched(**changes: Any) -> RetireVerdict:
    facts = Scene().facts()
    return changed(facts, watch=facts.watch._replace(**changes))


ages = st.floats(0, 12 * DAY)
scenes = st.builds(
    Scene,
    events=st.lists(
        st.builds(
            Event,
            ages,
            st.sampled_from(["message", "status", "account"]),
            st.sampled_from(["no_sender", "no_rule", "unified_unreachable", "?"]),
        ),
        max_size=4,
    ).map(tuple),
    flights=st.lists(ages, max_size=2).map(tuple),
    whole_for=ages,
    log_for=ages,
    running_for=ages,
    losses=st.lists(ages, max_size=2).map(tuple),
    mentions=st.builds(
        Mentions,
        st.just("wa-webhook-jobs"),
        st.booleans(),
        st.lists(st.sampled_from(["jobs", "property", "mobility"]), unique=True).map(tuple),
        st.sampled_from([(), ("mobility",)]),
        st.sampled_from([(), ("whatsapp",)]),
        st.sampled_from([(), ("profile",)]),
    ),
    window=st.floats(1, 20 * DAY),
)
only_time = scenes.map(lambda scene: scene._replace(mentions=JOBS))
"""Nothing is missing that time alone could not bring."""


def test_all_is_proven() -> None:
    verdict = Scene().verdict()
    assert verdict.missing == ()
    assert verdict.may_go
    assert verdict.whole_since == NOW - 20 * DAY


@given(scenes)
def test_never_while_there_is_a_use_within_the_window(scene: Scene) -> None:
    if any(event.ago <= scene.window for event in scene.events):
        assert not scene.verdict().may_go


@given(scenes, st.floats(0, 1), st.integers(1, 10))
def test_nothing_outweighs_one_use(scene: Scene, part: float, times: int) -> None:
    """However good all else is; also where the counts and the last use contradict each other."""
    facts = scene.facts()
    within = facts.now - part * facts.window
    for usage in (
        Usage(last=within),
        Usage(last=within, total=times),
        Usage(last=facts.since - 1, kinds={"status": times}),
        Usage(kinds={"status": times}, reasons={"no_rule": times}),
    ):
        assert not judge(JOBS, usage, facts).may_go


@given(scenes, st.floats(0, 1e9))
def test_a_protected_handler_never(scene: Scene, later: float) -> None:
    verdict = scene._replace(mentions=scene.mentions._replace(protected=True)).verdict(later)
    assert not verdict.may_go
    assert verdict.never
    assert verdict.earliest is None


@given(scenes)
def test_a_yes_means_that_each_part_is_proven(scene: Scene) -> None:
    verdict = scene.verdict()
    if not verdict.may_go:
        return
    mentions = scene.mentions
    assert not mentions.protected
    assert mentions.fixed == mentions.sources == mentions.unified_of == ()
    assert all(event.ago > scene.window for event in scene.events)
    assert all(age > FLIGHT_SECONDS for age in scene.flights)
    assert all(age > scene.window for age in scene.losses)
    assert scene.log_for >= max(scene.window, FLIGHT_SECONDS)
    assert scene.running_for >= scene.window - HOUR
    if mentions.domains:
        assert scene.whole_for >= scene.window
        assert set(mentions.domains) <= DOMAINS


@given(only_time)
def test_it_may_go_when_it_was_said_that_it_could(scene: Scene) -> None:
    """If nothing happens until then; and not before."""
    verdict = scene.verdict()
    assert not verdict.never
    if verdict.may_go:
        return
    assert verdict.earliest is not None
    later = verdict.earliest - NOW
    assert later > -1e-6
    assert scene.verdict(later + 1).missing == ()
    if later > 1:
        assert not scene.verdict(later - 1).may_go


@given(only_time, st.floats(0, 30 * DAY))
def test_time_alone_never_makes_it_worse(scene: Scene, later: float) -> None:
    if scene.verdict().may_go:
        assert scene.verdict(later).may_go


@pytest.mark.parametrize(
    ("worse", "earliest"),
    [
        ({"events": (Event(1_000),)}, WINDOW - 1_000),
        ({"flights": (3 * DAY, 5 * DAY)}, FLIGHT_SECONDS - 3 * DAY),
        ({"whole_for": WINDOW - 1_000}, 1_000),
        ({"log_for": 6 * DAY}, DAY),
        ({"losses": (1_000, 2_000)}, WINDOW - 1_000),
    ],
)
def test_each_thing_alone_stands_in_the_way(worse: dict[str, Any], earliest: float) -> None:
    scene = Scene()._replace(**worse)
    verdict = scene.verdict()
    assert verdict.missing
    assert verdict.earliest == pytest.approx(NOW + earliest)
    assert not scene.verdict(earliest - 1).may_go
    assert scene.verdict(earliest + 1).may_go


def test_messages_in_flight_as_an_operator_reads_it() -> None:
    assert sentences(Scene(flights=(3 * DAY, 5 * DAY)).verdict()) == (
        "2 messages in flight: it got a status within 7.0 days, and nobody got read, played or "
        "failed for them; the last 3.0 days ago"
    )


def test_a_use_as_an_operator_reads_it() -> None:
    events = (
        Event(7_200, "message", "unified_unreachable"),
        Event(9_000, "status", "no_sender"),
        Event(9_100, "call", "no_sender"),
        Event(9_200, "account", "something"),
        Event(3 * DAY),
    )
    verdict = Scene(events=events).verdict()
    assert sentences(verdict) == (
        "4 events went to it (1 message, 1 status, 2 others: 2 named no sender, so legacy; "
        "1 fell back to it from unified; 1 because of something) in the last 2.0 days, the last "
        "2.0 h ago"
    )
    assert verdict.earliest == NOW - 7_200 + WINDOW


@pytest.mark.parametrize(
    ("mentions", "said"),
    [
        (JOBS._replace(fixed=("a", "b")), "only handler of a, b"),
        (JOBS._replace(sources=("whatsapp",)), "default_handler of whatsapp"),
        (JOBS._replace(unified_of=("c",)), "unified handler of c"),
        (JOBS._replace(domains=("jobs", "other")), "not in the rollout.*: other"),
    ],
)
def test_what_a_person_must_change(mentions: Mentions, said: str) -> None:
    verdict = Scene(mentions=mentions, events=(Event(60),)).verdict()
    assert not verdict.may_go
    assert verdict.earliest is None  # though the use would be over at a time that is known
    assert re.search(said, sentences(verdict))


@pytest.mark.parametrize(
    ("active", "said"),
    [
        (ACTIVE._replace(threshold=9_999), "the share is 99.99 %, not 100 %"),
        (ACTIVE._replace(enabled=False), "routing is disabled"),
        (ACTIVE._replace(domains=frozenset({"property"})), "not in the rollout"),
        (None, "there is no configuration"),
    ],
)
def test_a_share_that_is_not_whole(active: Active | None, said: str) -> None:
    facts = Scene().facts()
    changes = [ConfigChange(NOW - 30 * DAY, active), *facts.changes]
    verdict = changed(facts, active=active, changes=changes)
    assert said in sentences(verdict)
    assert verdict.whole_since is None


def test_an_open_rollout_has_not_proven_its_last_stage() -> None:
    verdict = changed(Scene().facts(), open_rollout="rollout 12 (running, stage 6)")
    assert sentences(verdict) == "rollout 12 (running, stage 6) has not proven its last stage yet"


def test_a_handler_that_no_domain_has_needs_no_share() -> None:
    facts = Scene().facts()._replace(active=None, changes=[], open_rollout="rollout 12")
    assert judge(JOBS._replace(domains=()), Usage(), facts._replace(watch=_following(facts))).may_go


def _following(facts: RetireFacts) -> Watch:
    (worker,) = facts.watch.workers
    return facts.watch._replace(workers=[worker._replace(config_version=None)], version=None)


actives = st.builds(
    Active,
    st.integers(1, 3),
    st.sampled_from([0, 5_000, WHOLE]),
    st.booleans(),
    st.sampled_from([DOMAINS, frozenset({"jobs"}), frozenset({"property"})]),
)


@given(st.none() | actives, st.lists(st.tuples(st.integers(0, 100), st.none() | actives)))
def test_the_audit_trail_says_since_when(
    active: Active | None, history: list[tuple[int, Active | None]]
) -> None:
    """Beside what the trail says of each second."""
    trail = sorted(history, key=lambda each: -each[0])
    changes = [ConfigChange(float(at), then) for at, then in trail]
    since = whole_since(active, changes, ["jobs"])
    if since is None:
        known = bool(trail) and trail[0][1] == active
        assert not (known and active is not None and active.is_whole(["jobs"]))
        return
    assert active == trail[0][1]
    after = [then for at, then in trail if at > since]
    assert all(then is not None and then.is_whole(["jobs"]) for then in after)
    before = [then for at, then in trail if at < since]
    assert not before or before[0] is None or not before[0].is_whole(["jobs"])


def test_a_row_that_became_active_when_another_was_deleted() -> None:
    older = ACTIVE._replace(version=9)
    trail = [ConfigChange(NOW - 5 * DAY, older, deleted=True)]
    assert whole_since(ACTIVE, trail, ["jobs"]) == NOW - 5 * DAY
    assert whole_since(ACTIVE, [trail[0]._replace(deleted=False)], ["jobs"]) is None
    other = trail[0]._replace(active=older._replace(threshold=1))
    assert whole_since(ACTIVE, [other], ["jobs"]) is None


def test_a_trail_that_does_not_lead_to_what_is_active() -> None:
    for changes in ([], [ConfigChange(NOW - 30 * DAY, ACTIVE._replace(version=8))]):
        verdict = changed(Scene().facts(), changes=changes)
        assert sentences(verdict) == "the audit trail does not lead to the active configuration"
        assert verdict.earliest is None


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ({"retention": 6.0 * DAY}, "raise recorder.retention_days"),
        ({"days": frozenset[int]()}, "today's partition is missing"),
        ({"began": None}, "today's partition is missing"),
        ({"began": NOW - 6 * DAY}, "complete only since 6.0 days ago"),
    ],
)
def test_a_log_that_does_not_reach_back_far_enough(log: dict[str, Any], said: str) -> None:
    facts = Scene().facts()
    verdict = changed(facts, log=facts.log._replace(**log))
    assert said in sentences(verdict)
    assert (verdict.earliest is not None) == ("complete only" in said)


def test_a_day_that_has_been_dropped() -> None:
    facts = Scene().facts()
    gap = int(NOW // DAY) * DAY - 3 * DAY
    verdict = changed(facts, log=facts.log._replace(days=set(facts.log.days) - {gap}))
    assert verdict.earliest == gap + DAY + FLIGHT_SECONDS


def test_no_gateway() -> None:
    assert "no gateway is running" in sentences(watched(workers=[]))
    (worker,) = Scene().facts().watch.workers
    dead = worker._replace(seen_at=NOW - 60)
    verdict = watched(workers=[dead])
    assert "no gateway is running" in sentences(verdict)
    assert "worker 0 on a ended without a report" in sentences(verdict)


def test_a_worker_that_ended_long_ago_without_a_word() -> None:
    (worker,) = Scene().facts().watch.workers
    assert watched(workers=[worker, worker._replace(seen_at=NOW - WINDOW - 1)]).may_go
    assert not watched(workers=[worker, worker._replace(seen_at=NOW - WINDOW + 1)]).may_go


def test_hours_before_the_gateways_started_need_decisions() -> None:
    (worker,) = Scene().facts().watch.workers
    young = worker._replace(started_at=NOW - 2 * HOUR)
    first = int((NOW - WINDOW) // HOUR) * HOUR
    hours = set(range(first, int(NOW), HOUR))
    assert watched(workers=[young], busy_hours=hours).may_go
    night = first + 10 * HOUR
    verdict = watched(workers=[young], busy_hours=hours - {night, night + HOUR})
    assert "2 hours without any decision" in sentences(verdict)
    assert verdict.earliest == night + 2 * HOUR + WINDOW


def test_a_worker_that_is_behind() -> None:
    (worker,) = Scene().facts().watch.workers
    for worse, output in (
        (worker._replace(unwritten=BEHIND_SECONDS + 1), "that are not in PostgreSQL"),
        (worker._replace(unwritten=None), "does not say whether"),
        (worker._replace(config_version=6), "follows version 6 of the configuration, not 7"),
    ):
        verdict = watched(workers=[worker, worse])
        assert output in sentences(verdict)
        assert verdict.earliest is None


def test_losses() -> None:
    verdict = watched(
        losses=[
            Loss(NOW - HOUR, "worker 0 on a", 12),
            Loss(NOW - 2 * HOUR, "worker 1 on a", None),
            Loss(NOW - 3 * DAY, "worker 2 on a", 5),
        ]
    )
    assert sentences(verdict) == (
        "worker 0 on a dropped 12 decisions, and which ones is not known (60 min ago); "
        "worker 1 on a ended without a report, and what it held in memory is not known (2.0 h ago)"
    )


def test_who_is_in_the_middle_of_a_conversation_with_it_is_waited_for() -> None:
    held = changed(Scene().facts(), held={"jobs": (3, 600.0), "elsewhere": (9, 9_999.0)})
    assert "3 conversations go on with it, for at most another 10 min" in sentences(held)
    assert held.earliest == NOW + 600.0
    assert not held.may_go
    assert changed(Scene().facts(), held={"elsewhere": (9, 9_999.0)}).may_go
