"""One verdict in full."""

import re
from math import log

import pytest

from hookshift.domain.evidence.levels import guard_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates.facts import e_value
from hookshift.domain.gates.verdict import Verdict
from hookshift.view.explanation import explained
from tests.view.stories import PLAN, Story, counts, traffic


def facts(story: Story, gate: Gate, domain: str = "jobs") -> dict[str, str]:
    (verdict,) = [v for v in story.verdicts if (v.gate, v.domain) == (gate, domain)]
    return dict(explained(verdict, story.now))


def test_a_rate_that_is_not_proven() -> None:
    output = facts(Story().hours(0.5, traffic(120)), Gate.ERRORS)

    assert output["window"] == "08:02 to 08:30:00, 28 min"
    assert output["unified"] == "0 failures in 336 requests (0 %)"
    assert output["legacy beside"] == "0 failures in 3,240 requests (0 %)"
    assert output["to pass"].startswith("less than 1 % must be proven: e-value 1")
    assert output["to pass"].endswith("after 360 requests in all, if no other fails")
    assert output["proven"] == "less than 1.07 %"
    assert output["to fail"] == "too few failures for the gate to fail: 3, from 2 senders"


def test_a_rate_that_failed() -> None:
    story = Story().hours(0.1, traffic(120)).slot(traffic(1200, jobs=15))
    output = facts(story, Gate.ERRORS)

    assert output["unified"] == "15 failures in 168 requests (8.93 %)"
    assert "fails at e-value 3,600; in this stage" in output["worse than legacy"]
    assert "fails at e-value 3,600; in this stage" in output["beyond the limit"]
    assert output["limit"] == "0.1 %"
    assert "15 failures since the start would fail within" in output["rollback line"]
    assert output["legacy's trouble"].startswith("e-value 0.")


def test_latency() -> None:
    output = facts(Story().hours(0.5, traffic(120)), Gate.LATENCY)

    assert output["p95"] == "12 ms, proven at most 12 ms; limit 2,000 ms; legacy 12 ms"


def test_a_share() -> None:
    output = facts(Story().hours(0.5, traffic(120)), Gate.SHARE)

    assert output["new people"] == ("360 on unified, 3,240 on legacy: 10 % beside 10 % configured")
    assert "fails at e-value 1,000" in output["to fail"]
    assert output["buckets"] == "unified - at most, legacy - at least; the share ends below 1,000"


def test_a_guard() -> None:
    story = Story().hours(0.1, {**traffic(120), "mobility": (counts(0), counts(50, errors=2))})
    output = facts(story, Gate.GUARD, "mobility")

    assert output["moved"] == "0 requests to unified; none is allowed"
    assert re.fullmatch(
        r"12 in 300 requests: e-value .+, "
        rf"fails at {e_value(guard_fail_log_e(PLAN))}; before the rollout -, allowed 0.1 %",
        output["failures"],
    )
    assert output["slow requests"] == (
        "0 in 300 requests: too few for the gate to fail; before the rollout -, allowed 5 %"
    )


@pytest.mark.parametrize("gate", list(Gate))
def test_a_verdict_of_which_little_was_kept_is_told_without_a_crash(gate: Gate) -> None:
    kind = Story().quiet(10).verdicts[0].kind
    verdict = Verdict(gate, "jobs", kind, "said", {})

    assert all("None" not in fact.text for fact in explained(verdict, Story().now))
    assert any("-" in fact.text for fact in explained(verdict, Story().now))


def test_every_verdict_of_a_rollout_can_be_explained() -> None:
    story = Story().hours(4.5, traffic(120, jobs=0))

    assert {verdict.domain for verdict in story.verdicts} == {*PLAN.domains, *PLAN.guards}
    for verdict in story.verdicts:
        assert explained(verdict, story.now)


@pytest.mark.parametrize(
    ("log_e", "said"),
    [
        *((None, "-"), (0.0, "e-value 1"), (log(20), "e-value 20"), (log(3_600), "e-value 3,600")),
        *((log(0.0421), "e-value 0.042"), (500.0, "e-value above 1e+13")),
    ],
)
def test_e_values(log_e: float | None, said: str) -> None:
    assert e_value(log_e) == said
