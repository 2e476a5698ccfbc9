"""The base class of every table of hookshift.toml."""

from pydantic import BaseModel, ConfigDict


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
