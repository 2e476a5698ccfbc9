"""What simulations spend their time on, by either engine: both give the same for a seed."""

import os
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import NamedTuple

from hookshift.core.loading import ENGINE_VARIABLE, wanted_or_built
from hookshift.core.sources import SIMULATION
from hookshift.domain.rollout.progress import REFERENCE, Kernel
from hookshift.simulation.senders import MakePeople, population
from hookshift.simulation.stream import MakeTraffic, Stream


class SimulationKernel(NamedTuple):
    """How traffic is made, and how it is folded in and looked at."""

    traffic: MakeTraffic = Stream
    evaluation: Kernel = REFERENCE
    people: MakePeople = population
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
    evaluation = Kernel(module.Folding().fold, module.Failing().may_fail)
    return SimulationKernel(
        module.SimulatedStream, evaluation, module.simulated_people, module.Chance
    )
