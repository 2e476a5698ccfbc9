"""Deliveries and dead letters for the commands, as a gateway would have left them."""

from collections.abc import Sequence

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, Reason, Side
from hookshift.gateway.durable import content
from hookshift.gateway.durable.content import Content
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.store import deliveries
from hookshift.store.database import connection as connection_to
from hookshift.store.deliveries import Burial, Settlement, claim, settle
from hookshift.store.inbox import InboxWriter
from hookshift.store.taking_in import NewDelivery
from tests.cli.conftest import Hookshift
from tests.conftest import outside_the_loop
from tests.store.deliveries import accept, new

JOBS, PROPERTY = "wa-webhook-jobs", "wa-webhook-property"
ROOM = {JOBS: 1_000, PROPERTY: 1_000, "gone-handler": 1_000}
BODY = b'{"text": "a secret", "n": 1}'


def letter(lane: int, handler: str = JOBS, cipher: PayloadCipher | None = None) -> NewDelivery:
    """One event of one sender."""
    event = Event(
        EventKind.MESSAGE, "text", f"wamid.{lane}", "250780000001", "250780000001", "", (), "1",
        (), (),
    )  # fmt: skip
    decision = Decision("jobs", handler, Side.LEGACY, Reason.OUT_OF_SHARE, "jobs", 99)
    stored = Content([(b"x-a", b"1")], [event], [decision], 1, "corr-1", f"key-{lane}")
    key_id, plain, body = (cipher or PayloadCipher()).encrypt(content.encode(stored), BODY)
    return new(lane, handler=handler)._replace(key_id=key_id, content=plain, body=body)


def waiting(hookshift: Hookshift, *those: NewDelivery) -> None:
    """Taken in and not delivered."""

    async def work() -> None:
        writer = InboxWriter(hookshift.url)
        try:
            await accept(writer, those)
        finally:
            await writer.close()

    outside_the_loop(work())


def ended(
    hookshift: Hookshift, reason: str | None = "permanent", error: str | None = "HTTP 400"
) -> Sequence[int]:
    """All that waits is given up, or delivered if there is no reason; their numbers."""

    async def work() -> list[int]:
        numbers: list[int] = []
        async with connection_to(hookshift.url, "tests") as opened:
            me = await deliveries.register(opened, "me", 60.0)
            while rows := await claim(opened, me, ROOM):
                ids = [row.id for row in rows]
                letters = [Burial(each, 1, reason or "", error) for each in ids]
                what = Settlement(dead=letters) if reason else Settlement(done=ids)
                await settle(opened, me, what)
                numbers += ids
        return numbers

    return outside_the_loop(work())
