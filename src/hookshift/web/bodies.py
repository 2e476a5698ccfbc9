"""What the body of a change says, and the bounds of each of its values."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from hookshift.store.dead_letters import Chosen
from hookshift.web.answers import TEXT

MOST_NUMBER = 2**53 - 1
"""Larger ones are not the same in every reader of JSON."""


def _is_number(value: object) -> object:
    """Not the text of one, as in JSON."""
    if isinstance(value, str):
        raise ValueError("must be a number, without quotes")
    return value


Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=2),
    BeforeValidator(_is_number),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "multipleOf": 0.01}),
]
Why = Annotated[str, Field(min_length=1, max_length=1_000, pattern=TEXT)]


def _is_text(value: object) -> object:
    """Not a number of seconds, which pydantic would take."""
    if not isinstance(value, str):
        raise ValueError("must be a time as text, with its time zone")
    return value


def _storable(moment: datetime) -> datetime:
    """In UTC; its year must be one that PostgreSQL and every offset can express."""
    if not 1 < moment.year < 9999:
        raise ValueError("must be in the years 2 to 9998")
    return moment.astimezone(UTC)


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_is_text),
    AfterValidator(_storable),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Asked(BaseModel):
    """Every change says why."""

    model_config = ConfigDict(extra="forbid")

    reason: Why


class Beginning(Asked):
    """A start at a stage of the plan in hookshift.toml."""

    stage: Annotated[int, Field(ge=1, le=1_000)] = 1


class Promotion(Asked):
    """A promotion from the stage that the caller saw."""

    stage: Annotated[int, Field(ge=1, le=1_000)]
    override: bool = False


class Rollback(Asked):
    """A rollback to a percentage; null: to the stage before."""

    percentage: Percent | None = Decimal(0)


class TakenBack(Asked):
    """A rollback to a percentage; null: to the share before its last change."""

    percentage: Percent | None = Decimal(0)


class Acknowledgement(Asked):
    """An acknowledgement of a problem, as `problems` of the overview names it."""

    kind: Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)]
    subject: Annotated[str, Field(max_length=300, pattern=TEXT)]


class Silencing(Acknowledgement):
    """A silence about a problem, for so many seconds."""

    seconds: Annotated[float, Field(ge=1, le=30 * 86_400, allow_inf_nan=False)]


class NotifierTest(Asked):
    """A test of one notifier, or of all."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)] | None = None


class Revocation(Asked):
    """A revocation of the token with this name."""

    name: Annotated[str, Field(min_length=1, max_length=63, pattern=TEXT)]


class Abortion(Asked):
    """The end of a rollout."""

    keep_share: bool = False


class Share(Asked):
    """The share of unified; a drain lets conversations under way with unified finish there."""

    percentage: Percent
    drain: bool = False


def _given(name: str, **has: Any) -> dict[str, Any]:
    return {"required": [name], "properties": {name: has}}


_LISTS = ("ids", "handlers", "domains", "sources", "causes")
_AT_LEAST_ONE: dict[str, Any] = {
    "anyOf": [
        *(_given(name, minItems=1) for name in _LISTS),
        _given("error", type="string"),
        _given("since", type="string"),
        _given("until", type="string"),
        _given("all", const=True),
    ]
}
Number = Annotated[int, Field(ge=1, le=MOST_NUMBER)]
Numbers = Annotated[list[Number], Field(max_length=10_000)]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)]
Names = Annotated[list[Name], Field(max_length=100)]
PartOfError = Annotated[str, Field(min_length=1, max_length=300, pattern=TEXT)]


class Letters(Asked):
    """Dead letters that meet every condition given; at least one is, or `all` is true."""

    model_config = ConfigDict(json_schema_extra=_AT_LEAST_ONE)

    ids: Numbers = []
    handlers: Names = []
    domains: Names = []
    sources: Names = []
    causes: Names = []
    error: PartOfError | None = None
    since: Moment | None = None
    until: Moment | None = None
    all: bool = False
    dry_run: bool = False

    @model_validator(mode="after")
    def _chosen(self) -> "Letters":
        if not self.all and self.chosen() == Chosen():
            raise ValueError("give a condition, or set `all`")
        return self

    def chosen(self) -> Chosen:
        """The conditions as the store takes them."""
        return Chosen(
            ids=self.ids or None,
            handlers=self.handlers or None,
            domains=self.domains or None,
            sources=self.sources or None,
            causes=self.causes or None,
            contains=self.error,
            since=self.since,
            until=self.until,
        )
