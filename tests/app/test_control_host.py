"""`hookshift control` on a host without a worker: what runs out there is reported by `status`."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from hookshift.demo.processes import first_line
from tests.cli.conftest import Hookshift
from tests.e2e.harness import eventually
from tests.forked import started

EXAMPLE = Path(__file__).parents[2] / "hookshift.toml"
DASHBOARD = 'listen = "127.0.0.1:8090"'


@pytest.mark.parametrize(("days", "is_told"), [(5, True), (60, False)])
def test_the_dashboards_certificate(
    tmp_path: Path, database_url: str, days: int, is_told: bool
) -> None:
    issued = trustme.CA().issue_cert(
        "localhost", not_after=datetime.now(UTC) + timedelta(days=days)
    )
    issued.private_key_pem.write_to_path(tmp_path / "server.key")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "server.crt")
    path = tmp_path / "hookshift.toml"
    tls = f'tls = {{ certificate = "{tmp_path}/server.crt", key = "{tmp_path}/server.key" }}'
    text = EXAMPLE.read_text()
    assert DASHBOARD in text
    path.write_text(text.replace(DASHBOARD, f'listen = "127.0.0.1:0"\n{tls} #'))
    environ = {"DATABASE_URL": database_url, "WHATSAPP_APP_SECRET": "x" * 32,
               "WHATSAPP_VERIFY_TOKEN": "y" * 32}  # fmt: skip
    here = Hookshift(database_url)
    host = os.uname().nodename
    with started(["--config", str(path), "control"], environ, tmp_path / "log") as process:
        first_line(process, tmp_path / "log")
        eventually(lambda: here.sql("SELECT 1 FROM hookshift.control_hosts WHERE host = $1", host))
        seen = json.loads(here("status", "--json", config=path).stdout)
    expiring = [each for each in seen["problems"] if each["kind"] == "certificate_expires"]
    assert [each["subject"] for each in expiring] == ([f"dashboard on {host}"] if is_told else [])
    if is_told:
        assert expiring[0]["text"].endswith("expires in 5.0 days")
