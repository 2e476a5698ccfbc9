"""Generated stories: two people, a group and two numbers, over pauses and changes of the share."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from hypothesis import strategies as st

from tests.conversations.model import Bounds, Said
from tests.conversations.script import NUMBER, OWN, Kind

BOUNDS: Final = Bounds()
NAMES: Final = (("RW.a", "250781", "RW.ENT.a"), ("RW.b", "250782", "RW.ENT.b"))
NUMBERS: Final = (NUMBER, "106540352249999")
TEXTS: Final = ("a job", "a job", "rent", "rent", "2", "menu", "a taxi")
SILENT: Final = (Kind.RECEIPT, Kind.ECHO, Kind.STANDBY)
"""What never starts, extends or switches a conversation."""
PAUSES: Final = (0.0, 1.0, 60.0, BOUNDS.affinity - 1, BOUNDS.affinity + 1, BOUNDS.context + 1)


class Move(NamedTuple):
    """A pause, then a new share or an event."""

    pause: float
    person: int
    share: float | None = None
    said: Said | None = None
    again: bool = False
    is_late: bool = False
    """Whether it is older, by the provider's time, than what came before."""


def names_of(person: int, shown: Sequence[int] = (0, 1, 2)) -> tuple[str, ...]:
    """Some of somebody's names, the one that counts first at the front."""
    return tuple(NAMES[person][i] for i in sorted(shown))


@st.composite
def stories(draw: st.DrawFn) -> list[Move]:
    """Each event shows all names of its person."""
    moves: list[Move] = []
    clock = 1_790_000_000.0
    for number in range(draw(st.integers(3, 14))):
        pause = draw(st.sampled_from(PAUSES))
        clock += pause
        former = [each for each in moves if each.said is not None]
        what = draw(st.sampled_from(["share", "say", "say", "say", "silent", "again", "late"]))
        if what == "share":
            share = draw(st.sampled_from([0.0, 30.0, 60.0, 100.0]))
            moves.append(Move(pause, 0, share=share))
        elif what == "again" and former:
            again = draw(st.sampled_from(former))
            # Of copies nobody remembers where they went the first time.
            if again.said and again.said.kind in {*OWN, Kind.ECHO}:
                moves.append(again._replace(pause=pause, again=True))
        else:
            kinds = SILENT if what == "silent" else (*sorted(OWN), *(Kind.TEXT,) * 6)
            kind = draw(st.sampled_from(kinds))
            late = what == "late"
            moves.append(
                draw(_said(kind, number, clock - 7_200 * late, pause))._replace(is_late=late)
            )
    return moves


@st.composite
def _said(draw: st.DrawFn, kind: Kind, number: int, at: float, pause: float) -> Move:
    person = draw(st.sampled_from([0, 0, 0, 1]))
    group = draw(st.sampled_from([*[""] * 7, "1203630"])) if kind in OWN else ""
    text = draw(st.sampled_from(TEXTS)) if kind in (Kind.TEXT, Kind.ECHO, Kind.STANDBY) else ""
    to = draw(st.sampled_from([*[NUMBERS[0]] * 5, NUMBERS[1]]))
    said = Said(kind, names_of(person), f"wamid.{number}", text, "", at, group, to)
    return Move(pause, person, said=said)


@st.composite
def replies(draw: st.DrawFn, moves: list[Move]) -> list[Move]:
    """The story with some of its own messages answering former ones of the same conversation."""
    found: list[Move] = []
    known: dict[tuple[int, str], list[str]] = {}
    first: dict[str, Said] = {}
    for move in moves:
        said = move.said
        former = known.setdefault((move.person, said.number), []) if said else []
        if said and move.again:
            said = first[said.id]
        elif said and said.kind in OWN and former:
            said = said._replace(answers=draw(st.sampled_from(["", "", *former])))
        if said and not said.group and said.kind in (*OWN, Kind.RECEIPT):
            # What the business says from its own app is known by its receipts.
            former.append(said.id)
        if said:
            first.setdefault(said.id, said)
        found.append(move._replace(said=said))
    return found
