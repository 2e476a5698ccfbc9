"""What simulations spend their time on, by either engine: both give the same for a seed."""

import os
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import NamedTuple

from hookshift.core.loading import ENGINE_VARIABLE, wanted_or_built
from hookshift.core.sources import SIMULATION
from hookshift.simulation.looks import Looks, MakeLooks
from hookshift.simulation.traffic import MakeTraffic, SimulatedTraffic


class SimulationKernel(NamedTuple):
    """How traffic is made, and how a rollout is followed until something may happen to it."""

    traffic: MakeTraffic = SimulatedTraffic
    looks: MakeLooks = Looks
    chance: Callable[[Random], Random] = lambda rng: rng
    """What continues the numbers of a generator; it is asked for nothing but `random()`."""


PURE = SimulationKernel()


@lru_cache(maxsize=1)
def chosen() -> SimulationKernel:
    """The compiled core's, where this process may use it."""
    return kernel(os.environ.get(ENGINE_VARIABLE))


def kernel(wanted: str | None) -> SimulationKernel:
    """The kernel of the engine of this name, as `core.choice.choose` takes it."""
    module, _ = wanted_or_built(wanted, SIMULATION)
    if module is None:
        return PURE
    return SimulationKernel(module.Traffic, module.Looks, module.Chance)
