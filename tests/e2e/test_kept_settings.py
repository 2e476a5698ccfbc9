"""An open rollout keeps the settings of conversations, through a reload and a restart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import beside
from tests.e2e.harness import (
    ONE_WORKER,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.e2e.test_conversations import ON
from tests.e2e.test_reload import change

JOBS = "wa-webhook-jobs"


@pytest.fixture(scope="module")
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


def test_nobody_is_moved_by_a_changed_file(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    with running_gateway(tmp_path, database_url, handlers.port, *ON, ONE_WORKER) as gateway:
        assert gateway.webhook(body(message("a job", number=1))).status == 200
        started = beside(gateway, "rollout", "start", "--reason", "tests")
        assert started.exit_code == 0, started.stderr
        change(gateway, ('conversations = "on" ', 'conversations = "off" '))
        refused = beside(gateway, "reload")
        assert refused.exit_code == 1
        assert "a rollout is open" in refused.stderr
        change(gateway, ('conversations = "off" ', 'conversations = "on" '))
        change(gateway, ('affinity = "30m"', 'affinity = "1s"'))
        refused = beside(gateway, "reload")
        assert 'conversations.affinity is "1s" and was "30m"' in refused.stderr
        assert gateway.webhook(body(message("2", number=2))).status == 200
    key = ON[1]
    with running_gateway(tmp_path, database_url, handlers.port, key, ONE_WORKER) as gateway:
        assert "Not all of the settings file is in force" in gateway.log.read_text()
        assert gateway.webhook(body(message("3", number=3))).status == 200
        assert len(handlers.of(JOBS)) == 3
        query = "SELECT error FROM hookshift.failing_loops WHERE loop = 'settings'"
        (found,) = eventually(lambda: gateway.sql(query))
        assert 'conversations of source whatsapp is "off" and was "on"' in found["error"]
        assert beside(gateway, "rollout", "abort", "--reason", "tests").exit_code == 0
        assert beside(gateway, "reload").exit_code == 0
        eventually(lambda: not gateway.sql(query))
        assert gateway.webhook(body(message("4", number=4))).status == 200
        assert len(handlers.of(JOBS)) == 3
