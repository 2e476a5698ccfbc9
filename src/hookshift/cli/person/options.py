"""What the commands about a person take, here and elsewhere."""

import click

from hookshift.cli.options import limit_option

MOST_SHOWN = 1_000

sender_argument = click.argument("sender", metavar="PHONE|ID")
reason_option = click.option("--reason", help="The reason, recorded with the action.")
perhaps_option = click.option(
    "--perhaps",
    is_flag=True,
    help="Include rows that may be another person's: found by the masked number and the bucket.",
)
rows_option = limit_option(100, MOST_SHOWN, "How many of the latest rows of the log to show.")
