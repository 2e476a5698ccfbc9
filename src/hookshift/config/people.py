"""The keys by which people are known in the log."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hookshift.config.schema.people import PeoplePart
    from hookshift.config.schema.settings import Settings


def hash_keys(settings: "Settings | PeoplePart") -> tuple[bytes, ...]:
    """The keys of hashes of people: the first makes them, by the others they are only found."""
    return tuple(key.get_secret_value().encode() for key in settings.recorder.hash_key or ())
