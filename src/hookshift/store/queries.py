"""Named queries: `queries/<file>.sql` holds blocks that begin with `-- name: <name>`."""

import re
from collections.abc import Mapping
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def load(file: str) -> Mapping[str, str]:
    """The queries of `queries/<file>.sql` by name, each with its comment."""
    text = resources.files("hookshift.store").joinpath("queries", f"{file}.sql").read_text("utf-8")
    return parse(text)


def parse(text: str) -> dict[str, str]:
    """Splits a file's text at its `-- name:` lines. Raises ValueError for a name used twice."""
    _, *parts = _NAME.split(text)
    names, bodies = parts[::2], parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"a query name is used twice: {sorted(names)}. Rename one.")
    return {name: body.strip() for name, body in zip(names, bodies, strict=True)}
