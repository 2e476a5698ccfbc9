"""The dashboard of a real `hookshift serve` in a real Chromium, with traffic."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.harness import (
    ONE_WORKER,
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "test-artefacts"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Shown(NamedTuple):
    """A page that is open."""

    page: Page
    complaints: list[str]
    """What the browser had to say on its console."""

    def picture(self, name: str) -> None:
        """Kept as a test artefact."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


class Installation(NamedTuple):
    """What runs."""

    gateway: Gateway
    handlers: Handlers
    dashboard: str

    def send(self, count: int, text: str = "I want a job") -> None:
        """So many messages, each of somebody else."""
        for number in range(count):
            sender = f"25078{number:07d}"
            answer = self.gateway.webhook(body(message(text, sender, number)))
            assert answer.status == 200


Open = Callable[..., Shown]
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's, or Google's. Not for the whole session: its event loop would be in others' way."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        yield browser
        browser.close()


@contextmanager
def installed(folder: Path, database_url: str) -> Iterator[Installation]:
    """With slots of a second, so that something is to be seen soon."""
    with (
        running_handlers() as handlers,
        running_gateway(
            folder,
            database_url,
            handlers.port,
            ("rollup_seconds = 10", "rollup_seconds = 1"),
            ONE_WORKER,
            dashboard=True,
        ) as gateway,
    ):
        found = eventually(lambda: re.search(r"dashboard on (\S+)", gateway.log.read_text()))
        yield Installation(gateway, handlers, found[1])


@pytest.fixture(scope="module")
def shared_installation(
    tmp_path_factory: pytest.TempPathFactory, module_database_url: str
) -> Iterator[Installation]:
    """For all tests of a file that leave it as it is."""
    with installed(tmp_path_factory.mktemp("shared"), module_database_url) as made:
        yield made


@pytest.fixture
def fresh_installation(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    """For one test."""
    with installed(tmp_path, database_url) as made:
        yield made


@pytest.fixture
def installation(request: pytest.FixtureRequest) -> Installation:
    """A shared one, or where the test is marked `fresh` one that nobody has used."""
    fresh = request.node.get_closest_marker("fresh") is not None
    found = request.getfixturevalue("fresh_installation" if fresh else "shared_installation")
    assert isinstance(found, Installation)
    return found


@pytest.fixture
def open_page(chromium: Browser, installation: Installation) -> Iterator[Open]:
    """Opens the dashboard; whatever the browser complains of fails the test at its end."""
    opened: list[Shown] = []

    def open_one(**options: Any) -> Shown:
        context = chromium.new_context(**{"viewport": WIDE, **options})
        page = context.new_page()
        shown = Shown(page, [])
        page.on("console", lambda output: shown.complaints.append(output.text))
        page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        page.goto(installation.dashboard)
        opened.append(shown)
        return shown

    yield open_one
    for shown in opened:
        shown.page.context.close()
    assert [shown.complaints for shown in opened] == [[]] * len(opened)


def aside(work: Callable[[], Result]) -> Result:
    """What needs an event loop of its own: this thread's is Playwright's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@contextmanager
def expecting_complaints(shown: Shown) -> Iterator[None]:
    """What the browser says in here is no fault: something was switched off on purpose."""
    before = len(shown.complaints)
    yield
    del shown.complaints[before:]
