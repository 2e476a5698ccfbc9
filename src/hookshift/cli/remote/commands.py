"""The commands themselves: named as those that run beside the installation."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import click

from hookshift.cli.alerts import open_option, print_alerts
from hookshift.cli.chosen import limit_elsewhere
from hookshift.cli.options import (
    drain_option,
    never_asked_option,
    output_option,
    required_reason_option,
    yes_option,
)
from hookshift.cli.output import Exit, console, show_data
from hookshift.cli.percentage import Percentage
from hookshift.cli.raising import ShareNow, ask
from hookshift.cli.remote import past, people, questions, show, waiting
from hookshift.cli.remote.asking import ask_resume, ask_start, share_now
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.dead import dead
from hookshift.cli.remote.refusing import only_beside
from hookshift.cli.rollout.commands import RollbackTarget
from hookshift.cli.rollout.done import asks, confirm
from hookshift.cli.rollout.times import Length
from hookshift.cli.trace import LIMIT, WHAT, print_trace
from hookshift.cli.verbs import Verbs
from hookshift.config.durations import Duration

Show = Callable[[show.Seen], None]


@click.group(cls=Verbs)
def remote() -> None:
    """Commands for a remote installation."""


def _looks(name: str, text: str, part: Callable[[show.Seen], Any], *shown: Show) -> None:
    """A command that shows a part of the overview; exit code 3 if something is degraded."""

    @remote.command(name, help=text)
    @output_option
    @click.pass_obj
    def command(client: Client, as_json: bool) -> None:
        seen = client.get("overview")
        if as_json:
            show_data(part(seen))
        else:
            for each in shown:
                each(seen)
        if show.health in shown and show.faults(seen):
            raise click.exceptions.Exit(Exit.DEGRADED)


def _inbox(key: str) -> Callable[[show.Seen], Any]:
    return lambda seen: [] if seen["inbox"] is None else seen["inbox"][key]


_looks("status", "Shows the share, the rollout, the latest changes and the gateways.",
       lambda seen: seen, show.rolled_back, show.where, show.changes, show.gateways, show.dropped,
       show.health)  # fmt: skip
_looks("stats", "Shows the last hour by domain and side.",
       lambda seen: seen["traffic"], show.traffic)  # fmt: skip
_looks("errors", "Shows the last hour's errors.", lambda seen: seen["errors"], show.errors)
_looks("inbox", "Shows the backlog by handler.", _inbox("waiting"),
       lambda seen: show.waiting(_inbox("waiting")(seen)))  # fmt: skip


@remote.group(invoke_without_command=True)
@open_option
@limit_elsewhere
@output_option
@click.pass_context
def alerts(context: click.Context, only_open: bool, limit: int, as_json: bool) -> None:
    """Shows the latest alerts, open ones first; exit code 3 if any are open."""
    if context.invoked_subcommand is None:
        found = context.obj.ask("alerts", open=only_open, limit=limit)["alerts"]
        print_alerts(found, as_json=as_json)


@alerts.command()
@click.argument("kind")
@click.argument("subject", required=False)
@required_reason_option
@output_option
@click.pass_obj
def ack(client: Client, kind: str, subject: str | None, reason: str, as_json: bool) -> None:
    """Acknowledges a problem: it no longer counts as degraded, and is not repeated."""
    about = show.the_problem(client.get("overview"), kind, subject)
    _changed(client, as_json, "alerts/acknowledge", show.health, **about, reason=reason)


@alerts.command()
@click.argument("kind")
@click.argument("subject", required=False)
@click.option("--for", "length", type=Length(), required=True, help="How long: 30m, 2h, 1d.")
@required_reason_option
@output_option
@click.pass_obj
def silence(
    client: Client, *, kind: str, subject: str | None, length: Duration, reason: str, as_json: bool
) -> None:
    """Silences a problem for a time; with SUBJECT also before the problem exists."""
    about = show.the_problem(client.get("overview"), kind, subject)
    _changed(
        client,
        as_json,
        "alerts/silence",
        show.health,
        **about,
        seconds=float(length),
        reason=reason,
    )


@remote.command("trace")
@WHAT
@LIMIT
@output_option
@click.pass_obj
def trace(client: Client, what: str, limit: int, as_json: bool) -> None:
    """Shows where a message went: by its id, its webhook's correlation id, or a person's number."""
    print_trace(client.ask("trace", what=what, limit=limit), as_json=as_json)


def _changed(
    client: Client, as_json: bool, path: str, show_after: Show = show.where, **asked: Any
) -> None:
    """Makes a change and shows its answer, or what follows from it."""
    answer = client.change(path, **asked)
    if as_json:
        show_data(answer)
    else:
        show_after(client.get("overview"))


@remote.command("set")
@click.argument("percentage", type=Percentage())
@drain_option
@required_reason_option
@yes_option
@output_option
@click.pass_obj
def set_percentage(
    client: Client, percentage: Decimal, *, is_drain: bool, reason: str, yes: bool, as_json: bool
) -> None:
    """Sets the share: PERCENTAGE of the senders in the rollout's domains go to unified.

    Asks for confirmation before it raises the share.
    """
    now = share_now(client)
    if now is not None:
        ask(now, percentage, (), yes=yes)
    _changed(client, as_json, "share", percentage=float(percentage), drain=is_drain, reason=reason)


@remote.command()
@click.option("--to", "target", type=Percentage(), help="The percentage to go back to (default 0).")
@click.option("--previous", is_flag=True, help="Go back to the percentage before the last change.")
@only_beside("--local", is_flag=True, why="it belongs to one host; run it there")
@required_reason_option
@output_option
@click.pass_obj
def rollback(
    client: Client, target: Decimal | None, previous: bool, reason: str, as_json: bool
) -> None:
    """Lowers the share at once, by default to 0, and ends an open rollout."""
    if previous and target is not None:
        raise click.UsageError("use --to or --previous, not both")
    goal = None if previous else float(target or 0)
    _changed(client, as_json, "rollback", percentage=goal, reason=reason)


@remote.group(cls=Verbs)
def rollout() -> None:
    """Controls the rollout."""


@rollout.command()
@click.option("--stage", type=click.IntRange(min=1), default=1, show_default=True,
              help="The stage to start at.")  # fmt: skip
@required_reason_option
@yes_option
@output_option
@click.pass_obj
def start(client: Client, stage: int, reason: str, yes: bool, as_json: bool) -> None:
    """Starts a rollout with the plan in the installation's hookshift.toml."""
    if stage > 1 and asks(yes=yes):
        ask_start(client, stage)
    _changed(client, as_json, "rollout/start", stage=stage, reason=reason)


@rollout.command()
@click.option("--stage", type=click.IntRange(min=1), help="The stage to approve.")
@click.option("--override", is_flag=True, help="Go on without proof.")
@required_reason_option
@yes_option
@output_option
@click.pass_obj
def promote(
    client: Client, *, stage: int | None, override: bool, reason: str, yes: bool, as_json: bool
) -> None:
    """Approves the end of one stage: the one it names, never another."""
    found = client.get("overview")["rollout"]
    if stage is None:
        stage = 1 if found is None else int(found["stage"])
    is_here = found is not None and found["stage"] == stage
    name = show.stage_of(found) if is_here else f"stage {stage}"
    if override:
        confirm(f"Leave {name} without proof?", yes=yes)
    elif not as_json:
        console.print(f"approves the end of {name}")
    _changed(client, as_json, "rollout/promote", stage=stage, override=override, reason=reason)


@rollout.command("rollback")
@click.option("--to", "target", type=RollbackTarget(), default="zero", show_default=True,
              help="The share to go back to: previous, zero, or a percentage.")  # fmt: skip
@required_reason_option
@never_asked_option
@output_option
@click.pass_obj
def rollout_rollback(client: Client, *, target: Decimal | str, reason: str, as_json: bool) -> None:
    """Ends the rollout as rolled back and lowers the share, at once. Never raises it."""
    goal = None if isinstance(target, str) else float(target)
    _changed(client, as_json, "rollout/rollback", percentage=goal, reason=reason)


@rollout.command()
@click.option("--keep-share", is_flag=True, help="Keep the share as it is.")
@required_reason_option
@yes_option
@output_option
@click.pass_obj
def abort(client: Client, *, keep_share: bool, reason: str, yes: bool, as_json: bool) -> None:
    """Gives up the plan: ends the rollout, everybody goes to legacy at once."""
    if keep_share:
        confirm("End the rollout and keep the share, unwatched by any gate?", yes=yes)
    _changed(client, as_json, "rollout/abort", keep_share=keep_share, reason=reason)


def _plain(group: click.Group, name: str, path: str, text: str) -> None:
    """A change that wants a reason and nothing else."""

    @group.command(name, help=text)
    @required_reason_option
    @output_option
    @click.pass_obj
    def command(client: Client, reason: str, as_json: bool) -> None:
        _changed(client, as_json, path, reason=reason)


@remote.command()
@required_reason_option
@yes_option
@output_option
@click.pass_obj
def enable(client: Client, reason: str, yes: bool, as_json: bool) -> None:
    """Switches routing on, at the configured percentage; asks if that moves anybody."""
    share = client.get("overview").get("share")
    if share is not None and not share["enabled"]:
        now = ShareNow(Decimal(0), share["domains"])
        ask(now, Decimal(repr(share["percentage"])), (), yes=yes)
    _changed(client, as_json, "enable", reason=reason)


_plain(remote, "disable", "disable", "Switches routing off: everybody goes to legacy.")
_plain(rollout, "pause", "rollout/pause", "Pauses the rollout at its current percentage.")


@rollout.command()
@required_reason_option
@yes_option
@output_option
@click.pass_obj
def resume(client: Client, reason: str, yes: bool, as_json: bool) -> None:
    """Resumes the rollout after a pause or a hold; asks if that raises the share abruptly."""
    if asks(yes=yes):
        ask_resume(client)
    _changed(client, as_json, "rollout/resume", reason=reason)


@alerts.command()
@click.argument("kind")
@click.argument("subject", required=False)
@click.option(
    "--reason",
    default="hookshift alerts unsilence",
    help="The reason, recorded in the audit trail.",
)
@output_option
@click.pass_obj
def unsilence(client: Client, kind: str, subject: str | None, reason: str, as_json: bool) -> None:
    """Ends an acknowledgement or a silence."""
    about = show.the_problem(client.get("overview"), kind, subject)
    _changed(client, as_json, "alerts/unsilence", show.health, **about, reason=reason)


remote.add_command(dead)
remote.add_command(questions.notify)
remote.add_command(questions.token)
dead.add_command(questions.dead_letter)
for each in (questions.explain, questions.lint, questions.watch):
    rollout.add_command(each)
for each in (
    past.undelivered,
    past.ledger,
    past.retire,
    past.conversations,
    people.explain,
    people.person,
):
    remote.add_command(each)
for each in (past.history, past.replay, waiting.status):
    rollout.add_command(each)
dead.add_command(past.letter_actions)
