"""The engine of this process: read from the environment once, the same for all sources."""

import os
from functools import cache

from hookshift.core.choice import Engine, choose
from hookshift.core.loading import ENGINE_VARIABLE


@cache
def engine() -> Engine:
    """What reads and decides here. Raises OperatorError for one that cannot be had."""
    return choose(os.environ.get(ENGINE_VARIABLE))
