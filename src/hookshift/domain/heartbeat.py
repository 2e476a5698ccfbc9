"""When a gateway worker counts as alive."""

ALIVE_SECONDS = 10.0
"""A worker that reported within this time is alive; workers report every two seconds."""
