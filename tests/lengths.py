"""How long tests go on that could go on for ever: a while, or in full by `make test-long`."""

import os

LONG = os.environ.get("HOOKSHIFT_TESTS") == "long"


def shortened(full: int, least: int = 10) -> int:
    """`full` examples, kills or rounds in a long run; else a fifth, but no less than `least`."""
    return full if LONG else min(full, max(least, full // 5))
