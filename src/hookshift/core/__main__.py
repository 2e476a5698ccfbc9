"""`python -m hookshift.core`: says which engine runs, and why. Used by scripts/setup and by CI."""

import os
import sys

from hookshift.core.choice import choose
from hookshift.core.loading import ENGINE_VARIABLE, wanted_or_built
from hookshift.core.sources import SIMULATION
from hookshift.domain.errors import OperatorError


def main() -> int:
    """Prints one line; 1 if the engine that is asked for cannot be used."""
    wanted = os.environ.get(ENGINE_VARIABLE)
    try:
        engine = choose(wanted)
        module, why = wanted_or_built(wanted, SIMULATION)
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"hookshift runs on its {engine.name} core: {engine.why}.")
    if engine.relay is not None and module is None:
        print(f"Simulations run in Python: {why}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
