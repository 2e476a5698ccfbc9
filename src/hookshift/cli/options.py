"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hookshift.cli.formats import Output, choose
from hookshift.domain.errors import OperatorError

if TYPE_CHECKING:
    from hookshift.store.rollouts import StoredRollout

F = TypeVar("F", bound=Callable[..., Any])


def output_option(command: F) -> F:
    """`--output` and `--json`; the command's `as_json` says that `show_data` is wanted."""

    @wraps(command)
    def formatted(*args: Any, as_json: bool, output: str | None, **options: Any) -> Any:
        if as_json and output not in (None, Output.JSON):
            raise click.UsageError(f"use --json or --output {output}, not both")
        format_ = Output.JSON if as_json else Output(output or Output.TABLE)
        choose(format_)
        return command(*args, as_json=format_ is not Output.TABLE, **options)

    for option in (
        click.option("--json", "as_json", is_flag=True, help="Output JSON: --output json."),
        click.option(
            "-o",
            "--output",
            type=click.Choice([each.value for each in Output]),
            help="The format: table for people (default); json, jsonl (a line each) or csv.",
        ),
    ):
        formatted = option(formatted)
    return formatted  # type: ignore[return-value]


reason_option = click.option("--reason", help="The reason, recorded in the history.")
drain_option = click.option(
    "--drain",
    "is_drain",
    is_flag=True,
    help="When lowering: let people finish the conversations that they are having with unified.",
)
required_reason_option = click.option(
    "--reason", required=True, help="The reason, recorded in the audit trail (required)."
)
yes_option = click.option("--yes", is_flag=True, help="Skip the confirmation.")
never_asked_option = click.option(
    "--yes", is_flag=True, hidden=True, expose_value=False, help="For scripts: nothing is asked."
)
rollout_option = click.option(
    "--rollout",
    "--id",
    "number",
    type=click.IntRange(1, 2**31 - 1),
    help="The rollout's number; by default the open one, or else the newest.",
)


def limit_option(default: int, most: int, help_: str = "How many to show.") -> Callable[[F], F]:
    """`--limit`: from 1 to `most`."""
    return click.option(
        "--limit", type=click.IntRange(1, most), default=default, show_default=True, help=help_
    )


def the(found: "StoredRollout | None", number: int | None) -> None:
    """Raises OperatorError if a rollout was named that is not there."""
    if found is None and number is not None:
        raise OperatorError(
            f"there is no rollout {number}: `hookshift rollout history --all` lists them."
        )
