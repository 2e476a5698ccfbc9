"""docs/operating.md has a section for each alert, and the links to it lead there."""

import re
from pathlib import Path

from hookshift.domain.alert_guide import GUIDES, PAGE, link
from hookshift.domain.alerts import AlertKind
from tests.docs.pages import ROOT

TEXT = (ROOT / PAGE).read_text("utf-8")
RULES = (ROOT / "ops" / "prometheus" / "alerts.yml").read_text("utf-8")


def test_each_alert_has_a_section_and_a_guide() -> None:
    headings = re.findall(r"^### (\w+)$", TEXT, re.MULTILINE)
    assert set(headings) == {kind.value for kind in AlertKind}
    assert set(GUIDES) == set(AlertKind)


def test_numbered_scenarios_are_played() -> None:
    numbered = re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests" / "e2e").glob("test_*.py"))
    assert numbered == [str(number) for number in range(1, len(numbered) + 1)]
    assert sorted(re.findall(r"pytest\.mark\.night\((\d+)\)", tests)) == sorted(numbered)


def test_links_lead_to_sections() -> None:
    linked = {*re.findall(r"#([a-z0-9_]+)\)", TEXT), *re.findall(r'operating\.md#(\w+)"', RULES)}
    assert linked <= {kind.value for kind in AlertKind}
    assert link("slow") == "docs/operating.md#slow"
    assert Path(ROOT / PAGE).exists()
