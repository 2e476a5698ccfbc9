"""Every file that a page links to or names is there."""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, links, paths

PLACES = (ROOT, ROOT / "src" / "hookshift", ROOT / "docs", ROOT / "src" / "hookshift" / "web")
ELSEWHERE = {
    "Africa/Kigali",
    "alerts/acknowledge",
    "dead-letters/replay",
    "notify/test",
    "tokens/revoke",
}
"""What looks like a path and is none of ours."""
MADE = (
    "test-artefacts/",
    "dist/",
    "bench/out/",
    "supabase/migrations",
    ".venv/",
    "ops/compose/.env",
)
"""Made by commands, or of other projects."""

NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_named_files_are_there(page: Path) -> None:
    missing = [
        path
        for path in paths(page)
        if path not in ELSEWHERE and not path.startswith(MADE) and not _is_there(path)
    ]
    assert missing == []


def _is_there(path: str) -> bool:
    if any((place / path).exists() for place in PLACES):
        return True
    if "/" in path:
        return False
    return any(ROOT.glob(f"src/**/{path}")) or any(ROOT.glob(f"tests/**/{path}"))
