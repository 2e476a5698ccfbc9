"""Where the shipped example settings are: in an installed package, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_PLACES = (_PACKAGE / "hookshift.toml", _PACKAGE.parent.parent / "hookshift.toml")


def example() -> Path:
    """The shipped example settings, complete and commented."""
    return next(place for place in _PLACES if place.is_file())
