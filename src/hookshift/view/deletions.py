"""What the settings say of a handler, and which of their lines could go with it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from hookshift.config.schema.settings import Settings
from hookshift.config.variables import UNSET_URL
from hookshift.domain.retire.retire import Mentions

_HEADER = re.compile(r"\s*\[")
_SUPABASE = re.compile(r".*/functions/v1/([A-Za-z0-9_-]+)/?")


class Deletion(NamedTuple):
    """One thing to do once a handler may go."""

    where: str
    """`hookshift.toml, lines 113 to 115`, or empty."""
    what: str


def candidates(settings: Settings) -> list[str]:
    """The old handlers of all domains that have a new one."""
    return list(
        dict.fromkeys(
            domain.legacy for domain in settings.domains.values() if domain.unified is not None
        )
    )


def mentions(settings: Settings, handler: str) -> Mentions:
    """Everything in the settings that names `handler`."""
    domains = settings.domains.items()
    return Mentions(
        handler=handler,
        protected=settings.handlers[handler].protected,
        domains=tuple(n for n, d in domains if d.legacy == handler and d.unified is not None),
        fixed=tuple(n for n, d in domains if d.legacy == handler and d.unified is None),
        sources=tuple(s.name for s in settings.sources if s.default_handler == handler),
        unified_of=tuple(n for n, d in domains if d.unified == handler),
    )


def deletions(settings: Settings, path: Path | None, named: Mentions) -> Iterator[Deletion]:
    """What to do about `named`, in this order; lines are named where the file in `path` is here."""
    lines = [] if path is None else path.read_text("utf-8").splitlines()
    for domain in named.domains:
        unified = settings.domains[domain].unified
        yield Deletion(
            _place(path, lines, ("domains", domain)),
            f'[domains.{domain}]: write legacy = "{unified}", and delete the line of unified',
        )
    yield Deletion(
        _place(path, lines, ("handlers", named.handler)),
        f"[handlers.{named.handler}]: delete the table",
    )
    yield Deletion("", "then `hookshift config check`, and restart `hookshift serve` everywhere")
    yield Deletion("", f"then delete {_function(settings.handlers[named.handler].url)}")


def _place(path: Path | None, lines: list[str], table: tuple[str, str]) -> str:
    """The lines of a table, without what is empty or a comment at its end."""
    if path is None:
        return ""
    section, name = table
    header = re.compile(rf"\s*\[\s*{section}\s*\.\s*[\"']?{re.escape(name)}[\"']?\s*\]")
    begin = next((at for at, line in enumerate(lines) if header.match(line)), None)
    if begin is None:
        return path.name
    end = begin + 1
    while end < len(lines) and not _HEADER.match(lines[end]):
        end += 1
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    return f"{path.name}, lines {begin + 1} to {end}"


def _function(url: str) -> str:
    if url == UNSET_URL:
        return "what answers at its URL, whose variable is not set here"
    parts = urlsplit(url)
    found = _SUPABASE.fullmatch(parts.path)
    if found:
        return f"the function {found[1]}: supabase functions delete {found[1]}"
    return f"what answers at {parts.hostname}{parts.path}"
