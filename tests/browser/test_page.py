"""What a person sees: the numbers, by themselves; on a phone; in the dark; when nothing comes."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Installation, Open, expecting_complaints
from tests.cli.conftest import Hookshift
from tests.e2e.harness import body, eventually, message, suspended

PATIENCE = 20_000
"""Milliseconds."""
PAINT_MS = 1_000
LATER = "performance.now = (now => () => now.call(performance) + 60_000)(performance.now)"


@pytest.mark.fresh
def test_traffic_appears_without_a_reload(installation: Installation, open_page: Open) -> None:
    shown = open_page()
    page = shown.page
    expect(page.locator("#health")).to_contain_text("✔ healthy",
                                                    timeout=PATIENCE)  # fmt: skip
    expect(page.locator("#traffic")).to_contain_text("no traffic in the last hour")
    installation.handlers.answers["wa-webhook-property"] = (500, b"a bug")
    installation.send(5)
    assert installation.gateway.webhook(body(message("rent a house"))).status == 500
    row = page.locator("#traffic tr", has_text="jobs")
    expect(row).to_contain_text("legacy", timeout=PATIENCE)
    expect(row.locator("td").nth(2)).to_have_text("5")
    expect(page.locator("#errors")).to_contain_text("a bug", timeout=PATIENCE)
    mobility = page.locator("#protected tr", has_text="mobility")
    expect(mobility).to_contain_text("no events")
    assert installation.gateway.webhook(body(message("a taxi please"))).status == 200
    expect(mobility).to_contain_text("untouched by any rollout", timeout=PATIENCE)
    chart = page.locator("#charts svg").first
    expect(chart).to_have_attribute("aria-label", re.compile("^Requests a second"))
    shown.picture("wide")


@pytest.mark.fresh
def test_a_change_of_the_share_is_seen_with_its_author(
    installation: Installation, open_page: Open
) -> None:
    page = open_page().page
    expect(page.locator("#rollout")).to_contain_text("0 % of", timeout=PATIENCE)
    Hookshift(installation.gateway.database_url).sql(
        "SELECT update_routing_percentage(10.00, 'day 3', 'ana')"
    )
    expect(page.locator("#rollout")).to_contain_text("10 % of", timeout=PATIENCE)
    expect(page.locator("#history")).to_contain_text("ana")
    expect(page.locator("#history")).to_contain_text("day 3")


@pytest.mark.fresh
def test_the_range_of_the_curves_fits_until_somebody_chooses(
    installation: Installation, open_page: Open
) -> None:
    page = open_page().page
    chosen, axes = page.get_by_label("Range"), page.locator("#charts")
    expect(axes).to_contain_text("Requests a second", timeout=PATIENCE)
    expect(chosen).to_have_value("60")
    installation.send(1)
    expect(chosen).to_have_value("5", timeout=PATIENCE)
    chosen.select_option("15")
    with page.expect_response(lambda answer: "series?minutes=15" in answer.url) as first:
        pass
    with page.expect_response(lambda answer: "series?minutes=" in answer.url) as second:
        pass
    assert first.value.ok
    assert "minutes=15" in second.value.url


@pytest.mark.fresh
def test_a_decision_is_found_and_explained(installation: Installation, open_page: Open) -> None:
    installation.send(2)
    hookshift = Hookshift(installation.gateway.database_url)
    eventually(lambda: hookshift.sql("SELECT count(*) FROM webhook_routing_logs")[0][0] == 2)
    page = open_page().page
    expect(page.locator("#decisions tbody tr")).to_have_count(2, timeout=PATIENCE)
    page.get_by_role("textbox", name="is").fill("wamid.250780000001.1")
    page.keyboard.press("Enter")
    expect(page.locator("#decisions tbody tr")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("#decisions")).to_contain_text("out of share")
    page.get_by_role("textbox", name="is").fill("+250 780 000 001")
    page.keyboard.press("Enter")
    expect(page.locator("#decisions")).to_contain_text(
        "The next message would go", timeout=PATIENCE
    )
    row = page.get_by_role("table", name="The next message would go").locator("tr").nth(1)
    expect(row).to_contain_text("without a keyword")
    expect(row).to_contain_text("no rule claims it")
    page.get_by_role("textbox", name="is").fill("<b>nothing</b>")
    page.keyboard.press("Enter")
    expect(page.locator("#decisions")).to_contain_text("no matching decisions", timeout=PATIENCE)
    # The latest again, and those that come later by themselves.
    page.get_by_role("textbox", name="is").fill("")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#decisions tbody tr")).to_have_count(2, timeout=PATIENCE)
    installation.send(1)
    expect(page.locator("#decisions tbody tr")).to_have_count(3, timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_everybody_can_read_it(
    installation: Installation, open_page: Open, scheme: str, size: str
) -> None:
    options: dict[str, Any] = {"color_scheme": scheme}
    if size == "phone":
        options |= {"viewport": PHONE, "is_mobile": True, "has_touch": True}
    installation.send(3)
    shown = open_page(**options)
    page = shown.page
    expect(page.locator("#traffic table")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#charts svg").first).to_be_visible(timeout=PATIENCE)
    shown.picture(f"{size}-{scheme}")
    # Nothing but tables, each within itself, is wider than the screen.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_it_is_there_soon(installation: Installation, open_page: Open) -> None:
    page = open_page().page
    expect(page.locator("#workers table")).to_be_visible(timeout=PATIENCE)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted < PAINT_MS


def test_the_keyboard_reaches_the_choices(installation: Installation, open_page: Open) -> None:
    page = open_page().page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    assert {"range", "domain", "gates", "traffic"} <= reached


def test_what_is_old_says_so(installation: Installation, open_page: Open) -> None:
    shown = open_page()
    page = shown.page
    expect(page.locator("#workers table")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#stale")).to_be_hidden()
    # A browser that is set offline still reads answers that have begun, such as the stream.
    with expecting_complaints(shown), suspended(installation.gateway.pid):
        page.evaluate(LATER)
        # What was on its way may still arrive, and is as new as that for ten seconds.
        expect(page.locator("#health")).to_contain_text("unknown", timeout=PATIENCE)
        expect(page.locator("#stale")).to_contain_text("These numbers are")
        shown.picture("stale")
    expect(page.locator("#stale")).to_be_hidden(timeout=PATIENCE)
    expect(page.locator("#health")).not_to_contain_text("unknown")
