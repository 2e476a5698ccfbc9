#!/bin/sh
# One would expect a loop over a C integer whose start, end and step are constants of a `cdef enum` to
# become a C loop, as one with literals does.
# What happens: Cython does that where the step is a literal. With a constant of an enum as the step it
# makes a `range` object of Python's, an iterator, and an int for each turn, also where no exception may
# leave the function. It compiles without a word.
# What it means for a webhook router: one such loop, four turns long, took 10,000 of the instructions of
# each webhook that looked into a table. Steps are literals, and instructions are counted.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install "cython==3.3.1"
cat > "$folder/steps.pyx" <<'CYTHON'
# cython: language_level=3
cdef enum:
    END = 128
    STEP = 2

def by_literal():
    cdef int i, total = 0
    for i in range(0, END, 2):
        total += i
    return total

def by_constant():
    cdef int i, total = 0
    for i in range(0, END, STEP):
        total += i
    return total
CYTHON
cat > "$folder/run.py" <<'PYTHON'
import re
import sys
from importlib.metadata import version
from pathlib import Path

from Cython.Compiler.Main import compile as cythonized

folder = Path(sys.argv[1])
cythonized(str(folder / "steps.pyx"))
code = (folder / "steps.c").read_text()
found = {}
for name in ("by_literal", "by_constant"):
    body = re.search(rf"static PyObject \*__pyx_pf_\w*{name}\([^;]*?\{{\n.*?\n\}}\n", code, re.DOTALL)
    found[name] = len(re.findall(r"PyRange_Type|builtin_range|PyObject_GetIter", body.group()))
print(f"Cython {version('cython')}")
for name, times in found.items():
    print(f"{name}: the C code of the loop speaks {times} times of range objects and iterators")
sys.exit(0 if not found["by_literal"] and found["by_constant"] else "something else happened")
PYTHON
"$folder/venv/bin/python" "$folder/run.py" "$folder"
