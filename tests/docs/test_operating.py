"""docs/operating.md has a section for each alert, and the links to it lead there."""

import re
from pathlib import Path

from hookshift.domain.alert_guide import GUIDES, PAGE, link
from hookshift.domain.alerts import AlertKind
from tests.docs.pages import ROOT
from tests.night import scenarios

TEXT = (ROOT / PAGE).read_text("utf-8")
RULES = (ROOT / "ops" / "prometheus" / "alerts.yml").read_text("utf-8")


def test_each_alert_has_a_section_and_a_guide() -> None:
    headings = re.findall(r"^### (\w+)$", TEXT, re.MULTILINE)
    assert set(headings) == {kind.value for kind in AlertKind}
    assert set(GUIDES) == set(AlertKind)


def test_every_row_of_the_table_is_played_by_the_script_and_nothing_else() -> None:
    table = TEXT[TEXT.index("## Scenarios") : TEXT.index("## The log")]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    numbered = [row.split("|")[1].strip() for row in rows]
    assert numbered == [str(number) for number in range(1, len(rows) + 1)]
    assert [*scenarios()] == [int(number) for number in numbered]
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests" / "e2e").glob("test_*.py"))
    assert set(re.findall(r"pytest\.mark\.night\((\d+)\)", tests)) == set(numbered)
    script = (ROOT / "scripts" / "night").read_text("utf-8")
    assert "-p tests.night tests/e2e -m night" in " ".join(script.split())


def test_links_lead_to_sections() -> None:
    linked = {*re.findall(r"#([a-z0-9_]+)\)", TEXT), *re.findall(r'operating\.md#(\w+)"', RULES)}
    assert linked <= {kind.value for kind in AlertKind}
    assert link("slow") == "docs/operating.md#slow"
    assert Path(ROOT / PAGE).exists()
