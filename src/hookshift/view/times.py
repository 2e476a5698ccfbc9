"""Times as an operator reads them: on the clocks of this machine's time zone."""

from datetime import UTC, datetime, timedelta

NEAR = timedelta(minutes=15)
"""What is nearer is shown to the second."""
WEEK = timedelta(days=6)
"""What is nearer is shown by its weekday."""


def moment(seconds: float) -> datetime:
    """From seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def when(at: float | None, now: float) -> str:
    """`14:32` today, `Wed 14:32` this week, else with its date; "-" where it is not known."""
    if at is None:
        return "-"
    local, today = moment(at).astimezone(), moment(now).astimezone()
    distance = abs(local - today)
    clock = f"{local:%H:%M:%S}" if distance < NEAR else f"{local:%H:%M}"
    if local.date() == today.date():
        return clock
    return f"{local:%a} {clock}" if distance < WEEK else f"{local:%Y-%m-%d} {clock}"
