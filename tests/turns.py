"""Tells whether anybody has waited, whatever the machine's speed: by turns of the event loop."""

import asyncio
from collections.abc import Callable


def has_turned() -> Callable[[], bool]:
    """Asked later, whether the running loop has turned since: it has if anybody has waited."""
    turned = asyncio.Event()
    asyncio.get_running_loop().call_soon(turned.set)
    return turned.is_set
