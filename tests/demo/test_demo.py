"""The demo itself, shortened: real processes, a real fault, and a controller that answers it."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from hookshift.demo import migration
from hookshift.demo.beyond import DemoOutcome, answered, decided, delivered
from hookshift.demo.breaking import Break, Wish, planned
from hookshift.demo.migration import DemoRun, Installation
from hookshift.demo.run import install
from hookshift.demo.sender import WebhookSender
from hookshift.demo.traffic import WebhookTraffic
from hookshift.domain.rollout.state import Phase

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
SECRET = "demo secret"
RATE = 200.0
DEPENDS_ON_THE_MACHINE = {"Gateways", "Everybody back"}
"""Rows with a time limit, which other tests may spoil."""


@pytest.fixture
def own() -> Iterator[tuple[Installation, Path]]:
    """Everything that the demo starts, and its folder."""
    with (
        tempfile.TemporaryDirectory(prefix="hookshift-tests-") as folder,
        ExitStack() as stack,
    ):
        yield install(stack, SHIPPED, Path(folder), SECRET), Path(folder)


async def test_a_handler_that_breaks_is_rolled_back_by_itself(
    own: tuple[Installation, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "WARM_UP_SECONDS", 2.0)
    monkeypatch.setattr(migration, "LONGEST_SECONDS", 60.0)
    installation, folder = own
    breaks = planned(Wish("unified", 10), installation.settings)
    breaks.breakage.fails = 0.5
    traffic = WebhookTraffic(1, 10_000)
    sender = WebhookSender(
        f"{installation.gateway}/webhook/whatsapp", SECRET.encode(), RATE, traffic
    )
    outcome, output = await _run(installation, sender, breaks)

    assert_rolled_back(outcome, breaks, folder)
    assert "rolled back back to 0 %: errors of " in output
    assert outcome.rollout.progress.state.reason.startswith("errors of ")


async def test_a_handler_that_replies_to_nobody_is_rolled_back_and_the_sentence_says_why(
    own: tuple[Installation, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "WARM_UP_SECONDS", 3.0)
    monkeypatch.setattr(migration, "LONGEST_SECONDS", 180.0)
    installation, folder = own
    breaks = planned(Wish("unified", 10, silent=True), installation.settings)
    traffic = WebhookTraffic(1, 10_000, time.time)
    sender = WebhookSender(
        f"{installation.gateway}/webhook/whatsapp",
        SECRET.encode(),
        RATE,
        traffic,
        f"http://{installation.handlers}/sent",
    )

    outcome, output = await _run(installation, sender, breaks)

    assert_rolled_back(outcome, breaks, folder)
    why = outcome.rollout.progress.state.reason
    assert why.startswith("replies of ")
    assert "unified takes messages and answers nobody: 0 of " in why or "answers too few" in why
    assert "had an answer within 3 s; on legacy " in why
    assert "rolled back back to 0 %: replies of " in output


async def _run(
    installation: Installation, sender: WebhookSender, breaks: Break
) -> tuple[DemoOutcome, str]:
    """What the demo came to, and what it said meanwhile."""
    output = StringIO()
    demo = DemoRun(installation, sender, breaks)
    return await demo.run(Console(file=output, width=400)), output.getvalue()


def assert_rolled_back(outcome: DemoOutcome, breaks: Break, folder: Path) -> None:
    """All that the demo promises of a break, but for what another test may spoil."""
    results = [
        *decided(outcome, Phase.ROLLED_BACK, 10),
        *answered(outcome, breaks),
        *delivered(outcome.whole, is_broken=True),
    ]
    failing = {result.metric for result in results if not result.holds}
    assert failing <= DEPENDS_ON_THE_MACHINE, (
        failing,
        outcome,
        (folder / "gateway.log").read_text(),
    )
