"""The types of notification: those of rollouts (`News`) and those of alerts (`AlertNews`)."""

from enum import StrEnum


class NotificationEvent(StrEnum):
    """A type of notification, as `notifiers.on` names it."""

    STARTED = "started"
    ENTERED = "entered"
    PASSED = "passed"
    OVERRIDDEN = "overridden"
    APPROVED = "approved"
    NEEDS_APPROVAL = "needs_approval"
    FROZEN = "frozen"
    LOST = "lost"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    HELD = "held"
    PAUSED = "paused"
    RESUMED = "resumed"
    COMPLETED = "completed"
    ABORTED = "aborted"
    BLIND = "blind"
    SIGHTED = "sighted"
    ALERT = "alert"
    RESOLVED = "resolved"
