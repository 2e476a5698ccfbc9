"""A rollback of one host: when it holds, and what a worker then decides by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.routing.classify import Rule
from hookshift.domain.routing.local_rollback import LocalRollback, followed
from hookshift.domain.routing.routing import Reason, Route, RouteTable, Side, Snapshot, decide
from tests.domain.samples import event

VERSIONS = st.integers(1, 50)
TABLE = RouteTable(
    (Rule("all", "jobs", ()),), {"jobs": Route("jobs", "old", "new", protected=False)}
)
ROLLBACK = LocalRollback(1.0, "ana", "it is on fire")


def at(version: int) -> Snapshot:
    return Snapshot(version, True, 10_000, frozenset({"jobs"}), b"salt")


@given(VERSIONS)
def test_until_it_is_recorded_no_version_ends_it(version: int) -> None:
    assert ROLLBACK.is_in_force(at(version))
    assert ROLLBACK.must_be_recorded(version)


@given(VERSIONS, VERSIONS)
def test_it_ends_with_the_version_that_records_it_and_is_recorded_once(
    recorded: int, version: int
) -> None:
    rollback = ROLLBACK._replace(recorded=recorded)
    holds_it = version >= recorded
    assert rollback.is_in_force(at(version)) is not holds_it
    assert rollback.must_be_recorded(version) is not holds_it


def test_without_a_configuration_it_holds() -> None:
    assert ROLLBACK._replace(recorded=1).is_in_force(None)


@pytest.mark.parametrize("version", [4, 5])
def test_nobody_is_moved_while_it_holds(version: int) -> None:
    rollback = ROLLBACK._replace(recorded=5)
    decision = decide(event(text="jobs"), TABLE, "default", followed(at(version), rollback))
    expected = (
        (Side.LEGACY, Reason.LOCAL_ROLLBACK) if version < 5 else (Side.UNIFIED, Reason.IN_SHARE)
    )
    assert (decision.side, decision.reason) == expected


def test_without_one_the_snapshot_counts() -> None:
    assert followed(at(3), None) == at(3)
    assert followed(None, ROLLBACK) is None
