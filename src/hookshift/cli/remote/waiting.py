"""`hookshift --url ... rollout status`: once, or until what a pipeline waits for."""

import asyncio
from datetime import datetime
from typing import Any

import click

from hookshift.cli.chosen import MOST_ELSEWHERE
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, show_data
from hookshift.cli.remote import show
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.refusing import only_beside
from hookshift.cli.rollout.status import ended, print_line
from hookshift.cli.rollout.wait import Goal, Look, Standing, ToldLine, wait, wait_options
from hookshift.config.durations import Duration
from hookshift.domain.rollout.state import Phase

NEWEST_ONLY = "the overview has the open rollout, or else the newest"


@click.command()
@only_beside("--rollout", "--id", why=NEWEST_ONLY + "; see `rollout history --rollout`")
@wait_options
@output_option
@click.pass_obj
def status(client: Client, goal: Goal | None, timeout: Duration, as_json: bool) -> None:
    """Shows where the rollout is, what it has proven, and what comes next.

    Exit codes: 0 healthy, 3 degraded, 1 the status could not be read. With --wait: 0 reached, 3 not
    reachable without an operator, 1 timed out.
    """
    seen, end = _seen(client, goal, timeout)
    if as_json:
        show_data(seen["rollout"])
    else:
        for each in (show.rolled_back, show.where, show.gates, show.health):
            each(seen)
    ended(end, timeout, is_degraded=bool(show.faults(seen)))


def _seen(client: Client, goal: Goal | None, timeout: Duration) -> tuple[show.Seen, Exit | None]:
    if goal is None:
        return client.get("overview"), None

    async def read(number: int | None) -> Look[show.Seen]:
        return await asyncio.to_thread(look, client, number)

    return asyncio.run(wait(read, None, goal, timeout, print_line))


def look(client: Client, number: int | None) -> Look[show.Seen]:
    """Looks at the rollout with this number, even if the overview has a newer one."""
    seen: show.Seen = client.get("overview")
    found = seen["rollout"]
    if number is not None and (found is None or found["id"] != number):
        past = client.get(f"rollouts?limit={MOST_ELSEWHERE}")
        found = next((each for each in past if each["id"] == number), None)
        return Look(seen, _standing(found), ())
    lines = [
        ToldLine(each["id"], datetime.fromisoformat(each["at"]), each["news"], each["text"])
        for each in seen["history"]
    ]
    return Look(seen, _standing(found), lines)


def _standing(found: dict[str, Any] | None) -> Standing | None:
    if found is None:
        return None
    return Standing(
        found["id"], found["stages_planned"], Phase(found["phase"]), found["stage"] - 1,
        found.get("interfered", False),
    )  # fmt: skip
