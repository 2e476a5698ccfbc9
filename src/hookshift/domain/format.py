"""Numbers as people read them: counts, percentages, milliseconds, durations."""

from hookshift.domain.evidence.latency import EDGES
from hookshift.domain.gates.verdict import Number


def count(value: Number) -> str:
    """A whole number with separators; "-" where it is not known."""
    return f"{value:,.0f}" if isinstance(value, int | float) else "-"


def counted(value: Number, one: str, many: str) -> str:
    """`1 request`, `2,000 requests`."""
    return f"{count(value)} {one if value == 1 else many}"


def percent(rate: Number) -> str:
    """A rate, 0 to 1, as a percentage."""
    return f"{100 * rate:.3g} %" if isinstance(rate, int | float) else "-"


def milliseconds(value: Number) -> str:
    """`1,234 ms`."""
    if not isinstance(value, int | float):
        return "-"
    return f"{value:,.0f} ms" if value <= EDGES[-1] else f"over {EDGES[-1]:,} ms"


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3.5 h`, `2.1 days`: two digits are enough to plan with."""
    for limit, unit, name in (
        (90.0, 1.0, "s"),
        (5_400.0, 60.0, "min"),
        (172_800.0, 3_600.0, "h"),
    ):
        if seconds < limit:
            value = seconds / unit
            is_fine = value < 9.95 and (name == "h" or (name == "min" and round(value, 1) % 1))
            return f"{value:.1f} {name}" if is_fine else f"{value:.0f} {name}"
    return f"{seconds / 86_400:.1f} days"


def clock(seconds: float) -> str:
    """A moment in seconds since 1970 as `14:32:05 UTC`."""
    second = int(seconds) % 86_400
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02} UTC"
