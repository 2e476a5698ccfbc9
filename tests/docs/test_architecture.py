"""ARCHITECTURE.md: its layout and its table of changes name what is there."""

import re

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "hookshift"
LAYOUT = PAGE.split("## Layout")[1].split("```")[1]
CHANGES = [
    line
    for line in PAGE.split("## Where does a change belong?")[1].splitlines()
    if line.startswith(("| a", "| wh", "| how"))
]


def test_every_room_is_in_the_layout() -> None:
    rooms = {
        path.name
        for path in [*SOURCE.iterdir(), *SOURCE.glob("*/*")]
        if path.is_dir() and path.name not in ("__pycache__", "migrations", "queries", "static")
    }
    assert {room for room in rooms if f"{room}/" not in LAYOUT} == set()


def test_every_file_of_the_layout_is_there() -> None:
    named = set(re.findall(r"\b(\w+\.py)\b", LAYOUT))
    assert len(named) > 60
    there = {path.name for path in [*SOURCE.rglob("*.py"), *(ROOT / "bench").glob("*.py")]}
    assert named - there == set()


def test_the_table_of_changes_names_files_that_are_there() -> None:
    assert len(CHANGES) >= 15
    for line in CHANGES:
        places = re.findall(r"`([\w./]+/[\w./]*|[\w]+\.toml)`", line)
        assert places, line
        for place in places:
            assert (SOURCE / place).exists() or (ROOT / place).exists(), place


MENTIONS = {
    "an alert": r"[Aa]lert",
    "a gate": r"[Gg]ate|World|MEASURE|oldest|waiting|answered",
    "a setting": r"[Ss]ettings?|Section|^[a-z_]+ = ",
    "a default of `[delivery]` and its circuit breaker": r"max_backoff|open_for",
    "a new name for a setting": r"[Rr]enamed|another name",
    "a provider": r"[Pp]rovider",
    "a condition for rules": r"phone_number_id|headers?\b|rules?\b",
    "which side an event goes to": r"\bunified\b|threshold_of|\bside\b",
    "where what no rule claims goes, and who stays where a conversation began": (
        r"[Cc]onversation|\bat\b|answers"
    ),
    "what share a domain has": r"threshold|percentage|share",
    "a column of the log": r"correlation_id",
    "what rollups count": r"[Rr]ollup|[Tt]ally",
    "who may send, and how much": r"callers?|[Cc]onnection|[Ee]ndpoint",
    "what is done beside a delivery": r"WebhookDelivery|pipeline|headers?|handlers?",
    "how a handler is reached": r"\b(ca|address|handlers?|UpstreamSettings|files?)\b",
    "what a handler is sent": r"x-event-id|x-routed-from|events_per_request|events a request",
    "what an attempt's outcome means": r"non_retryable_statuses|429|[Bb]reaker|[Ff]allback",
    "a metric of a worker": r"hookshift_|Counter|Gauge|Metric|deliveries_held",
    "a metric of the installation": r"hookshift_",
    "a command": r"click",
    "what such a command asks": r"explain|retire|person|dead-letters",
    "a report": r"stats|errors",
    "a panel of the page": r"workers",
    "a chart of the page": r"[Cc]urves?\b",
    "a control of the page": r"promote",
    "a kind of notifier": r"apprise",
}
"""What each file of a line must mention: one that the change has left leaves the table, too."""


def changes() -> dict[str, list[str]]:
    """The files of each line, by its change."""
    table = PAGE.split("## Where does a change belong?")[1].split("|---|---|\n")[1].split("\n\n")[0]
    found = {}
    for line in table.splitlines():
        _, change, files, _ = (each.strip() for each in line.split("|"))
        found[change] = re.findall(r"`([\w./]+\.(?:py|js|sql|md|yml|toml))`", files)
    return found


def test_each_line_of_the_table_has_something_to_look_for() -> None:
    assert list(changes()) == list(MENTIONS)


@pytest.mark.parametrize("change", MENTIONS)
def test_each_file_of_a_line_is_about_its_change(change: str) -> None:
    for place in changes()[change]:
        path = SOURCE / place if (SOURCE / place).exists() else ROOT / place
        text = path.read_text(encoding="utf-8")
        assert re.search(MENTIONS[change], text, re.MULTILINE), place
