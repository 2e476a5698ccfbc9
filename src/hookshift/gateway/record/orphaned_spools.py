"""Spools that no worker owns any more, such as those of a former generation, or of more workers.

What they hold is moved to the spool of a worker that runs. A folder counts as orphaned if it was
unlocked at two looks in a row: at one look its worker may just be about to be replaced.
"""

import logging
from typing import TYPE_CHECKING

from hookshift.domain.errors import OperatorError
from hookshift.gateway.record.spool import SUFFIX, Spool

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

FOLDERS = "worker-*"


class OrphanedSpools:
    """Looks for them beside the folder of `own`."""

    def __init__(self, own: Spool) -> None:
        self._own = own
        self._unlocked: set[Path] = set()
        """At the last look."""

    def adopt(self) -> int:
        """Looks once; returns how many batches were moved to `own`. Raises OSError."""
        found: set[Path] = set()
        moved = 0
        for folder in self._own.directory.parent.glob(FOLDERS):
            if folder == self._own.directory or next(folder.glob(f"*{SUFFIX}"), None) is None:
                continue
            other = Spool(folder, 0)
            try:
                other.open()
            except OperatorError:
                continue
            try:
                found.add(folder)
                if folder in self._unlocked:
                    moved += self._adopt(other)
            finally:
                other.close()
        self._unlocked = found
        return moved

    def _adopt(self, other: Spool) -> int:
        moved = self._own.adopt(other)
        if not moved:
            return 0
        log.warning(
            "Took over %s batches of decisions from %s, which no worker uses any more; %s remain "
            "there for lack of room",
            moved,
            other.directory,
            len(other),
        )
        return moved
