"""What must be known of an installation elsewhere before people are moved to unified."""

from decimal import Decimal
from typing import Any

from hookshift.cli import raising
from hookshift.cli.raising import ShareNow
from hookshift.cli.remote.client import Client


def share_now(client: Client) -> ShareNow | None:
    """Whom unified serves now; None if nothing is configured."""
    return _share(client.get("overview"))


def _share(overview: dict[str, Any]) -> ShareNow | None:
    share = overview.get("share")
    if share is None:
        return None
    now = Decimal(repr(share["percentage"])) if share["enabled"] else Decimal(0)
    return ShareNow(now, share["domains"])


def ask_start(client: Client, stage: int) -> None:
    """Asks about a start at a later stage (from 1) than the first, where it moves anybody.

    The plan is that of the installation's settings, as `rollout lint` reads it.
    """
    now, lint = share_now(client), client.get("rollout/lint")
    found = {each["stage"]: Decimal(repr(each["percentage"])) for each in lint["stages"]}
    plan = [found[number] for number in sorted(found)]
    if now is not None and stage <= len(plan) and plan[stage - 1] > now.percentage:
        raising.ask_start(now, stage, plan, yes=False)


def ask_resume(client: Client) -> None:
    """Asks about a resumption, where it sets a share beyond the next stage of the plan."""
    overview = client.get("overview")
    now, rollout = _share(overview), overview["rollout"]
    if now is not None and rollout is not None:
        plan = [Decimal(repr(each["percentage"])) for each in rollout["stages"]]
        raising.ask(now, plan[rollout["stage"] - 1], plan, yes=False)
