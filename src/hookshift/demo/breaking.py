"""`--break unified@35`: what is broken in the demo, and when."""

import re
from typing import NamedTuple

from hookshift.demo.handlers import Breakage

FAILS = 0.05
"""Of the requests: a fault that a person watching a table would not see at once."""
SLOW_SECONDS = 2.6
UNIFIED = ("wa-webhook-unified",)
LEGACY = ("wa-webhook-jobs", "wa-webhook-property", "wa-webhook-marketplace")

KINDS = {
    "unified": Breakage(UNIFIED, fails=FAILS),
    "slow": Breakage(UNIFIED, slow=SLOW_SECONDS),
    "both": Breakage(UNIFIED + LEGACY, fails=FAILS),
}
"""unified: it fails; slow: it answers late; both: the whole platform has an incident."""

_SYNTAX = re.compile(r"(?P<kind>[a-z]+)@(?P<percentage>[0-9]{1,3})")


class Break(NamedTuple):
    """What breaks when the rollout enters a percentage."""

    kind: str
    percentage: int

    @property
    def breakage(self) -> Breakage:
        """For the sample handlers."""
        return KINDS[self.kind]


def parse(text: str, percentages: tuple[int, ...]) -> Break:
    """`unified@35`. Raises ValueError that says how it is written."""
    found = _SYNTAX.fullmatch(text)
    if (
        found is None
        or found["kind"] not in KINDS
        or int(found["percentage"]) not in percentages
        or (found["kind"] == "both" and found["percentage"] == "100")
    ):
        kinds, stages = ", ".join(KINDS), ", ".join(map(str, percentages))
        raise ValueError(
            f"write it as WHAT@PERCENT with WHAT one of {kinds} and PERCENT one of {stages} "
            "(both only below 100)"
        )
    return Break(found["kind"], int(found["percentage"]))
