"""The scripted people. Each event says where it belongs, which is what the tests compare with."""

from typing import Final

from tests.conversations.script import Gap, Kind, Script, Where, does, says, step

STAYS, SHARE, LEGACY = Where.STAYS, Where.SHARE, Where.LEGACY
OTHER_NUMBER: Final = "106540352249999"

WITHIN_AFFINITY: Final = (
    Script(
        "fills in a form while the share rises past them",
        20,
        (
            (
                says("I look for a job", "jobs", SHARE),
                does(Kind.LOCATION, "jobs", STAYS),
                says("2", "jobs", STAYS),
            ),
            (says("yes", "jobs", STAYS), does(Kind.PHOTO, "jobs", STAYS)),
            (says("3", "jobs", STAYS),),
            (does(Kind.CHOICE, "jobs", STAYS), says("thanks", "jobs", STAYS)),
            (says("one more", "jobs", LEGACY),),
        ),
    ),
    Script(
        "begins on unified, and leaves it at the rollback",
        20,
        (
            (),
            (says("rent a flat", "property", SHARE), says("2", "property", STAYS)),
            (does(Kind.LOCATION, "property", STAYS),),
            (says("yes", "property", STAYS),),
            (says("yes", "property", LEGACY), says("3", "property", LEGACY)),
        ),
    ),
    Script(
        "begins when everybody is moved",
        90,
        (
            (),
            (),
            (),
            (says("hiring?", "jobs", SHARE), says("2", "jobs", STAYS)),
            (does(Kind.PHOTO, "jobs", LEGACY),),
        ),
    ),
    Script(
        "switches by a word, and stays on their side",
        20,
        (
            (says("a job", "jobs", SHARE), says("rent", "property", STAYS)),
            (says("2", "property", STAYS), says("a job", "jobs", STAYS)),
            (says("yes", "jobs", STAYS),),
            (),
            (says("yes", "jobs", LEGACY),),
        ),
    ),
    Script(
        "asks for the menu, which ends it",
        20,
        (
            (says("a job", "jobs", SHARE), says("Menu", "jobs", STAYS), says("2", None, LEGACY)),
            (
                says("rent", "property", SHARE),
                says(" STOP ", "property", STAYS),
                says("ok", None, LEGACY),
            ),
            (says("the menu is long", None, LEGACY),),
            (),
            (),
        ),
    ),
    Script(
        "has said nothing that anybody claims",
        20,
        ((says("hello", None, LEGACY), does(Kind.LOCATION, None, LEGACY)), (), (), (), ()),
    ),
    Script(
        "gets receipts, which start, extend and switch nothing",
        20,
        (
            (
                does(Kind.RECEIPT, None, LEGACY, id="out-0"),
                says("2", None, LEGACY),
                says("a job", "jobs", SHARE),
                does(Kind.RECEIPT, "jobs", STAYS, id="out-1"),
            ),
            (
                does(Kind.RECEIPT, "jobs", STAYS, id="out-2"),
                says("rent", "property", STAYS),
                does(Kind.RECEIPT, "jobs", STAYS, id="out-2"),
            ),
            (),
            (does(Kind.RECEIPT, "property", STAYS, id="out-3"), says("2", "property", STAYS)),
            (does(Kind.RECEIPT, "property", LEGACY, id="out-4"),),
        ),
    ),
    Script(
        "answers former messages",
        20,
        (
            (
                says("a job", "jobs", SHARE, id="in-1"),
                does(Kind.RECEIPT, "jobs", STAYS, id="out-1"),
                says("rent", "property", STAYS),
            ),
            (says("yes, that one", "jobs", STAYS, answers="out-1"),),
            (does(Kind.REACTION, "jobs", STAYS, answers="in-1"),),
            (does(Kind.REVOKE, "jobs", STAYS, answers="in-1"),),
            (says("rent it is", "jobs", LEGACY, answers="out-1"),),
        ),
    ),
    Script(
        "is delivered twice",
        20,
        (
            (
                says("a job", "jobs", SHARE, id="in-1"),
                says("rent", "property", STAYS, id="in-2"),
                says("a job", "jobs", STAYS, id="in-1", again=True),
                says("2", "property", STAYS),
            ),
            (says("a job", "jobs", STAYS, id="in-1", again=True), says("3", "property", STAYS)),
            (),
            (says("rent", "property", STAYS, id="in-2", again=True),),
            (says("rent", "property", LEGACY, id="in-2", again=True),),
        ),
    ),
    Script(
        "comes out of order",
        20,
        (
            (
                says("rent", "property", SHARE),
                says("a job", "jobs", STAYS, earlier=60),
                says("2", "property", STAYS),
            ),
            (says("a job", "jobs", STAYS, earlier=3_600), says("yes", "property", STAYS)),
            (),
            (),
            (),
        ),
    ),
    Script(
        "changes their number in the middle",
        20,
        (
            (says("a job", "jobs", SHARE), does(Kind.CHANGE, "jobs", STAYS)),
            (says("2", "jobs", STAYS, shows="phone2 id2"),),
            (says("yes", "jobs", STAYS, shows="id2"), says("3", "jobs", STAYS, shows="phone2")),
            (says("4", "jobs", STAYS, shows="phone"),),
            (says("5", "jobs", LEGACY, shows="id2"),),
        ),
    ),
    Script(
        "hides their number",
        20,
        (
            (says("a job", "jobs", SHARE, shows="phone"), says("1", "jobs", STAYS)),
            (says("2", "jobs", STAYS, shows="id"), says("3", "jobs", STAYS, shows="+phone")),
            (does(Kind.RECEIPT, "jobs", STAYS, shows="id", id="out-1"),),
            (says("4", "jobs", STAYS, shows="parent id"), says("5", "jobs", STAYS, shows="parent")),
            (says("6", "jobs", LEGACY, shows="id"),),
        ),
        first="phone",
    ),
    Script(
        "keeps the bucket of their first name when that name disappears",
        20,
        (
            (
                says("a job", "jobs", SHARE, shows="phone"),
                says("1", "jobs", STAYS),
                says("stop", "jobs", STAYS, shows="id"),
            ),
            (
                says("rent", "property", SHARE, shows="id"),
                says("2", "property", STAYS, shows="phone"),
            ),
            (says("3", "property", STAYS, shows="id"),),
            (),
            (says("rent", "property", LEGACY, shows="id"),),
        ),
        first="phone",
    ),
    Script(
        "talks in a group and alone",
        20,
        (
            (
                says("a job", "jobs", SHARE, in_group=True),
                says("2", "jobs", STAYS, in_group=True, by="b"),
                says("2", None, LEGACY, by="b"),
                says("rent", "property", SHARE),
                says("3", "jobs", STAYS, in_group=True),
            ),
            (says("4", "jobs", STAYS, in_group=True, by="b"), says("4", "property", STAYS)),
            (),
            (),
            (says("5", "jobs", LEGACY, in_group=True),),
        ),
    ),
    Script(
        "writes again at once",
        20,
        (
            (says("rent", "property", SHARE), says("2", "property", STAYS, soon=True)),
            (says("a job", "jobs", STAYS, soon=True), says("2", "jobs", STAYS, soon=True)),
            (says("rent", "property", STAYS), says("2", "property", STAYS, soon=True)),
            (says("Stop", "property", STAYS), says("2", None, LEGACY, soon=True)),
            (),
        ),
    ),
    Script(
        "is answered from the business's own app, or by somebody else",
        20,
        (
            (
                step(Kind.ECHO, "a job", None, LEGACY),
                says("2", None, LEGACY),
                says("a job", "jobs", SHARE),
                step(Kind.ECHO, "rent", "jobs", STAYS),
                step(Kind.STANDBY, "rent", "jobs", STAYS),
                says("2", "jobs", STAYS),
            ),
            (),
            (step(Kind.ECHO, "2", "jobs", STAYS), says("3", "jobs", STAYS)),
            (),
            (step(Kind.ECHO, "2", "jobs", LEGACY),),
        ),
    ),
    Script(
        "asks for what is protected, which does not continue",
        20,
        (
            (says("a taxi", "mobility", LEGACY),),
            (says("taxi to town", "mobility", LEGACY), says("2", None, LEGACY)),
            (),
            (says("a job", "jobs", SHARE), says("my policy", "insurance", LEGACY)),
            (),
        ),
    ),
    Script(
        "writes to two numbers of the business",
        20,
        (
            (says("a job", "jobs", SHARE), says("2", None, LEGACY, number=OTHER_NUMBER)),
            (
                says("rent", "property", SHARE, number=OTHER_NUMBER),
                says("2", "jobs", STAYS),
                says("2", "property", STAYS, number=OTHER_NUMBER),
            ),
            (),
            (says("3", "jobs", STAYS), says("3", "property", STAYS, number=OTHER_NUMBER)),
            (says("4", "jobs", LEGACY), says("4", "property", LEGACY, number=OTHER_NUMBER)),
        ),
    ),
    Script(
        "is delivered in batches",
        20,
        (
            (says("rent", "property", SHARE), says("2", "property", STAYS, with_former=True)),
            (
                says("a job", "jobs", STAYS),
                says("1", "jobs", STAYS, with_former=True),
                says("rent", "property", STAYS, with_former=True),
                says("2", "property", STAYS, with_former=True),
            ),
            (),
            (says("Home", "property", STAYS), says("2", None, LEGACY, with_former=True)),
            (),
        ),
    ),
)

IDLE: Final = (
    Script(
        "pauses for longer than affinity lasts, and goes by the share",
        20,
        (
            (says("a job", "jobs", SHARE),),
            (says("2", "jobs", SHARE, after=Gap.AFFINITY),),
            (says("3", "jobs", SHARE, after=Gap.AFFINITY),),
            (),
            (),
        ),
    ),
    Script(
        "pauses for longer than the context lasts",
        20,
        (
            (says("a job", "jobs", SHARE), says("2", None, LEGACY, after=Gap.CONTEXT)),
            (says("rent", "property", SHARE),),
            (says("2", None, LEGACY, after=Gap.CONTEXT),),
            (),
            (),
        ),
    ),
    Script(
        "reads after the context has passed, which does not prolong it",
        20,
        (
            (
                says("a job", "jobs", SHARE),
                does(Kind.RECEIPT, "jobs", STAYS, id="out-1"),
                says("2", None, LEGACY, after=Gap.CONTEXT),
                does(Kind.RECEIPT, "jobs", SHARE, id="out-1"),
                says("2", None, LEGACY),
            ),
            (says("well", "jobs", SHARE, answers="out-1"), says("2", "jobs", STAYS)),
            (),
            (),
            (),
        ),
    ),
)

DRAINED: Final = (
    Script(
        "finishes with unified what a drain found there, until the next change",
        80,
        (
            (),
            (says("a job", "jobs", SHARE), says("1", "jobs", STAYS)),
            (
                says("2", "jobs", STAYS),
                does(Kind.PHOTO, "jobs", STAYS),
                says("rent", "property", STAYS),
            ),
            (says("3", "property", LEGACY), says("a job", "jobs", STAYS)),
            (says("4", "jobs", LEGACY),),
        ),
    ),
    Script(
        "ends a conversation during a drain, and begins the next one by the new share",
        80,
        (
            (),
            (says("a job", "jobs", SHARE), does(Kind.RECEIPT, "jobs", STAYS, id="out-1")),
            (
                does(Kind.RECEIPT, "jobs", STAYS, id="out-1"),
                says("menu", "jobs", STAYS),
                says("a job", "jobs", SHARE),
                says("2", "jobs", STAYS),
            ),
            (says("3", "jobs", LEGACY),),
            (),
        ),
    ),
    Script(
        "begins during a drain, and stays through the rise after it",
        50,
        (
            (),
            (),
            (says("rent", "property", SHARE), says("2", "property", STAYS)),
            (says("3", "property", STAYS), says("a job", "jobs", STAYS)),
            (says("4", "jobs", LEGACY),),
        ),
    ),
    Script(
        "is with unified before, during and after a drain, as the rise takes them again",
        50,
        (
            (),
            (says("a job", "jobs", SHARE),),
            (says("2", "jobs", STAYS),),
            (says("3", "jobs", STAYS),),
            (says("4", "jobs", LEGACY),),
        ),
    ),
    Script(
        "notices nothing of a drain",
        20,
        (
            (says("a job", "jobs", SHARE),),
            (
                says("2", "jobs", STAYS),
                says("stop", "jobs", STAYS),
                says("rent", "property", SHARE),
            ),
            (says("3", "property", STAYS),),
            (says("4", "property", STAYS),),
            (says("5", "property", LEGACY),),
        ),
    ),
)
"""Under the plan DRAIN."""
