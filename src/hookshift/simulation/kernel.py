"""What simulations spend their time on, by either engine: both give the same for a seed."""

import os
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import NamedTuple

from hookshift.core.choice import Engine, choose
from hookshift.core.loading import ENGINE_VARIABLE
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
    return kernel(choose(os.environ.get(ENGINE_VARIABLE)))


def kernel(engine: Engine) -> SimulationKernel:
    """The kernel that `engine` simulates with."""
    if engine.simulation is None:
        return PURE
    traffic, fold, may_fail, people, chance = engine.simulation()
    return SimulationKernel(traffic, Kernel(fold, may_fail), people, chance)
