"""The part of hookshift.toml by which people and what is stored of them are found."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from hookshift.config.schema.installation import DatabasePart
from hookshift.config.secrets import EncryptionKey, Secret
from hookshift.config.section import Section


def as_list(value: object) -> object:
    """What is no list as the list that holds only it."""
    return value if isinstance(value, tuple) or value is None else (value,)


FromNumber = Literal["full", "masked", "hashed", "none"]
HashKey = Annotated[
    tuple[Secret, ...], BeforeValidator(as_list), Field(min_length=1, max_length=16)
]
EncryptionKeys = Annotated[tuple[EncryptionKey, ...], Field(max_length=16)]


class _Part(Section):
    model_config = ConfigDict(extra="ignore")


class RecordedPeople(_Part):
    """What is read of `[recorder]`."""

    from_number: FromNumber = "masked"
    """How a phone number is recorded."""
    hash_key: HashKey | None = None
    """Key of hashes of people; of several the first hashes, and what others made is found."""


class StoredBodies(_Part):
    """What is read of `[delivery]`."""

    encryption_keys: EncryptionKeys = ()
    """Keys for bodies at rest: the first encrypts, any decrypts."""


class PeoplePart(DatabasePart):
    """What a command reads that looks for one person's rows and stored bodies."""

    recorder: RecordedPeople = RecordedPeople.defaults()
    """How people are known."""
    delivery: StoredBodies = StoredBodies.defaults()
    """How stored bodies are opened."""
