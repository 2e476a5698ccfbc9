"""Options of a command that `--url` does not have: they are refused, and it is said why."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def only_beside(*names: str, why: str, is_flag: bool = False) -> Callable[[F], F]:
    """An option that works beside the installation only, by all its names."""

    def refuse(_context: click.Context, _option: click.Parameter, given: Any) -> None:
        if given:
            raise click.UsageError(f"{names[0]} is not available with --url: {why}")

    return click.option(
        *names, is_flag=is_flag, hidden=True, expose_value=False, callback=refuse,
        help="Is not available with --url.",
    )  # fmt: skip
