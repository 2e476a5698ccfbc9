"""What `hookshift simulate` is given: outages, error rates and latencies, of a side, at a time."""

import re
from contextlib import suppress
from typing import Any, NamedTuple

import click
from pydantic_core import PydanticCustomError

from hookshift.config.durations import read_duration
from hookshift.simulation.scenario import SIDES, Outage

BOTH = "both"
_OUTAGE = re.compile(r"(?P<side>unified|legacy|both)@(?P<at>[^+]+)\+(?P<length>.+)")
_RATE = re.compile(r"(?P<side>unified|legacy|both)=(?P<value>[0-9.]+)(@(?P<at>.+))?")
_LATENCY = re.compile(r"(?P<side>unified|legacy|both)=(?P<value>[0-9.]+)ms(@(?P<at>.+))?")


class OutageType(click.ParamType[Outage]):
    """`unified@6h+10m`."""

    name = "side@when+length"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Outage:
        """An outage, or a usage error."""
        if isinstance(value, Outage):
            return value
        found = _OUTAGE.fullmatch(value)
        if found is not None:
            with suppress(PydanticCustomError):
                at, length = read_duration(found["at"]), read_duration(found["length"])
                return Outage(float(at), float(length), _sides(found["side"]))
        return self.fail(
            f'{value} is not an outage: write "both@6h+3m" or "unified@30m+90s"', param, ctx
        )


class SideSetting(NamedTuple):
    """What a side does, from the start or from a time on."""

    sides: tuple[str, ...]
    value: float
    at: float | None


class SettingType(click.ParamType[SideSetting]):
    """`unified=0.05`, `unified=0.5@6h`."""

    def __init__(self, pattern: re.Pattern[str], example: str, most: float) -> None:
        self._pattern, self._example, self._most = pattern, example, most
        self.name = "side=value[@when]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> SideSetting:
        """A setting, or a usage error."""
        if isinstance(value, SideSetting):
            return value
        found = self._pattern.fullmatch(value)
        with suppress(PydanticCustomError, ValueError):
            if found is not None and 0 <= (number := float(found["value"])) <= self._most:
                at = None if found["at"] is None else float(read_duration(found["at"]))
                return SideSetting(_sides(found["side"]), number, at)
        return self.fail(f"{value} is not understood: write it as {self._example}", param, ctx)


PERCENT = SettingType(_RATE, '"unified=0.05" or "unified=0.5@6h" (percent)', 100.0)
MILLISECONDS = SettingType(_LATENCY, '"unified=900ms" or "both=3000ms@6h"', 600_000.0)


def _sides(side: str) -> tuple[str, ...]:
    return SIDES if side == BOTH else (side,)
