"""The API does what its OpenAPI document says, whatever it is asked (schemathesis)."""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from hookshift.config.schema.settings import Settings
from hookshift.store import api
from hookshift.store.database import connection as connection_to
from hookshift.web import access
from hookshift.web.by_body import QUESTIONS
from hookshift.web.changes import CHANGES
from hookshift.web.conversations import CALLS
from hookshift.web.serve import Dashboard
from tests.lengths import shortened
from tests.web.conftest import Browser, control

if TYPE_CHECKING:
    # Each worker that collects this file would load it, and one of them uses it.
    from schemathesis import Case

EXAMPLES = shortened(20, least=5)
PUBLIC = "https://hookshift.example.com"
ENDLESS = "/api/v1/stream"
SECONDS = 60.0
NUMBERS = count(1)
Result = TypeVar("Result")
OPERATIONS = sorted(
    [
        *(
            ("GET", f"/api/v1/{name}")
            for name in (
                *("overview", "series", "decisions", "me"),
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


class Dashboards:
    """Those of a file, one for each `public_url`, on a thread: to make one takes long."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._urls: dict[str | None, str] = {}
        self._thread = ThreadPoolExecutor(1, "dashboards")
        self._loop = asyncio.new_event_loop()
        self._ends = self._thread.submit(self._loop.run_forever)
        self._stack = AsyncExitStack()

    def url(self, settings: Settings, public: str | None) -> str:
        """Where the dashboard is; it runs until `close`."""
        if public not in self._urls:
            self._urls[public] = self._run(self._start(control(settings, public_url=public)))
        return self._urls[public]

    async def _start(self, settings: Settings) -> str:
        dashboard = Dashboard(settings, self._url)
        await dashboard.start()
        self._stack.push_async_callback(dashboard.stop)
        assert dashboard.url is not None
        return dashboard.url

    def close(self) -> None:
        """Ends all of them."""
        self._run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._ends.result()
        self._loop.close()
        self._thread.shutdown()

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)


@pytest.fixture(scope="module")
def dashboards(module_database_url: str) -> Iterator[Dashboards]:
    """For all operations."""
    made = Dashboards(module_database_url)
    yield made
    made.close()


@pytest_asyncio.fixture
async def token(module_database_url: str) -> str:
    """Of an admin whom no operation has met: whatever may be asked is carried out."""
    async with connection_to(module_database_url, "tests") as opened:
        return await api.make(opened, f"ana {next(NUMBERS)}", "admin", "tests", None)


async def test_every_operation_is_asked(browser: Browser) -> None:
    body = (await browser.get("/api/v1/openapi.json")).json
    there = [
        (method.upper(), path)
        for path, operations in body["paths"].items()
        for method in operations
        if path != ENDLESS
    ]
    assert sorted(there) == OPERATIONS


@pytest.mark.parametrize("mode", ["positive", "negative"])
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
    dashboards: Dashboards,
    token: str,
    public: str | None,
    method: str,
    path: str,
    mode: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import schemathesis  # noqa: PLC0415
    from schemathesis.generation import GenerationMode  # noqa: PLC0415

    # Each example is also asked with a wrong token, which must be 401 and not, in time, 429.
    monkeypatch.setattr(access, "WITHIN_SECONDS", 0.0)
    url = await asyncio.to_thread(dashboards.url, settings, public)
    document = await described(url, public)
    operation = schemathesis.openapi.from_dict(document)[path][method]
    if mode == "negative" and not has_input(document["paths"][path][method.lower()]):
        pytest.skip("there is nothing to get wrong")
    asked = 0

    @of_examples
    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    def ask(case: "Case[Any]") -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20
        )

    await asyncio.to_thread(ask)
    assert asked


_DOCUMENTS: dict[str | None, str] = {}


async def described(url: str, public: str | None) -> dict[str, Any]:
    """The document; the first dashboard of a kind is asked, since to make it takes long."""
    if public not in _DOCUMENTS:
        found = (await Browser(url).get("/api/v1/openapi.json")).json
        _DOCUMENTS[public] = json.dumps(found)
    # Its own for each test; ten times as fast as to copy it.
    document: dict[str, Any] = json.loads(_DOCUMENTS[public])
    return document


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
