"""The demo's processes end, whatever they do, and say why they did not start."""

import os
import re
import signal
from pathlib import Path

import pytest

from hookshift.demo import processes
from hookshift.demo.processes import first_line, started
from hookshift.domain.errors import OperatorError

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
FOREVER = "print('ready', flush=True); signal.pause()"
IDLE = f"import signal; {FOREVER}"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where a process's standard error goes."""
    return tmp_path / "process.log"


def test_the_first_line_is_what_the_process_says(log: Path) -> None:
    with started(["-c", IDLE], {}, log) as process:
        assert first_line(process, log) == "ready"

    assert process.returncode == -signal.SIGTERM


def test_an_empty_line_is_not_what_it_says(log: Path) -> None:
    script = f"import signal; print(flush=True); {FOREVER}"
    with started(["-c", script], {}, log) as process:
        assert first_line(process, log) == "ready"


def test_it_gets_the_environment_on_top_of_ours(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOKSHIFT_TEST_OURS", "ours")
    names = "os.environ['HOOKSHIFT_TEST_OURS'], os.environ['HOOKSHIFT_TEST_GIVEN']"
    script = f"import os, signal; print({names}, flush=True); signal.pause()"
    with started(["-c", script], {"HOOKSHIFT_TEST_GIVEN": "given"}, log) as process:
        assert first_line(process, log) == "ours given"


def test_a_stubborn_process_is_killed(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.1)
    with started(["-c", STUBBORN + FOREVER], {}, log) as process:
        first_line(process, log)

    assert process.returncode == -signal.SIGKILL


def test_it_ends_when_the_work_beside_it_fails(log: Path) -> None:
    with pytest.raises(ZeroDivisionError), started(["-c", IDLE], {}, log) as process:
        1 / int(first_line(process, log) != "ready")

    assert process.returncode == -signal.SIGTERM


def test_ctrl_c_is_not_for_it(log: Path) -> None:
    with started(["-c", IDLE], {}, log) as process:
        first_line(process, log)
        assert os.getpgid(process.pid) != os.getpgid(0)


def test_a_process_that_dies_is_reported_with_its_log(log: Path) -> None:
    script = "import sys; sys.exit('the port is taken')"
    with (
        started(["-c", script], {}, log) as process,
        pytest.raises(OperatorError, match=r"did not start:\nthe port is taken"),
    ):
        first_line(process, log)

    assert process.returncode == 1


def test_a_last_word_before_a_quick_end_is_heard(log: Path) -> None:
    with started(["-c", "print('done')"], {}, log) as process:
        process.wait(10)
        assert first_line(process, log) == "done"


@pytest.mark.parametrize("script", ["signal.pause()", "os.close(1); signal.pause()"])
def test_a_silent_process_is_given_up(
    log: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(processes, "START_SECONDS", 0.3)
    with (
        started(["-c", f"import os, signal; {script}"], {}, log) as process,
        pytest.raises(OperatorError, match=re.escape("did not start")),
    ):
        first_line(process, log)


def test_half_a_line_does_not_outlast_the_wait(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "START_SECONDS", 1.0)
    script = "import signal; print('half', end='', flush=True); signal.pause()"
    with (
        started(["-c", script], {}, log) as process,
        pytest.raises(OperatorError, match="did not start"),
    ):
        first_line(process, log)
