"""The OpenAPI document: who one must be, what each answer holds, and that tools can use it."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from hookshift.config.schema.settings import Settings
from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.web.by_body import LOOKING
from hookshift.web.changes import CHANGES
from hookshift.web.schemas import (
    DeadLetter,
    Decision,
    LettersDone,
    Linted,
    Message,
    Overview,
    RolloutChanged,
    Series,
    TokenListed,
    Version,
)
from hookshift.web.serve import Dashboard
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.web.conftest import Browser, control
from tests.web.test_dashboard import some_traffic

REDOCLY = "@redocly/cli@2.77.0"
GENERATOR = "openapi-python-client==0.29.1"
PUBLIC = "https://hookshift.example.com"
NO_JSON = {("/api/v1/stream", "get"), ("/api/v1/session", "delete")}


async def document(browser: Browser) -> dict[str, Any]:
    body: dict[str, Any] = (await browser.get("/api/v1/openapi.json")).json
    return body


async def test_it_says_how_one_says_who_one_is(
    browser: Browser, settings: Settings, database_url: str
) -> None:
    dashboard = Dashboard(control(settings, public_url=PUBLIC), database_url)
    await dashboard.start()
    assert dashboard.url is not None
    for asked, is_open in ((browser, True), (Browser(dashboard.url), False)):
        body = await document(asked)
        assert set(body["components"]["securitySchemes"]) == {"token", "session", "page"}
        for path, operations in body["paths"].items():
            for method, operation in operations.items():
                by_anybody = path in ("/api/v1/me", "/api/v1/session")
                looks = method == "get" or path in LOOKING
                optional = by_anybody or (is_open and looks)
                assert ({} in operation["security"]) == optional, (path, method)
                assert {"token": []} in operation["security"]
    await dashboard.stop()


async def test_whoever_may_look_may_ask_by_body(
    browser: Browser, settings: Settings, database_url: str
) -> None:
    asked = {"trace": {"what": "250780000123"}, "explain": {"sender": "250780000123"}}
    dashboard = Dashboard(control(settings, public_url=PUBLIC), database_url)
    await dashboard.start()
    assert dashboard.url is not None
    for path, question in asked.items():
        assert (await browser.post(path, **question)).status == 200
        closed = await Browser(dashboard.url).send(
            "POST", f"/api/v1/{path}", question, Host="hookshift.example.com"
        )
        assert closed.status == 401
    assert (await browser.post("person/show", sender="250780000123")).status == 401
    await dashboard.stop()


async def test_every_answer_has_a_shape(browser: Browser) -> None:
    body = await document(browser)
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            if (path, method) in NO_JSON:
                continue
            for status, answer in operation["responses"].items():
                schema = answer["content"]["application/json"]["schema"]
                name = (schema.get("items") or schema)["$ref"].rsplit("/", 1)[1]
                assert body["components"]["schemas"][name]["properties"], (path, status)


def keys(value: object) -> object:
    """The names in it, and nothing else."""
    if isinstance(value, dict):
        return {name: keys(item) for name, item in value.items()}
    return [keys(item) for item in value] if isinstance(value, list) else None


def fits(model: Any, given: Any) -> None:
    """`given` has what the schema says, no less and no more."""
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    value = adapter.validate_json(json.dumps(given), strict=True)
    read = adapter.dump_python(value, mode="json", by_alias=True)
    assert keys(read) == keys(given)


async def test_answers_are_what_it_says(
    browser: Browser, connection: Connection, database_url: str
) -> None:
    """An empty installation, one in the midst of a rollout, and what each change answers."""
    fits(Overview, (await browser.get("/api/v1/overview")).json)
    hookshift = Hookshift(database_url)
    waiting(hookshift, letter(1), letter(2))
    ended(hookshift)
    waiting(hookshift, letter(3))
    await some_traffic(connection)
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, message_id, status,"
        " error_message) VALUES ('wa-webhook-jobs', 'jobs', 'legacy', 'm1', 'error', 'HTTP 500')"
    )
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, status, source, rule)"
        " VALUES ('', '', 'legacy', 'dropped', 'whatsapp', 'spam')"
    )
    await connection.execute(
        "INSERT INTO hookshift.alerts (kind, subject, text, raised_at)"
        " VALUES ('gateways', '', 'no gateway is running', now())"
    )
    token = await api.make(connection, "ana", "admin", "tests", None)

    async def changed(path: str, **asked: Any) -> Any:
        answer = await browser.post(path, token, None, reason="x", **asked)
        assert answer.status == 200, answer
        return answer.json

    fits(Version, await changed("share", percentage=5))
    fits(RolloutChanged, await changed("rollout/start", stage=2))
    fits(LettersDone, await changed("dead-letters/drop", all=True, dry_run=True))
    seen = (await browser.get("/api/v1/overview")).json
    for name in ("history", "alerts", "traffic", "errors", "dropped", "protected", "changes"):
        assert seen[name], name
    assert seen["rollout"]["gates"]
    assert seen["inbox"]["dead"]
    assert seen["inbox"]["waiting"]
    fits(Overview, seen)
    fits(Series, (await browser.get("/api/v1/series")).json)
    rows = (await browser.get("/api/v1/decisions")).json
    assert len(rows) == 2
    fits(list[Decision], rows)
    fits(Linted, (await browser.get("/api/v1/rollout/lint")).json)
    by = {"Authorization": f"Bearer {token}"}
    tokens = (await browser.get("/api/v1/tokens", **by)).json
    assert "ana" in [each["name"] for each in tokens]
    fits(list[TokenListed], tokens)  # type: ignore[valid-type]
    number = await connection.fetchval("SELECT min(id) FROM hookshift.dead_letters")
    assert number is not None
    fits(DeadLetter, (await browser.get(f"/api/v1/dead-letters/{number}", **by)).json)
    fits(list[Message], (await browser.get("/api/v1/notifications")).json)  # type: ignore[valid-type]


async def test_redocly_finds_no_error(browser: Browser, tmp_path: Path) -> None:
    if shutil.which("npx") is None:
        pytest.skip("redocly needs npx: apt-get install npm")
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(await document(browser)))
    there = await ran("npx", "--yes", REDOCLY, "--version", folder=tmp_path)
    if there.returncode:
        pytest.skip(f"{REDOCLY} cannot be installed: {there.stderr[-300:]}")
    lint = ("npx", "--yes", REDOCLY, "lint", "--format", "json", str(path))
    done = await ran(*lint, folder=tmp_path)
    found = json.loads(done.stdout[done.stdout.index("{") :])
    assert found["totals"]["errors"] == 0, found["problems"]
    assert found["totals"]["warnings"] == 0, found["problems"]


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_a_generated_client_knows_types(
    browser: Browser, connection: Connection, tmp_path: Path
) -> None:
    """As somebody would make it: generated, installed, and used on a running installation."""
    (tmp_path / "openapi.json").write_text(json.dumps(await document(browser)))
    python = str(tmp_path / "venv" / "bin" / "python")
    for command in (
        (sys.executable, "-m", "venv", str(tmp_path / "venv")),
        (python, "-m", "pip", "install", "--quiet", GENERATOR),
        (python, "-m", "openapi_python_client", "generate", "--path", "openapi.json",
         "--output-path", "generated", "--meta", "none", "--fail-on-warning"),
    ):  # fmt: skip
        done = await ran(*command, folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    await some_traffic(connection)
    token = await api.make(connection, "ana", "operator", "tests", None)
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = await ran(python, str(program), browser.url.rstrip("/"), token, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == [
        "Overview",
        "Traffic",
        "300",
        "Series",
        "list",
        "Version",
        "Error",
    ]


PROGRAM = """
import sys
from generated import AuthenticatedClient
from generated.api.default import (
    disable_api_v1_disable_post as disable,
    get_decisions_api_v1_decisions_get as decisions,
    get_overview_api_v1_overview_get as overview,
    get_series_api_v1_series_get as series,
    rollout_pause_api_v1_rollout_pause_post as pause,
)
from generated.models import Asked

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
seen = overview.sync_detailed(client=client).parsed
print(type(seen).__name__, type(seen.traffic[0]).__name__, seen.traffic[0].requests)
print(type(series.sync_detailed(client=client).parsed).__name__)
print(type(decisions.sync_detailed(client=client).parsed).__name__)
print(type(disable.sync_detailed(client=client, body=Asked(reason="x")).parsed).__name__)
print(type(pause.sync_detailed(client=client, body=Asked(reason="x")).parsed).__name__)
"""


async def ran(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # The generator looks for what it was installed with.
    path = f"{folder / 'venv' / 'bin'}:{os.environ['PATH']}"
    return await asyncio.to_thread(
        subprocess.run, command, cwd=folder, env={**os.environ, "PATH": path}, check=False,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_changes_say_what_they_answer() -> None:
    assert all(change.answer.model_fields for change in CHANGES)
