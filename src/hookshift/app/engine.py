"""The engine of this process: read from the environment once, the same for all sources."""

import os
from functools import cache

from hookshift.core.choice import VARIABLE, Engine, choose


@cache
def engine() -> Engine:
    """What reads and decides here. Raises OperatorError for one that cannot be had."""
    return choose(os.environ.get(VARIABLE))
