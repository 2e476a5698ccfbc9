"""What the commands about a person take, here and elsewhere."""

import click

MOST_SHOWN = 1_000

sender_argument = click.argument("sender", metavar="PHONE|ID")
reason_option = click.option("--reason", help="The reason, recorded with the action.")
perhaps_option = click.option(
    "--perhaps", is_flag=True, help="Also rows that are only perhaps this person's."
)
rows_option = click.option(
    "--limit",
    type=click.IntRange(1, MOST_SHOWN),
    default=100,
    show_default=True,
    help="How many rows of the log to show, the latest.",
)
