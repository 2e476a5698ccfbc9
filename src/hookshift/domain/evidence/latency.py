"""A latency sketch that can be merged: counts between fixed edges.

Edges grow by about 10 %, so a quantile is known to within that. They never change with the
settings: sketches of all gateways and all times add up. The runbook's limit, 2,000 ms, is an edge.
"""

from bisect import bisect_left
from collections.abc import Sequence
from operator import add


def _edges() -> tuple[int, ...]:
    edges = [*range(1, 16)]
    while edges[-1] < 600_000:
        edges.append(max(edges[-1] + 1, round(edges[-1] * 1.1)))
    marks = (50, 100, 250, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 5_000, 10_000, 30_000, 60_000)
    return tuple(sorted({*edges, *marks}))


EDGES = _edges()
"""Upper edges in whole milliseconds, inclusive. What is above the last has a place of its own."""

Sketch = tuple[int, ...]
"""How many observations fell at or below each edge and above the one before; trailing zeros cut."""


def place(milliseconds: float) -> int:
    """The number of the edge at which an observation is counted."""
    return bisect_left(EDGES, milliseconds)


def merged(one: Sequence[int], other: Sequence[int]) -> Sketch:
    """The sketch of both together."""
    if len(one) < len(other):
        one, other = other, one
    # `map` ends with the shorter one, and takes a third of a comprehension's time.
    return (*map(add, one, other), *one[len(other) :])


def above(sketch: Sequence[int], edge: int) -> int:
    """How many observations were above `EDGES[edge]`."""
    return sum(sketch[edge + 1 :])


def edge_at_or_above(milliseconds: float) -> int:
    """The number of the first edge at or above `milliseconds`; the last one at the most."""
    return min(bisect_left(EDGES, milliseconds), len(EDGES) - 1)


def mean(sketch: Sequence[int]) -> float | None:
    """The mean in ms, to within about 5 % (observations count as midway between two edges).

    None if there are no observations.
    """
    total = sum(sketch)
    if not total:
        return None
    sums = 0.0
    for index, count in enumerate(sketch):
        upper = EDGES[min(index, len(EDGES) - 1)]
        lower = EDGES[index - 1] if index else 0
        sums += count * (upper + lower) / 2
    return sums / total


def quantile(sketch: Sequence[int], share: float) -> float | None:
    """The upper edge below which `share` (0 to 1) of the observations lie; None if there are none.

    Infinity where it lies above the last edge.
    """
    total = sum(sketch)
    if not total:
        return None
    wanted, so_far = share * total, 0
    for index, count in enumerate(sketch):
        so_far += count
        if so_far >= wanted and count:
            return float(EDGES[index]) if index < len(EDGES) else float("inf")
    return float("inf")
