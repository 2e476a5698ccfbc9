"""Turns a delivery's outcome into rows of `webhook_routing_logs`."""

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from hookshift.domain.delivery.delivery import Outcome, succeeded
from hookshift.domain.events import Event
from hookshift.domain.http import Response
from hookshift.domain.person import PersonHash
from hookshift.domain.privacy import without_ids
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import DROPPED, Decision, Part, part_of
from hookshift.gateway.ids import IdSource
from hookshift.gateway.upstream.answer_text import answer_text

ERROR_TEXT_BOUND = 300
TEXT_BOUND = 256
"""Characters of each text from a payload: one may have megabytes, and many rows wait."""
_LONG_NUMBER = re.compile(r"\d{6,}")

Masker = Callable[[str], str | None]
Common = tuple[str, str, int, str, str | None, float, str, int | None, int | None, int, str, bool]
"""What the rows of one attempt share: handler, side, milliseconds, status, error, time, source,
version, handler's status, number, correlation id, whether it is final."""


class Attempt(NamedTuple):
    """One try to hand a part to its handler."""

    part: Part
    outcome: Outcome
    number: int
    milliseconds: int
    """Time since the webhook arrived, for which its sender has been waiting."""
    final: bool = True
    """Whether no further attempt follows."""

    @property
    def succeeded(self) -> bool:
        """Whether the handler has taken the part."""
        return succeeded(self.outcome)


class Origin(NamedTuple):
    """The webhook that events came in, as the log names it."""

    source: str
    version: int | None
    """The version of the configuration that decided it; None if none had been read."""
    correlation_id: str


def log_rows(  # noqa: PLR0917, as few as a row has sources
    events: Sequence[Event],
    decisions: Sequence[Decision],
    common: Common,
    new_id: Callable[[float], bytes],
    mask: Masker,
    person: PersonHash | None,
) -> list[LogRow]:
    """A row for each event and its decision.

    Enumeration members go in as they are, since they are strings: reading their `value` would take
    longer than the rest of a row.
    """
    handler, side, milliseconds, status, message, wall, *rest = common
    source, version, code, number, trace, final = rest
    rows = []
    for event, decision in zip(events, decisions, strict=True):
        identity, event_id = event.phone or event.sender, event.event_id
        fields = (
            new_id(wall),
            handler,
            decision.domain,
            side,
            mask(identity[:TEXT_BOUND]) if identity else None,
            event_id and event_id[:TEXT_BOUND],
            milliseconds,
            status,
            message,
            wall,
            source,
            event.kind,
            event.type[:TEXT_BOUND],
            decision.rule,
            decision.reason,
            decision.bucket,
            version,
            code,
            number,
            trace,
            decision.sender,
            final,
            person(identity) if identity and person else None,
            decision.domain_by,
            decision.observed,
            event.phone_number_id and event.phone_number_id[:TEXT_BOUND],
            event.at or None,
            True if event.group else None,
            event.pricing and event.pricing[:TEXT_BOUND],
            event.error_code,
        )
        # Half of what LogRow(...) takes, for each event.
        rows.append(tuple.__new__(LogRow, fields))
    return rows


MakeRows = Callable[..., list[LogRow]]
"""As `log_rows`; the compiled core has one, too."""


class RowWriter(NamedTuple):
    """Builds log rows; its fields are the same for all rows of a process."""

    ids: IdSource
    mask: Masker
    person: PersonHash | None = None
    """None where there is no key: then the rows have no hash."""
    make: MakeRows = log_rows

    def rows(self, attempt: Attempt, origin: Origin, wall: float, *, ok: bool) -> list[LogRow]:
        """One row per event of the attempt; `ok`: whether it succeeded."""
        part, outcome = attempt.part, attempt.outcome
        source, version, correlation_id = origin
        common = (
            part.handler,
            part.side,
            attempt.milliseconds,
            "success" if ok else "error",
            None if ok else error_text(outcome),
            wall,
            source,
            version,
            outcome.status if isinstance(outcome, Response) else None,
            attempt.number,
            correlation_id,
            attempt.final,
        )
        return self.make(part.events, part.decisions, common, self.ids.row, self.mask, self.person)

    def dropped(
        self, events: Sequence[Event], decisions: Sequence[Decision], origin: Origin, wall: float
    ) -> list[LogRow]:
        """One row per event that a rule drops: no attempt was made, and nothing answered."""
        made = Attempt(part_of(events, decisions), Response(200, [], b""), 0, 0)
        return [
            row._replace(status=DROPPED, handler_status=None)
            for row in self.rows(made, origin, wall, ok=True)
        ]


def error_text(outcome: Outcome) -> str:
    """What went wrong, short and fit for GROUP BY.

    Long numbers and WhatsApp ids become `#`: an error text may quote a phone number, and texts that
    differ only in an id belong to one group.
    """
    if isinstance(outcome, Response):
        by = f" ({outcome.judgement.setting})" if outcome.judgement else ""
        text = f"HTTP {outcome.status}{by}: {answer_text(outcome)}".rstrip(": ")
    else:
        text = str(outcome)
    return _LONG_NUMBER.sub("#", without_ids(text))[:ERROR_TEXT_BOUND]


def masker(how: str, key: bytes) -> Masker:
    """The masker that `recorder.from_number` names; `key` is for `hashed`."""
    return hashed(key) if how == "hashed" else _MASKERS[how]


def full(identity: str) -> str | None:
    """The number as it is."""
    return identity


def masked(identity: str) -> str | None:
    """The first three and the last two characters: enough to recognise, not enough to call."""
    if len(identity) <= 5:
        return "*" * len(identity)
    return f"{identity[:3]}{'*' * (len(identity) - 5)}{identity[-2:]}"


def nothing(_identity: str) -> str | None:
    """No number at all."""
    return None


def hashed(key: bytes) -> Masker:
    """A keyed hash, 32 hex digits: equal for the same person, not undone by a list of numbers.

    `key` is the secret that stands between the table and everyone's phone number.
    """
    key = blake2b(key, digest_size=64).digest()

    def mask(identity: str) -> str:
        return blake2b(identity.encode("utf-8", "replace"), digest_size=16, key=key).hexdigest()

    return mask


_MASKERS: Mapping[str, Masker] = {"full": full, "masked": masked, "none": nothing}
