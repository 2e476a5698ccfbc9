"""A share as people write it."""

from decimal import Decimal, InvalidOperation
from typing import Any

import click


class Percentage(click.ParamType[Decimal]):
    """0 to 100 with at most two decimals; PostgreSQL checks it again."""

    name = "percent"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        """A Decimal, or a usage error."""
        try:
            number = Decimal(str(value))
            good = 0 <= number <= 100 and number == round(number, 2)
        except InvalidOperation:
            good = False
        if not good:
            self.fail(
                f"{value} is not a percentage: write 0 to 100, with at most two decimals",
                param,
                ctx,
            )
        return number
