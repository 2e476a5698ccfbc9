"""The files that the compiled extensions are built from, and their hashes.

The build puts an extension's hash into it, and the loader compares: one that was built from other
sources is refused. Imports nothing of hookshift, since the build runs it by itself.
"""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORE = "hookshift.core"
SIMULATION = "hookshift.simulation.compiled"
PACKAGES = (CORE, SIMULATION)
"""Each has one extension, `_native`."""


def folder(package: str) -> Path:
    """Where its sources are, and its extension if it is built in place."""
    return ROOT.joinpath(*package.split(".")[1:])


def files(package: str) -> list[Path]:
    """The sources, the main one first; none where they were not installed."""
    main = folder(package) / "_native.pyx"
    return [main, *sorted(main.parent.glob("*.pxi"))] if main.is_file() else []


def digest(package: str) -> str:
    """32 hex digits; "" without sources."""
    found = files(package)
    whole = sha256()
    for each in found:
        content = each.read_bytes()
        whole.update(f"{each.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()[:32] if found else ""
