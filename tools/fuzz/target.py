"""The target of scripts/fuzz: libFuzzer's bytes, read and decided by both engines.

HOOKSHIFT_FUZZ_CORE is the folder of an extension that was built with sanitizers and coverage.
"""

import os
import sys
from pathlib import Path

import atheris

import hookshift.core

hookshift.core.__path__.insert(0, os.environ["HOOKSHIFT_FUZZ_CORE"])
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.core.fuzzing import Fuzzed  # noqa: E402

if __name__ == "__main__":
    from hookshift.core import _native

    assert str(_native.__file__).startswith(os.environ["HOOKSHIFT_FUZZ_CORE"]), _native.__file__
    fuzzed = Fuzzed()
    atheris.Setup(sys.argv, fuzzed.check)
    atheris.Fuzz()
