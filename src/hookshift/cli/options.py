"""Options that several commands of `hookshift rollout` share."""

import click

from hookshift.domain.errors import OperatorError
from hookshift.store.rollouts import StoredRollout

json_option = click.option("--json", "as_json", is_flag=True, help="Output JSON.")
reason_option = click.option("--reason", help="The reason, recorded in the history.")
required_reason_option = click.option(
    "--reason", required=True, help="The reason, recorded in the audit trail (required)."
)
yes_option = click.option("--yes", is_flag=True, help="Skip the confirmation.")
rollout_option = click.option(
    "--rollout",
    "--id",
    "number",
    type=click.IntRange(1, 2**31 - 1),
    help="The rollout's number; by default the open one, or else the newest.",
)


def the(found: StoredRollout | None, number: int | None) -> None:
    """Raises OperatorError if a rollout was named that is not there."""
    if found is None and number is not None:
        raise OperatorError(
            f"there is no rollout {number}: `hookshift rollout history --all` lists them."
        )
