"""The base class of every table of hookshift.toml."""

import os
from typing import Self

from pydantic import BaseModel, ConfigDict

# Plugins of pydantic would be shown secrets, and looking for them reads the metadata of every
# package that is installed, in each process.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class Section(BaseModel):
    """A table of the file: frozen, no unknown keys, "10" is not a number.

    The text under a field says what it means, for whoever reads the code and for the reference,
    which reads the code. It is no `description`: to find it pydantic would parse each class again
    in every process that starts, which takes longer than all the rest of the model. What checks
    values is built when the first are checked: a worker gets settings that have been.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        validate_default=True,
        defer_build=True,
    )

    @classmethod
    def defaults(cls) -> Self:
        """All of its defaults, as what another table has without this one.

        Not `cls()`, which checks them and so builds what checks, in each process that imports the
        class; tests/config/test_defaults.py checks them instead.
        """
        return cls.model_construct()
