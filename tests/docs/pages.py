"""The project's own Markdown pages, and what they name."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")],
    key=lambda page: page.relative_to(ROOT).as_posix(),
)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|sql|md|toml|yml|yaml|js)")


def text(page: Path) -> str:
    """A page as it is written."""
    return page.read_text(encoding="utf-8")


def links(page: Path) -> Iterator[str]:
    """Targets of its links that lead to other files."""
    yield from _LINK.findall(text(page))


def codes(page: Path) -> Iterator[str]:
    """What stands between backticks within a line."""
    yield from _CODE.findall(_FENCE.sub("", text(page)))


def shell_lines(page: Path) -> Iterator[str]:
    """Lines of its fenced blocks, without comments."""
    for block in _FENCE.findall(text(page)):
        for line in block.splitlines():
            yield re.sub(r"\s+#.*", "", line).strip()


def paths(page: Path) -> Iterator[str]:
    """What is written as the path of a file or folder of this project."""
    for code in codes(page):
        if _PATH.fullmatch(code):
            yield code
