"""Settings that had another name in an earlier version: what to write in an old file instead."""

from collections.abc import Mapping

from hookshift.config.faults import Location

RENAMED: Mapping[tuple[str, ...], str] = {
    ("upstream", "waiting"): "max_pending",
    ("delivery", "held"): "prefetch",
    ("delivery", "held_bytes"): "prefetch_bytes",
    ("delivery", "waiting"): "max_pending",
    ("delivery", "first_wait"): "initial_backoff",
    ("delivery", "longest_wait"): "max_backoff",
    ("delivery", "attempts"): "max_attempts",
    ("delivery", "age"): "max_age",
    ("delivery", "permanent"): "non_retryable_statuses",
    ("delivery", "waiting_at_rollback"): "pending_on_rollback",
    ("delivery", "breaker", "first_rest"): "open_for",
    ("delivery", "breaker", "longest_rest"): "max_open_for",
    ("rollout", "settle"): "warm_up",
}
"""The present name of each renamed setting, by its place in 0.1.0; its table is the same."""

NOTES: Mapping[str, str] = {"pending_on_rollback": 'its values are now "reroute" and "keep"'}
"""What else has changed about a renamed setting, by its present name."""


def renamed(location: Location) -> str | None:
    """What to write in place of a setting of 0.1.0; None if there was none of this name."""
    name = RENAMED.get(tuple(str(step) for step in location))
    if name is None:
        return None
    note = NOTES.get(name)
    return f"write {name} instead; {note}" if note else f"write {name} instead"
