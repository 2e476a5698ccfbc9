"""Scripts that nobody has thought of: what people do is drawn; the model says where it belongs."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import count
from typing import Final

from hypothesis import strategies as st

from tests.conversations.acting import STATUSES, Event
from tests.conversations.expected import PROTECTED, WORDS, Belongs
from tests.conversations.model import Bounds, Known, Model
from tests.conversations.script import NUMBER, OWN, ROLLOUT, Act, Kind, Plan, Script, Step, Where

TEXTS: Final = ("a job", "rent a flat", "2", "yes", "menu", " Stop ", "a taxi", "my policy", "ok")
OTHER_NUMBER: Final = "106540352249999"
BUCKETS: Final = (5, 20, 40, 80)
SHOWN: Final = ("phone id", "phone id", "id", "phone", "+phone id", "parent id")
SHOWN_LATER: Final = ("phone2 id2", "id2", "phone2", "phone", "id")
"""By whoever has changed their number."""
MOST_STEPS: Final = 4
"""In an act."""
ALL_AT_ONCE: Final = (*sorted(OWN), Kind.TEXT, Kind.TEXT, Kind.RECEIPT, Kind.ECHO)
KINDS: Final = (*ALL_AT_ONCE, Kind.RECEIPT, Kind.REACTION, Kind.REVOKE, Kind.STANDBY)


class _Drawing:
    """One script while it is drawn."""

    def __init__(self, draw: st.DrawFn, *, at_once: bool, again: bool, late: bool) -> None:
        self._draw, self._at_once, self._again = draw, at_once, again
        self._late = late
        self._numbers = count()
        self._steps = dict[str, Step]()
        self._receipts = dict[str, int]()
        self._has_changed = False
        self._is_known = False

    def step(self, is_first: bool) -> Step:
        """Another one; `is_first` in its act."""
        draw, former = self._draw, sorted(self._steps)
        if self._again and former and draw(st.integers(0, 7)) == 0:
            return self._steps[draw(st.sampled_from(former))]._replace(again=True)
        kind = draw(st.sampled_from(ALL_AT_ONCE if self._at_once else KINDS))
        may_change = self._is_known and not (self._at_once or self._has_changed)
        if may_change and draw(st.integers(0, 14)) == 0:
            self._has_changed = True
            return Step(Kind.CHANGE, "", None, Where.STAYS)
        number = draw(st.sampled_from([NUMBER, NUMBER, NUMBER, OTHER_NUMBER]))
        answerable = [name for name in former if self._steps[name].number == number]
        made = Step(
            kind,
            self._text(kind),
            None,
            Where.STAYS,
            shows=self._shown(),
            id=self._identity(kind, number),
            number=number,
            soon=draw(st.booleans()),
            with_former=not is_first and draw(st.integers(0, 4)) == 0,
        )
        if kind in OWN and not self._at_once:
            made = made._replace(
                earlier=draw(st.sampled_from([0] * 9 + [60 * self._late])),
                answers=draw(st.sampled_from([""] * 3 + answerable)),
                in_group=draw(st.integers(0, 9)) == 0,
            )
        elif kind in (Kind.REACTION, Kind.REVOKE) and answerable:
            made = made._replace(answers=draw(st.sampled_from(answerable)))
        if kind in OWN:
            self._steps[made.id] = made
        self._is_known = self._is_known or not made.in_group
        return made

    def _text(self, kind: Kind) -> str:
        if kind is Kind.TEXT:
            return self._draw(st.sampled_from(TEXTS))
        # Whoever says it, insurance is for its protected handler.
        return self._draw(st.sampled_from(TEXTS[:6])) if kind in (Kind.ECHO, Kind.STANDBY) else ""

    def _shown(self) -> str:
        if self._at_once or not self._is_known:
            return "phone id"
        return self._draw(st.sampled_from(SHOWN_LATER if self._has_changed else SHOWN))

    def _identity(self, kind: Kind, number: str) -> str:
        if kind is not Kind.RECEIPT:
            return f"in-{next(self._numbers)}"
        # Ids of messages are unique at one business number.
        fresh = f"out-{number}-{next(self._numbers)}"
        begun = [
            name
            for name, times in self._receipts.items()
            if times < len(STATUSES) and number in name
        ]
        name = fresh if self._at_once else self._draw(st.sampled_from([fresh, *begun]))
        self._receipts[name] = self._receipts.get(name, 0) + 1
        return name


@st.composite
def generated(
    draw: st.DrawFn, *, at_once: bool = False, again: bool = True, late: bool = True
) -> Script:
    """A script. `at_once`: only what hosts agree on with no time between.

    `again`: with redeliveries.
    `late`: with messages that come later than others that were sent after them.
    """
    drawing = _Drawing(draw, at_once=at_once, again=again, late=late)
    acts = tuple(
        tuple(drawing.step(i == 0) for i in range(draw(st.integers(0, MOST_STEPS))))
        for _ in ROLLOUT
    )
    return Script("generated", draw(st.sampled_from(BUCKETS)), acts)


class Company(tuple[Script, ...]):
    """Scripts that are played together; a failure tells those at fault."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{len(self)} scripts"


class ByModel:
    """Where the events of one script belong, as the model says."""

    def __init__(self, buckets: Callable[[str], float]) -> None:
        self._model = Model(WORDS, PROTECTED, buckets, Bounds())
        self._before = self._model
        self._now = count()

    def begin(self, act: Act) -> None:
        """What comes from now on is in this act."""
        self._model.set_share(act.share, drains=act.drains)

    def of(self, event: Event, share: float) -> Belongs:
        """What the model says of this event."""
        del share
        self._before = deepcopy(self._model)
        place = self._model.event(event.said, next(self._now) / 1_000)
        return Belongs(place.domain, place.side)

    def not_looked_up(self, event: Event, known: Known) -> bool:
        """Whether the last event went as the rules say of what cannot be known in time."""
        went = self._before.not_looked_up(event.said, known, next(self._now) / 1_000)
        self._model = self._before if went else self._model
        return went


def in_words(script: Script, plan: Plan = ROLLOUT) -> str:
    """A script in words, an act in a line."""
    acts = zip(plan, script.acts, strict=True)
    return "\n".join(
        f"  {share:g}{' drain' * drains}: {_acted(act)}" for (share, drains), act in acts
    )


def _acted(act: Sequence[Step]) -> str:
    return "; ".join(
        f"{each.kind} {each.text!r}"
        + "".join(
            f" {name}={value}"
            for name, value in each._asdict().items()
            if name not in {"kind", "text", "domain", "where"}
            and value not in ("", False, 0, None, NUMBER, "phone id")
        )
        for each in act
    )
