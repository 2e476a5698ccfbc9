"""What a worker decides by: the configuration, or a rollback of its host until one records it."""

import logging

import pytest

from hookshift.app.snapshot_in_force import SnapshotInForce
from hookshift.domain.routing.local_rollback import LocalRollback
from hookshift.domain.routing.routing import Snapshot

ROLLBACK = LocalRollback(at=1_000.0, actor="ana", reason="it breaks")


def snapshot(version: int) -> Snapshot:
    return Snapshot(version, True, 2_500, frozenset({"jobs"}), b"salt")


class Applied:
    """Records what is in force."""

    def __init__(self) -> None:
        self.last: Snapshot | None = None
        self.times = 0

    def __call__(self, found: Snapshot | None) -> None:
        self.last = found
        self.times += 1


def test_without_a_rollback_the_configuration_is_in_force() -> None:
    applied = Applied()
    force = SnapshotInForce(applied)
    force.follow(snapshot(3))
    assert applied.last == snapshot(3)
    assert (force.is_rolled_back, force.rolled_back_at) == (False, 0.0)
    force.follow(None)
    assert applied.last is None


def test_a_rollback_holds_until_a_configuration_records_it() -> None:
    applied = Applied()
    force = SnapshotInForce(applied)
    force.follow(snapshot(3))
    force.roll_back(ROLLBACK)
    assert applied.last is not None
    assert (applied.last.enabled, applied.last.rolled_back_here) == (False, True)
    assert (force.is_rolled_back, force.rolled_back_at) == (True, 1_000.0)

    force.follow(snapshot(4))
    assert applied.last is not None
    assert not applied.last.enabled, "no configuration records it yet"
    force.roll_back(ROLLBACK._replace(recorded=5))
    assert force.is_rolled_back
    force.follow(snapshot(5))
    assert applied.last == snapshot(5)
    assert not force.is_rolled_back


def test_a_rollback_before_the_first_configuration_is_kept() -> None:
    applied = Applied()
    force = SnapshotInForce(applied)
    force.roll_back(ROLLBACK)
    assert applied.last is None
    force.follow(snapshot(1))
    assert applied.last is not None
    assert applied.last.rolled_back_here


def test_each_rollback_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    force = SnapshotInForce(Applied())
    with caplog.at_level(logging.WARNING):
        force.roll_back(ROLLBACK)
        force.roll_back(ROLLBACK._replace(recorded=4))
        force.roll_back(ROLLBACK._replace(at=2_000.0))
    assert [record.getMessage() for record in caplog.records] == [
        "This host is rolled back by ana: everybody goes to legacy. Reason: it breaks"
    ] * 2
