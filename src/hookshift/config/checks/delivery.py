"""Checks how settings of durable sources fit together, and with the time that attempts take."""

import math
from collections.abc import Iterator

from hookshift.config.faults import Fault, dotted
from hookshift.config.table import Table
from hookshift.domain.delivery.delivery import LEASE_SPARE, RENEWED_AFTER

DAY_SECONDS = 86_400


def delivery_faults(root: Table) -> Iterator[Fault]:
    """Faults: a lease shorter than an attempt, bodies that are dropped before they are sent."""
    if not any(source.text("delivery") == "durable" for _, source in root.listed("sources")):
        return
    delivery = root.table("delivery")
    lease, age = delivery.seconds("lease"), delivery.seconds("max_age")
    longest = _longest_attempt(root)
    # One attempt for unified, one for legacy, in what is left when it is renewed.
    least = math.ceil((2 * longest + LEASE_SPARE) / (1 - RENEWED_AFTER)) + 1
    if lease is not None and lease < least:
        yield Fault(
            "delivery.lease",
            f"is {lease}, too short for two attempts of {longest:g} s each (total_timeout)",
            f"raise it to {least} or more, or lower total_timeout",
        )
    days = delivery.number("retention_days")
    if age is not None and days is not None and age > days * DAY_SECONDS:
        yield Fault(
            "delivery.max_age",
            f"is {age}, longer than bodies are kept (retention_days)",
            "lower it or raise retention_days",
        )


def _longest_attempt(root: Table) -> float:
    tables = [root.table("upstream"), *(root.named("handlers") or {}).values()]
    return max((table.number("total_timeout") or 0.0 for table in tables), default=0.0)


def delivery_warnings(root: Table) -> Iterator[Fault]:
    """Warnings: an expiry for a source that does not store its events."""
    for i, source in root.listed("sources"):
        if source.text("delivery") == "relay" and source.has("expires"):
            yield Fault(
                dotted(("sources", i, "expires")),
                'means nothing while delivery is "relay"',
                'remove it, or write delivery = "durable"',
            )
