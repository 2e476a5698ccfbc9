"""A rollout that goes through its stages, and one that fails and goes back, as a person sees it."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from hookshift.controller.apply import begin
from hookshift.domain.evidence.plan import Stage
from hookshift.store.database import connection
from tests.browser.conftest import Installation, Open, aside
from tests.cli.conftest import Hookshift
from tests.controller.plans import plan
from tests.e2e.harness import body, eventually, message

PATIENCE = 40_000
"""Milliseconds."""
SENDERS = 50
NEWCOMBE = (
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
)
HALF = Stage(5_000, hold=3.0, prove=0.5, approval=False)


@contextmanager
def traffic(installation: Installation) -> Iterator[None]:
    """Messages about jobs, one after the other, each from the next of some senders."""
    over = threading.Event()

    def send() -> None:
        sent = 0
        while not over.is_set():
            sender = f"25078{sent % SENDERS:07d}"
            installation.gateway.webhook(body(message("a job", sender, sent)))
            sent += 1

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def start(url: str, *stages: Stage) -> None:
    async def run() -> None:
        async with connection(url, "tests") as opened:
            await opened.execute("UPDATE webhook_routing_config SET domains = '{jobs}'")
            which = plan(stages=stages, lag=0.0, domains=("jobs",))
            await begin(opened, which, {}, stage=0, actor="ada", reason="to be seen")

    aside(lambda: asyncio.run(run()))


def stage(url: str) -> int:
    """Of the rollout, from 0."""
    (row,) = Hookshift(url).sql("SELECT stage FROM hookshift.rollouts")
    found: int = row["stage"]
    return found


@pytest.mark.timeout(400)  # Two rollouts, each as long as its proof takes.
def test_stages_pass_and_a_failure_rolls_back(installation: Installation, open_page: Open) -> None:
    shown, database_url = open_page(), installation.gateway.database_url
    page = shown.page
    rollout, history = page.locator("#rollout"), page.locator("#history")
    # Without traffic a stage stays, however long the page takes to show it.
    start(database_url, HALF, HALF._replace(threshold=10_000))
    expect(rollout).to_contain_text("stage 1 of 2", timeout=PATIENCE)
    expect(rollout.locator("[aria-current=step]")).to_contain_text("50 %")
    with traffic(installation):
        aside(lambda: eventually(lambda: stage(database_url) == 1))
    expect(rollout).to_contain_text("stage 2 of 2", timeout=PATIENCE)
    shown.picture("stage-2")
    with traffic(installation):
        expect(rollout).to_contain_text("completed", timeout=PATIENCE)
        expect(rollout).to_contain_text("100 % of", timeout=PATIENCE)
        expect(history).to_contain_text("completed")
        expect(page.locator("#charts .mark.stage").first).to_be_attached(timeout=PATIENCE)
        expect(page.locator("#charts .mark.rollback")).to_have_count(0)
        # What was configured is a step at each change: two upright parts of the line.
        drawn = page.locator("#charts path.configured").get_attribute("d")
        assert drawn is not None
        places = [place.split(",") for place in re.split("[ML]", drawn)[1:]]
        risen = [one for one, two in pairwise(places) if one[0] == two[0] and one[1] != two[1]]
        assert len(risen) == 2
        # Another, which fails.
        Hookshift(database_url).sql("SELECT update_routing_percentage(0)")
        start(database_url, HALF._replace(hold=600.0))
        expect(rollout).to_contain_text("running", timeout=PATIENCE)
        installation.handlers.answers["wa-webhook-unified"] = (500, b"it is broken")
        expect(rollout).to_contain_text("rolled back", timeout=PATIENCE)
        expect(page.locator("#health")).to_contain_text("was rolled back in stage 1 of 1")
        expect(page.locator("#health")).not_to_contain_text("✔ healthy")
        # Nobody waits for the proof of what has failed.
        failed = page.locator("#gates tr", has_text="fail").first
        expect(failed.get_by_role("cell").nth(7)).to_have_text("-")
        expect(rollout).to_contain_text("0 % of", timeout=PATIENCE)
        expect(page.locator("#errors")).to_contain_text("it is broken", timeout=PATIENCE)
        mark = page.locator("#charts .mark.rollback title").first
        expect(mark).to_contain_text("rolled back", timeout=PATIENCE)
        expect(page.locator("#charts .range").first).to_be_attached(timeout=PATIENCE)
    shown.picture("rolled-back")


def test_where_a_rate_may_truly_be(open_page: Open) -> None:
    """Wilson's interval, beside values from a textbook (Newcombe 1998, table I)."""
    page = open_page().page
    for failures, requests, low, high in NEWCOMBE:
        found = page.evaluate(
            "async ([f, n]) => (await import('/words.js')).likely(f, n)", [failures, requests]
        )
        assert [round(each, 4) for each in found] == [low, high]
