"""An operator presses each control; a viewer cannot; a dead letter is replayed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Installation, Open, aside, expecting_complaints
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.e2e.harness import ONE_WORKER, eventually, running_gateway, running_handlers

PATIENCE = 20_000


def sign_in(page: Page, token: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Token").fill(token)
    page.get_by_role("dialog").get_by_role("button", name="Sign in").click()


def do(page: Page, label: str, why: str, **fields: str) -> None:
    """Presses a control, reads the question, answers it."""
    page.get_by_role("button", name=label, exact=True).click()
    dialog = page.get_by_role("dialog")
    for name, value in fields.items():
        dialog.get_by_label(name).fill(value)
    dialog.get_by_label("Why").fill(why)
    dialog.get_by_role("button", name=label, exact=True).click()
    expect(dialog).to_be_hidden(timeout=PATIENCE)


def token(hookshift: Hookshift, role: str) -> str:
    return aside(lambda: hookshift.works("token", "create", f"a-{role}", "--role", role)).strip()


@pytest.mark.fresh
def test_an_operator_steers_a_rollout(installation: Installation, open_page: Open) -> None:
    hookshift = Hookshift(installation.gateway.database_url)
    shown = open_page()
    page = shown.page
    rollout = page.locator("#rollout")
    expect(rollout).to_contain_text("no rollout has been started", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Start the rollout")).to_have_count(0)
    sign_in(page, token(hookshift, "operator"))
    expect(page.locator("#who")).to_contain_text("a-operator, operator")
    do(page, "Start the rollout", "day 3")
    expect(rollout).to_contain_text("running", timeout=PATIENCE)
    do(page, "Pause", "lunch")
    expect(rollout).to_contain_text("paused", timeout=PATIENCE)
    do(page, "Resume", "back")
    expect(rollout).to_contain_text("running", timeout=PATIENCE)
    do(page, "Leave stage 1 of 6, 10 % without proof", "I know why")
    expect(rollout).to_contain_text("stage 2 of 6", timeout=PATIENCE)
    # It needs no approval, so none is offered.
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    expect(page.locator("#history")).to_contain_text("a-operator (token)", timeout=PATIENCE)
    shown.picture("steering")
    do(page, "Roll back", "it burns")
    expect(rollout).to_contain_text("rolled back", timeout=PATIENCE)
    expect(rollout).to_contain_text("0 % of", timeout=PATIENCE)
    expect(page.locator("#history")).to_contain_text("it burns")
    do(page, "Set the share", "by hand", Percent="12.5")
    expect(rollout).to_contain_text("12.5 % of", timeout=PATIENCE)
    do(page, "Disable routing", "stop")
    expect(rollout).to_contain_text("routing is OFF", timeout=PATIENCE)
    stopped = page.locator("#history tr", has_text="stop")
    expect(stopped.get_by_role("cell").nth(2)).to_have_text("routing off", timeout=PATIENCE)
    moved = page.locator("#history tr", has_text="by hand").first
    expect(moved.get_by_role("cell").nth(2)).to_have_text("0 → 12.5 %")
    do(page, "Enable routing", "go")
    expect(rollout).to_contain_text("routing is on", timeout=PATIENCE)
    do(page, "Drain to a share", "whoever began may finish", Percent="5")
    expect(rollout).to_contain_text("5 % of", timeout=PATIENCE)
    drained = page.locator("#history tr", has_text="whoever began may finish").first
    expect(drained.get_by_role("cell").nth(2)).to_contain_text("12.5 → 5 %", timeout=PATIENCE)
    below = "SELECT drain_from::text AS below FROM webhook_routing_config"
    assert installation.gateway.sql(below)[0]["below"] == "12.50"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Roll back")).to_have_count(0)


@pytest.mark.fresh
def test_a_problem_is_acknowledged_and_silenced(
    installation: Installation, open_page: Open
) -> None:
    """What is wrong here: a rollout was just rolled back."""
    hookshift = Hookshift(installation.gateway.database_url)
    aside(lambda: hookshift.works("rollout", "start", "--reason", "now"))
    aside(lambda: hookshift.works("rollout", "rollback", "--reason", "it burns"))
    shown = open_page()
    page, health = shown.page, shown.page.locator("#health")
    expect(health).to_contain_text("was rolled back", timeout=PATIENCE)
    expect(health).to_contain_text("docs/operating.md#rolled_back")
    expect(health.get_by_role("button")).to_have_count(0)
    sign_in(page, token(hookshift, "operator"))
    problem = health.locator("li", has_text="was rolled back")
    name = problem.get_by_role("button").first.get_attribute("aria-label")
    assert name is not None
    subject = name.removeprefix("Acknowledge rolled back").strip()
    shown.picture("problem")
    do(page, f"Silence rolled back {subject}", "it can wait", Hours="2")
    expect(problem).to_contain_text(
        "acknowledged by a-operator (token): it can wait; until", timeout=PATIENCE
    )
    do(page, f"Tell again rolled back {subject}", "no, it cannot")
    expect(problem).to_contain_text("✘", timeout=PATIENCE)
    do(page, f"Acknowledge rolled back {subject}", "I am on it")
    expect(problem).to_contain_text(
        "acknowledged by a-operator (token): I am on it", timeout=PATIENCE
    )
    shown.picture("acknowledged")
    assert "I am on it" in aside(lambda: hookshift("status").stdout)
    page.get_by_role("button", name="Sign out").click()
    expect(problem.get_by_role("button")).to_have_count(0)


def test_a_question_can_be_left_unanswered(installation: Installation, open_page: Open) -> None:
    page = open_page().page
    sign_in(page, token(Hookshift(installation.gateway.database_url), "operator"))
    page.get_by_role("button", name="Disable routing").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Everybody goes to the old handlers")
    # Without a reason nothing is sent.
    dialog.get_by_role("button", name="Disable routing").click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Disable routing").click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#rollout")).to_contain_text("routing is on")


def test_a_viewer_only_looks(installation: Installation, open_page: Open) -> None:
    shown = open_page()
    page = shown.page
    sign_in(page, token(Hookshift(installation.gateway.database_url), "viewer"))
    expect(page.locator("#controls")).to_contain_text(
        "Your role, viewer, is read-only.", timeout=PATIENCE
    )
    expect(page.locator("#controls button")).to_have_count(0)
    with expecting_complaints(shown):
        status = page.evaluate(
            """async () => (await fetch("api/v1/disable", { method: "POST",
            headers: { "Content-Type": "application/json",
                       "X-CSRF-Token": localStorage.getItem("hookshift_csrf") },
            body: JSON.stringify({ reason: "x" }) })).status"""
        )
    assert status == 403


def test_a_wrong_token_is_told(installation: Installation, open_page: Open) -> None:
    shown = open_page()
    with expecting_complaints(shown):
        sign_in(shown.page, "hs_wrong")
        alert = shown.page.get_by_role("dialog").get_by_role("alert")
        expect(alert).to_contain_text("unknown, revoked or expired", timeout=PATIENCE)


@pytest.mark.fresh
def test_dead_letters_are_replayed(installation: Installation, open_page: Open) -> None:
    hookshift = Hookshift(installation.gateway.database_url)
    aside(lambda: waiting(hookshift, letter(1), letter(2)))
    aside(lambda: ended(hookshift))
    page = open_page().page
    inbox = page.locator("#inbox")
    expect(inbox).to_contain_text("permanent", timeout=PATIENCE)
    sign_in(page, token(hookshift, "operator"))
    do(page, "Replay wa-webhook-jobs: permanent", "mended")
    expect(inbox).to_contain_text("no dead letters", timeout=PATIENCE)
    assert aside(lambda: hookshift.json("ledger"))[0]["difference"] == 0
    (action,) = aside(lambda: hookshift.json("dead", "history"))
    assert (action["actor"], action["letters"]) == ("a-operator (token)", 2)


def test_elsewhere_one_signs_in_to_look(
    tmp_path: Path, database_url: str, chromium: Browser
) -> None:
    """With a `public_url` nobody sees anything before."""
    public = (
        '# public_url = "https://hookshift.example.com"',
        'public_url = "https://hookshift.example.com"',
    )
    with (
        running_handlers() as handlers,
        running_gateway(tmp_path, database_url, handlers.port, public, ONE_WORKER, dashboard=True),
    ):
        log = tmp_path / "gateway.log"
        url = eventually(lambda: re.search(r"dashboard on (\S+)", log.read_text()))[1]
        page = chromium.new_context().new_page()
        complaints: list[str] = []
        page.on("console", lambda output: complaints.append(output.text))
        page.goto(url)
        expect(page.locator("#health")).to_have_text(
            "Sign in to see the dashboard.", timeout=PATIENCE
        )
        expect(page.locator("#workers table")).to_have_count(0)
        expect(page.locator("#stale")).to_be_hidden()
        sign_in(page, token(Hookshift(database_url), "viewer"))
        expect(page.locator("#workers table")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#controls")).to_contain_text("Your role, viewer, is read-only.")
        # A reload is no new login, and no script has the cookie's secret.
        page.reload()
        expect(page.locator("#who")).to_contain_text("a-viewer", timeout=PATIENCE)
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("button", name="Sign out").click()
        expect(page.locator("#health")).to_have_text(
            "Sign in to see the dashboard.", timeout=PATIENCE
        )
        expect(page.locator("#workers table")).to_have_count(0)
        page.context.close()
        assert complaints == []
