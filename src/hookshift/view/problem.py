"""One thing that is wrong with the installation, as every view shows it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from hookshift.domain.errors import OperatorError
from hookshift.store.silences import Silence


class Problem(NamedTuple):
    """One thing that is wrong, and who has taken note of it."""

    kind: str
    subject: str
    text: str
    since: datetime | None
    """None if it is not known."""
    silence: Silence | None = None
    """Who has acknowledged it, or silenced it for a time."""

    @property
    def counts(self) -> bool:
        """Whether it makes the installation degraded: nobody has taken note of it."""
        return self.silence is None

    @property
    def sentence(self) -> str:
        """What is wrong, and who has taken note of it."""
        return self.text if self.silence is None else f"{self.text} ({self.silence.sentence})"


def degraded(problems: Iterable[Problem]) -> list[str]:
    """Sentences of the problems that nobody has taken note of."""
    return [problem.text for problem in problems if problem.counts]


def the_only(kind: str, subjects: Collection[str]) -> str:
    """The subject of the only problem of `kind`. Raises OperatorError if it is not the only one."""
    if len(subjects) == 1:
        return next(iter(subjects))
    if not subjects:
        raise OperatorError(
            f"there is no {kind} now: `hookshift status --json` names the kinds of all problems."
        )
    named = ", ".join(f'"{subject}"' for subject in sorted(subjects))
    raise OperatorError(f"there is more than one {kind}: name one of {named}.")
