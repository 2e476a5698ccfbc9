"""What is wrong with the settings: one fault per key, all of them in one error."""

import json
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from hookshift.domain.errors import OperatorError

Location = tuple[int | str, ...]
"""Table names and list positions, from the root of the file."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class Fault(NamedTuple):
    """One complaint; none of the three texts ever holds a secret."""

    key: str
    """Dotted, as in `handlers.wa-webhook-jobs.url` or `rules[3].domain`; "" for the whole file."""
    problem: str
    advice: str

    def __str__(self) -> str:
        where = f"{self.key}: " if self.key else ""
        return f"{where}{self.problem}; {self.advice}"


class ConfigError(OperatorError):
    """The settings cannot be used. `faults` holds everything that is wrong with them."""

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        self.path = path
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = "".join(f"\n  {fault}" for fault in faults)
        super().__init__(f"{path}: {count}{lines}")

    def __reduce__(self) -> tuple[type["ConfigError"], tuple[Path, tuple[Fault, ...]]]:
        return ConfigError, (self.path, self.faults)


def dotted(location: Location) -> str:
    """`location` as one would write it: `handlers."a.b".url`, `rules[3].domain`."""
    text = ""
    for step in location:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if _BARE_KEY.fullmatch(step) else json.dumps(step, ensure_ascii=False)
            text += f".{name}" if text else name
    return text


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """`did you mean "jobs"?` if something in `known` is close to `name`, else None."""
    close = get_close_matches(name.lower(), sorted(known), n=1)
    return f'did you mean "{close[0]}"?' if close else None
