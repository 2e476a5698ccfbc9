"""What is shipped for Prometheus and Grafana, in a real Prometheus beside a real installation."""

import json
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.e2e.harness import (
    LOOKS,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.web.test_metrics import ALERTS, expressions, promtool

JOBS = "wa-webhook-jobs"
NOT_HERE = {"hookshift_rollout_stage", "hookshift_rollout_phase", "hookshift_dead_letters"}
"""There is no rollout, and nothing was given up."""


class Prometheus(NamedTuple):
    """One that runs."""

    url: str

    def ask(self, path: str, **query: str) -> Any:
        """An answer of its API."""
        asked = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)["data"]

    def is_ready(self) -> bool:
        """Whether it answers questions by now."""
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return False

    def series(self, expression: str) -> list[Any]:
        """What an expression comes to now."""
        return list(self.ask("query", query=expression)["result"])

    def names(self) -> set[str]:
        """Of all series."""
        return set(self.ask("label/__name__/values"))

    def state(self, alert: str) -> str:
        """inactive, pending or firing."""
        rules = [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]
        return str(next(rule["state"] for rule in rules if rule["name"] == alert))


@contextmanager
def watching(folder: Path, *targets: str) -> Iterator[Prometheus]:
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("Prometheus is missing: apt-get install prometheus")
    settings = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(ALERTS)],
        "scrape_configs": [{"job_name": "hookshift", "static_configs": [{"targets": targets}]}],
    }
    # JSON is YAML.
    (folder / "prometheus.yml").write_text(json.dumps(settings))
    log = folder / "prometheus.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [program, f"--config.file={folder / 'prometheus.yml'}",
             f"--storage.tsdb.path={folder / 'data'}", "--web.listen-address=127.0.0.1:0"],
            stdout=file, stderr=file,
        )  # fmt: skip
    try:
        found = eventually(lambda: re.search(r"address=(127\.0\.0\.1:[1-9]\d*)", log.read_text()))
        prometheus = Prometheus(f"http://{found[1]}")
        eventually(prometheus.is_ready)
        yield prometheus
    finally:
        process.terminate()
        process.wait()


def test_everything_that_is_shipped_works(tmp_path: Path, database_url: str) -> None:
    durable = ('delivery = "relay"', 'delivery = "durable"')
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, durable, dashboard=True) as gateway,
    ):
        page = eventually(
            lambda: re.search(r"dashboard on http://([^/]+)", gateway.log.read_text())
        )
        with watching(tmp_path, page[1], f"127.0.0.1:{gateway.port}") as prometheus:
            handlers.answers[JOBS] = (503, b"down")
            for number in range(40):
                sender = f"25078000{number:04d}"
                text = "a job" if number % 2 else "a house to rent"
                assert gateway.webhook(body(message(text, sender))).status == 200
            assert gateway.send(b"", {"Content-Length": "x"}).status == 400

            names = {name for each in expressions()
                     for name in re.findall(r"hookshift_[a-z0-9_]+", each)}  # fmt: skip
            wanted = names - NOT_HERE
            eventually(lambda: not (wanted - prometheus.names()), LOOKS)
            for expression in expressions():
                prometheus.series(expression)
            eventually(lambda: prometheus.state("HookshiftBreakerOpen") != "inactive", LOOKS)
            assert {each["health"] for each in prometheus.ask("targets")["activeTargets"]} == {"up"}
            for target in prometheus.ask("targets")["activeTargets"]:
                with urllib.request.urlopen(target["scrapeUrl"], timeout=10) as answer:
                    # Names, units, types and help as Prometheus wants them.
                    promtool("check", "metrics", given=answer.read().decode())
            handlers.answers.clear()
            eventually(lambda: prometheus.state("HookshiftBreakerOpen") == "inactive", LOOKS)
