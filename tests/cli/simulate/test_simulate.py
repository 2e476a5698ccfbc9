"""`hookshift simulate` as a person gives it."""

import json

import pytest

from hookshift.core.loading import ENGINE_VARIABLE
from hookshift.simulation.kernel import chosen
from tests.cli.conftest import Hookshift
from tests.core.test_simulating import compiled


def test_the_course_of_one_run(hookshift: Hookshift) -> None:
    output = hookshift.works("simulate", "--error-rate", "unified=5", "--volume", "20000")
    assert "10 %  failed: " in output
    assert "rolled back after" in output
    assert output == hookshift.works("simulate", "--error-rate", "unified=5", "--volume", "20000")


def test_many_runs_beside_the_runbook(hookshift: Hookshift) -> None:
    arguments = ("simulate", "--runs", "3", "--compare", "--error-rate", "unified=5")
    found = hookshift.json(*arguments)
    assert set(found["outcomes"]) == {"gates", "runbook"}
    ends = found["outcomes"]["gates"]["ends"]
    assert ends["rolled_back"] == {"runs": 3, "rate": 1.0, "error": 1.0}
    assert len(found["runs"]) == 3
    assert "runbook" in hookshift.works(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        "--json --runs 2 --error-rate both=0.3 --answered both=90 --compare",
        "--runs 3 --error-rate unified=0.3 --burst 4 --outage both@3h+5m --compare",
        "--error-rate unified=0.05 --slow-share both=1 --cold-start 60s --longest 8h",
    ],
)
def test_both_engines_print_the_same(
    arguments: str, hookshift: Hookshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled()
    said = []
    for engine in ("python", "native"):
        chosen.cache_clear()
        monkeypatch.setenv(ENGINE_VARIABLE, engine)
        said.append(hookshift.works("simulate", *arguments.split()))
    chosen.cache_clear()
    assert said[0] == said[1] != ""


def test_a_silent_domain_is_waited_for(hookshift: Hookshift) -> None:
    output = hookshift.works("simulate", "--silent-domain", "property", "--volume", "500")
    assert "property is idle" in output
    assert "held after" in output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--outage", "both@6h"), "is not an outage"),
        (("--outage", "jobs@6h+3m"), "is not an outage"),
        (("--error-rate", "unified=101"), "write it as"),
        (("--latency", "unified=900"), "write it as"),
        (("--silent-domain", "zoo"), "there is no domain zoo"),
        (("--runs", "0"), "range"),
    ],
)
def test_wrong_usage_says_how(
    hookshift: Hookshift, arguments: tuple[str, ...], complaint: str
) -> None:
    result = hookshift("simulate", *arguments)
    assert result.exit_code == 2
    assert complaint in result.output


def test_everything_at_once(hookshift: Hookshift) -> None:
    found = hookshift(
        *("simulate", "--json", "--volume", "2000", "--longest", "6h", "--burst", "3"),
        *("--outage", "legacy@1h+1m", "--latency", "unified=300ms@2h", "--slow-share", "both=0.1"),
        *("--cold-start", "30s", "--error-rate", "both=0.01", "--senders", "100"),
    )
    assert found.exit_code == 0
    assert json.loads(found.stdout)["seed"] == 1
