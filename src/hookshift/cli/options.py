"""Options that several commands of `hookshift rollout` share."""

import click

from hookshift.domain.errors import OperatorError
from hookshift.store.rollouts import StoredRollout

json_option = click.option("--json", "as_json", is_flag=True, help="For programs.")
reason_option = click.option("--reason", help="Why; kept in the history.")
required_reason_option = click.option(
    "--reason", required=True, help="Why; the installation wants to know."
)
yes_option = click.option("--yes", is_flag=True, help="Does not ask.")
rollout_option = click.option(
    "--rollout",
    "--id",
    "number",
    type=click.IntRange(1, 2**31 - 1),
    help="The rollout's number; without it the open or else the newest one.",
)


def the(found: StoredRollout | None, number: int | None) -> None:
    """Raises OperatorError if a rollout was named that is not there."""
    if found is None and number is not None:
        raise OperatorError(
            f"there is no rollout {number}: `hookshift rollout history --all` names them all."
        )
