"""Fallback: legacy gets what unified could not be given, for relay and durable sources alike."""

from hookshift.domain.delivery.delivery import NEVER_SENT, Outcome
from hookshift.domain.routing.routing import Decision, Part, Reason, RouteTable, Side, plan


def can_fall_back(part: Part, outcome: Outcome) -> bool:
    """Whether legacy may get a part after this outcome: nothing of it has reached unified."""
    return part.side is Side.UNIFIED and isinstance(outcome, NEVER_SENT)


def fallback(part: Part, table: RouteTable) -> list[Part]:
    """The parts for legacy, one for each old handler, in place of one for unified."""
    return plan(part.events, [to_legacy(decision, table) for decision in part.decisions])


def to_legacy(decision: Decision, table: RouteTable) -> Decision:
    """`decision` changed to legacy, because unified could not be reached."""
    return decision._replace(
        handler=table.routes[decision.domain].legacy,
        side=Side.LEGACY,
        reason=Reason.UNIFIED_UNREACHABLE,
    )
