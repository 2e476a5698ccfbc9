"""What one generation leaves to the next."""

import os
from pathlib import Path
from typing import Any

import pytest

from hookshift.gateway.handover import VARIABLE, Former, Handover, received, replace_program
from hookshift.gateway.supervisor import free_slots


def left_by(process: int, *descriptors: int) -> Handover:
    first, second, third = descriptors
    return Handover(process, 2, "127.0.0.1:1", (first,), (Former("worker 0", 7, second, third),))


def test_what_is_left_arrives_with_its_descriptors_open(tmp_path: Path) -> None:
    descriptors = [os.open(tmp_path, os.O_RDONLY) for _ in range(3)]
    handover = left_by(os.getpid(), *descriptors)
    seen: list[Any] = []

    def execute(program: str, arguments: list[str], environ: dict[str, str]) -> None:
        inheritable = [os.get_inheritable(each) for each in descriptors]
        seen.append((program, arguments, inheritable, received(environ, os.getpid()), environ))

    replace_program(handover, ["python", "-m", "x"], {"HOME": "/"}, execute)
    for each in descriptors:
        # Programs that are started from here, and the next one if this fails, do not get them.
        assert not os.get_inheritable(each)
        os.close(each)
    assert seen == [("python", ["python", "-m", "x"], [True] * 3, handover, {"HOME": "/"})]


@pytest.mark.parametrize("value", [None, "", "{}", "[1]", "nonsense"])
def test_nothing_or_nonsense_is_a_first_generation(value: str | None) -> None:
    environ = {} if value is None else {VARIABLE: value}
    assert received(environ, 1) is None
    assert environ == {}


def test_what_was_left_to_another_process_counts_for_nothing() -> None:
    environ: dict[str, str] = {}
    replace_program(
        Handover(1, 2, "127.0.0.1:1", (), ()), ["x"], {}, lambda *call: environ.update(call[2])
    )
    assert received(environ, 2) is None


@pytest.mark.parametrize(
    ("taken", "count", "free"),
    [
        ([], 2, [0, 1]),
        (["worker 0", "worker 1", "control"], 2, [2, 3]),
        (["worker 2", "worker 3"], 2, [0, 1]),
        (["worker 0", "worker 2"], 3, [1, 3, 4]),
        (["worker 0"], 0, []),
    ],
)
def test_no_two_workers_have_one_slot(taken: list[str], count: int, free: list[int]) -> None:
    assert free_slots(dict.fromkeys(taken), count) == free
