"""What a command loads before it begins: each module is time that an operator waits."""

import subprocess
import sys

NOT_BEFORE = ("cryptography", "psutil", "fastapi", "uvicorn", "hookshift.controller")
"""What `trace` does without: a tenth of a second of it, and more on a busy host."""


def test_a_command_loads_nothing_that_it_does_not_use() -> None:
    code = "import sys, hookshift.cli.main, hookshift.cli.trace; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "hookshift.view.trace" in loaded
    assert not loaded & set(NOT_BEFORE)
    assert "hookshift.domain.rollout.step" not in loaded
