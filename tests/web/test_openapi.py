"""The API does what its OpenAPI document says, whatever it is asked (schemathesis)."""

import asyncio
import copy
from typing import Any

import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import Case
from schemathesis.generation import GenerationMode

from hookshift.config.schema.settings import Settings
from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.web import access
from hookshift.web.by_body import QUESTIONS
from hookshift.web.changes import CHANGES
from hookshift.web.conversations import CALLS
from hookshift.web.serve import Dashboard
from tests.lengths import shortened
from tests.web.conftest import Browser, control

EXAMPLES = shortened(20, least=5)
PUBLIC = "https://hookshift.example.com"
ENDLESS = "/api/v1/stream"
OPERATIONS = sorted(
    [
        *(
            ("GET", f"/api/v1/{name}")
            for name in (
                *("overview", "series", "decisions", "trace", "me"),
                *("rollouts", "rollout/history", "rollout/verdicts", "rollout/lint"),
                *("undelivered", "notifications", "dead-letters/{number}", "tokens"),
                *("rollout/replay", "retire", "conversations/report", "dead-letters/history"),
            )
        ),
        ("POST", "/api/v1/session"),
        ("DELETE", "/api/v1/session"),
        *(("POST", f"/api/v1/{each.path}") for each in (*CHANGES, *QUESTIONS, *CALLS)),
    ]
)


@pytest_asyncio.fixture
async def token(connection: Connection) -> str:
    """Of an admin: whatever may be asked is carried out."""
    return await api.make(connection, "ana", "admin", "tests", None)


async def test_every_operation_is_asked(browser: Browser) -> None:
    told = (await browser.get("/api/v1/openapi.json")).json
    there = [
        (method.upper(), path)
        for path, operations in told["paths"].items()
        for method in operations
        if path != ENDLESS
    ]
    assert sorted(there) == OPERATIONS


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    ("public", "method", "path"),
    [
        *((None, *operation) for operation in OPERATIONS),
        # Where others can look, looking is another thing.
        *((PUBLIC, *operation) for operation in OPERATIONS if operation[0] == "GET"),
    ],
)
async def test_it_does_what_it_says(
    settings: Settings,
    database_url: str,
    token: str,
    public: str | None,
    method: str,
    path: str,
    mode: GenerationMode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each example is also asked with a wrong token, which must be 401 and not, in time, 429.
    monkeypatch.setattr(access, "WITHIN_SECONDS", 0.0)
    dashboard = Dashboard(control(settings, public_url=public), database_url)
    await dashboard.start()
    assert dashboard.url is not None
    url = dashboard.url
    document = await described(url, public)
    operation = schemathesis.openapi.from_dict(document)[path][method]
    if mode is GenerationMode.NEGATIVE and not has_input(document["paths"][path][method.lower()]):
        pytest.skip("there is nothing to get wrong")
    asked = 0

    @of_examples
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20
        )

    await asyncio.to_thread(ask)
    assert asked
    await dashboard.stop()


_DOCUMENTS: dict[str | None, dict[str, Any]] = {}


async def described(url: str, public: str | None) -> dict[str, Any]:
    """The document; the first dashboard of a kind is asked, since to make it takes long."""
    if public not in _DOCUMENTS:
        _DOCUMENTS[public] = (await Browser(url).get("/api/v1/openapi.json")).json
    return copy.deepcopy(_DOCUMENTS[public])


of_examples = hypothesis_settings(
    # The same ones each time: what is found by chance is not a reason to stop a release.
    derandomize=True,
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def has_input(operation: dict[str, Any]) -> bool:
    return "requestBody" in operation or bool(operation.get("parameters"))
