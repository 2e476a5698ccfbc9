"""The files that the compiled core is built from, and their hash.

The build puts the hash into the extension, and the loader compares: an extension that was built
from other sources is refused. Imports nothing of hookshift, since the build runs it by itself.
"""

from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent
MAIN = FOLDER / "_native.pyx"


def files() -> list[Path]:
    """The sources; none where they were not installed."""
    return [MAIN, *sorted(FOLDER.glob("*.pxi"))] if MAIN.is_file() else []


def digest() -> str:
    """32 hex digits; "" without sources."""
    found = files()
    whole = sha256()
    for each in found:
        content = each.read_bytes()
        whole.update(f"{each.name} {len(content)}\n".encode() + content)
    return whole.hexdigest()[:32] if found else ""
