"""Rules as the settings make them, for the tests of both engines."""

from hookshift.config.compile import CONDITIONS
from hookshift.domain.routing.classify import Rule, Stated

DOMAINS = ("jobs", "homes", "shop")


def rule(domain: str, *conditions: Stated, drops: bool = False) -> Rule:
    """A rule for this domain."""
    made = tuple(CONDITIONS[each.name](each.values) for each in conditions)
    return Rule(f"to {domain}", domain, made, drops, conditions)
