"""`python -m hookshift.core`: says which engine runs, and why. Used by scripts/setup and by CI."""

import os
import sys

from hookshift.core.choice import choose
from hookshift.core.loading import ENGINE_VARIABLE
from hookshift.domain.errors import OperatorError


def main() -> int:
    """Prints one line; 1 if the engine that is asked for cannot be used."""
    try:
        engine = choose(os.environ.get(ENGINE_VARIABLE))
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"hookshift runs on its {engine.name} core: {engine.why}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
