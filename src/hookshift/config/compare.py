"""Comparisons of settings that several checks make."""

from collections.abc import Iterable, Iterator

from hookshift.config.environment import quoted
from hookshift.config.faults import Fault, Location, dotted
from hookshift.config.table import Table


def at_most(table: Table, small: str, large: str, location: Location) -> Iterator[Fault]:
    """A fault if one number of a table is above another that it belongs below."""
    below, above = table.number(small), table.number(large)
    if below is not None and above is not None and below > above:
        yield Fault(
            dotted((*location, small)),
            f"is {below:,}, more than the {above:,} of {large}",
            f"lower it or raise {large}",
        )


def twice(section: str, key: str, tables: Iterable[tuple[int, Table]]) -> Iterator[Fault]:
    """A fault for each table that has in `key` what an earlier one of its section has."""
    first: dict[str, int] = {}
    for i, table in tables:
        value = table.text(key) if table.has(key) else None
        if value is None:
            continue
        if value in first:
            yield Fault(
                dotted((section, i, key)),
                f"is {quoted(value)}, as in {section}[{first[value]}]",
                f"give each its own {key}",
            )
        first.setdefault(value, i)
