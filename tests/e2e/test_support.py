"""`hookshift support` beside a gateway that runs."""

import tarfile
from pathlib import Path

import pytest

from hookshift.domain import host_alerts
from tests.cli.conftest import Hookshift
from tests.e2e.harness import ONE_WORKER, body, message, running_gateway, running_handlers

NUMBER = "250780000123"


def test_the_metrics_of_the_gateway_are_in_it(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hookshift = Hookshift(database_url)
    for name, value in hookshift.environ.items():
        monkeypatch.setenv(name, value)  # of the commands that it runs
    path, archive = tmp_path / "hookshift.toml", tmp_path / "support.tar.gz"
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, ONE_WORKER) as gateway,
    ):
        assert gateway.webhook(body(message("a secret job", NUMBER))).status == 200
        listens = f'listen = "127.0.0.1:{gateway.port}"'
        path.write_text(path.read_text().replace('listen = "127.0.0.1:0"', listens, 1))
        result = hookshift("support", str(archive), "--log", str(gateway.log), config=path)
        assert result.exit_code == 0, result.output
    with tarfile.open(archive) as opened:
        (metrics,) = [each for each in opened.getmembers() if each.name.endswith("/metrics.txt")]
        file = opened.extractfile(metrics)
        assert file is not None
        page = file.read().decode()
    assert 'hookshift_webhooks_total{outcome="2xx"' in page
    # What is reported before it hurts is measured by each worker.
    for gauge in (host_alerts.DISK, host_alerts.SPOOL, host_alerts.LAG, host_alerts.SNAPSHOT):
        assert f'hookshift_{gauge}{{worker="0"}} ' in page
    assert NUMBER not in page
    assert "secret job" not in page
