"""Settings that had another name in an earlier version, so that a file of then is told today's."""

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
"""Today's name of a setting, by the place that it had in 0.1.0; the table around it is the same."""

NOTES: Mapping[str, str] = {"pending_on_rollback": 'its values are now "reroute" and "keep"'}
"""What else has changed, by today's name."""


def renamed(location: Location) -> str | None:
    """What to write in place of a setting of 0.1.0; None if there was none of this name."""
    name = RENAMED.get(tuple(str(step) for step in location))
    if name is None:
        return None
    note = NOTES.get(name)
    return f"write {name} instead; {note}" if note else f"write {name} instead"
