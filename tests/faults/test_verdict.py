"""The judge can tell: each thing that may not be is found where it is."""

from tests.faults.handler import Delivered
from tests.faults.verdict import lost, out_of_order, overlapping


def delivered(*events: tuple[str, float, float]) -> list[Delivered]:
    return [
        Delivered(event, event.split(".")[1], "h", event, begun, ended)
        for event, begun, ended in events
    ]


def test_what_is_lost_is_found() -> None:
    assert lost(["a", "b", "c"], ["a"], ["c"]) == {"b"}


def test_an_order_is_that_of_first_deliveries() -> None:
    good = delivered(("w.1.0", 0, 1), ("w.1.1", 2, 3), ("w.1.0", 4, 5), ("w.2.9", 0, 1))
    assert out_of_order(good) == []
    assert out_of_order(delivered(("w.1.10", 0, 1), ("w.1.9", 2, 3))) == ["w.1.10 before w.1.9"]


def test_two_at_once_are_found() -> None:
    assert overlapping(delivered(("w.1.0", 0, 2), ("w.1.0", 1, 3))) == ["w.1.0"]
    assert overlapping(delivered(("w.1.0", 0, 2), ("w.1.0", 2, 3), ("w.1.1", 1, 2))) == []
