"""What a script says of its events, as domain, side and handler."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.conversations.acting import Event
from tests.conversations.model import LEGACY, UNIFIED, Known
from tests.conversations.script import Act, Where

DEFAULT_HANDLER: Final = "wa-webhook-default"
UNIFIED_HANDLER: Final = "wa-webhook-unified"
WORDS: Final[Mapping[str, str]] = {
    "job": "jobs", "hiring?": "jobs", "rent": "property", "taxi": "mobility",
    "policy": "insurance",
}  # fmt: skip
"""The words of the scripts that a rule of the shipped settings claims."""
PROTECTED: Final = frozenset({"mobility", "insurance"})


class Belongs(NamedTuple):
    """Where an event must go."""

    domain: str | None
    side: str

    @property
    def handler(self) -> str:
        """By the shipped settings."""
        if self.domain is None:
            return DEFAULT_HANDLER
        return UNIFIED_HANDLER if self.side == UNIFIED else f"wa-webhook-{self.domain}"


class Expected:
    """Follows one script: `stays` means the side that its conversation had."""

    def __init__(self, bucket: int) -> None:
        self._bucket = bucket
        self._sides: dict[tuple[str, str], str] = {}

    def begin(self, act: Act) -> None:
        """What comes from now on is in this act."""

    def of(self, event: Event, share: float) -> Belongs:
        """What the script says of this event, in an act of this share."""
        step, said = event.step, event.said
        talk = said.group or step.by, said.number
        side = LEGACY
        if step.where is Where.SHARE:
            side = UNIFIED if self._bucket < share else LEGACY
        elif step.where is Where.STAYS:
            side = self._sides.get(talk, LEGACY)
        if step.domain is not None and step.domain not in PROTECTED:
            self._sides[talk] = side
        return Belongs(step.domain, side)

    def not_looked_up(self, event: Event, known: Known) -> bool:
        """Never: what these people say is looked up in time."""
        del event, known
        return False
