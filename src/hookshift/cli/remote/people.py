"""`hookshift --url ... person` and `explain --sender`: whom they are about is in no URL."""

from decimal import Decimal
from typing import Any

import click

from hookshift.cli.explain import percentage_option, print_next, sender_option
from hookshift.cli.options import output_option, required_reason_option, yes_option
from hookshift.cli.person.commands import print_exported, print_person
from hookshift.cli.person.forget import confirm_forget, print_forgotten
from hookshift.cli.person.options import perhaps_option, rows_option, sender_argument
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.refusing import only_beside
from hookshift.cli.verbs import Verbs

A_BODY = (
    "a body is explained on a host only, since it holds what people wrote: run it there, or give "
    "--sender"
)


@click.command()
@click.argument("file", required=False)
@sender_option
@percentage_option
@only_beside("--source", why=A_BODY)
@only_beside("--header", why=A_BODY)
@output_option
@click.pass_obj
def explain(
    client: Client,
    *,
    file: str | None,
    sender: str | None,
    percentage: Decimal | None,
    as_json: bool,
) -> None:
    """Explains where a person's next message would go, and why."""
    if file is not None:
        raise click.UsageError(A_BODY)
    if sender is None:
        raise click.UsageError("give --sender")
    assumed = None if percentage is None else float(percentage)
    print_next(client.ask("explain", sender=sender, percentage=assumed), as_json=as_json)


@click.group(cls=Verbs)
def person() -> None:
    """Shows, exports and forgets what is stored about a person.

    To show needs an operator's token, the others an admin's.
    """


@person.command()
@sender_argument
@rows_option
@output_option
@click.pass_obj
def show(client: Client, sender: str, limit: int, as_json: bool) -> None:
    """Shows a person's conversations, aliases, rows of the log and undelivered events."""
    print_person(sender, client.ask("person/show", sender=sender, limit=limit), as_json=as_json)


@person.command()
@sender_argument
@required_reason_option
@click.pass_obj
def export(client: Client, sender: str, reason: str) -> None:
    """Writes everything that is stored about a person, one JSON object a line."""
    answer: dict[str, Any] = client.ask("person/export", sender=sender, reason=reason)
    print_exported(answer["lines"], answer["remarks"])


@person.command()
@sender_argument
@required_reason_option
@perhaps_option
@yes_option
@output_option
@click.pass_obj
def forget(
    client: Client, *, sender: str, reason: str, perhaps: bool, yes: bool, as_json: bool
) -> None:
    """Removes what is stored about a person; undelivered events are dropped."""
    confirm_forget(yes=yes)
    answer = client.ask("person/forget", sender=sender, reason=reason, perhaps=perhaps)
    print_forgotten(answer, as_json=as_json)
