"""What a command has loaded when it ends: each module is time that an operator waits.

Modules are counted, not seconds, since those depend on the machine: here about 0.6 ms each.
"""

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import SHIPPED, Hookshift

SECONDS = 60
TELLING_AT_ITS_END = """
import atexit
import sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from hookshift.__main__ import main
main()
"""

NEVER = {
    "cryptography", "fastapi", "httptools", "psutil", "uvicorn", "hookshift.controller",
    "hookshift.store.embedded", "hookshift.web",
}  # fmt: skip
"""What no command that looks needs, on a server of its own."""
ALL_SETTINGS = {
    "hookshift.config.schema.settings", "hookshift.config.checks", "hookshift.config.compile",
    "re2",
}  # fmt: skip
"""What a command without rules and handlers' URLs needs not."""
ROLLOUT = {"hookshift.domain.rollout.step", "hookshift.config.schema.rollout"}
GATEWAY = {"hookshift.app.build", "hookshift.gateway.relay", "hookshift.providers"}


def modules(hookshift: Hookshift, *arguments: str) -> set[str]:
    """Those of `hookshift ...` when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", TELLING_AT_ITS_END, "--config", str(SHIPPED), *arguments],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, **hookshift.environ},
    )
    assert done.returncode in (0, 1, 3), done.stderr
    *_, last = done.stderr.splitlines()
    found = set(last.split())
    assert "asyncpg" in found, "it has been in the database"
    return found


def of_hookshift(found: set[str]) -> set[str]:
    return {name for name in found if name.startswith("hookshift.")}


@pytest.mark.parametrize(
    ("command", "without", "most_own", "most_others"),
    [
        ("trace +250780000123", ALL_SETTINGS | ROLLOUT | GATEWAY, 80, 400),
        ("status", ALL_SETTINGS | GATEWAY | {"hookshift.cli.share"}, 150, 400),
        ("rollout status", ALL_SETTINGS | GATEWAY | {"hookshift.cli.rollout.start"}, 150, 400),
        ("stats", ALL_SETTINGS | ROLLOUT | GATEWAY, 50, 390),
        ("errors", ALL_SETTINGS | ROLLOUT | GATEWAY, 50, 390),
        ("ledger", ALL_SETTINGS | GATEWAY, 70, 390),
        ("explain --sender +250780000123", GATEWAY, 120, 400),
        ("person show +250780000123", GATEWAY, 135, 400),
    ],
)
def test_a_command_loads_nothing_that_it_does_not_use(
    hookshift: Hookshift, command: str, without: set[str], most_own: int, most_others: int
) -> None:
    found = modules(hookshift, *command.split())

    assert found & (NEVER | without) == set()
    own = of_hookshift(found)
    assert len(own) <= most_own
    assert len(found - own) <= most_others
