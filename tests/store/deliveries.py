"""Deliveries by hand: what an intake would write, in short."""

from collections.abc import Sequence
from hashlib import blake2b

from hookshift.store.database import Connection
from hookshift.store.inbox import InboxWriter
from hookshift.store.taking_in import Fresh, NewDelivery, Placed

HANDLER = "wa-webhook-jobs"
LEDGER = """
SELECT coalesce(sum(accepted), 0)::int, coalesce(sum(delivered), 0)::int,
       coalesce(sum(dead), 0)::int, coalesce(sum(duplicates), 0)::int FROM hookshift.ledger
"""


def key(name: object) -> bytes:
    return blake2b(str(name).encode(), digest_size=16).digest()


def new(
    ordering_key: int | None = None,
    *,
    handler: str = HANDLER,
    held: bool = False,
    body: bytes = b"{}",
) -> NewDelivery:
    return NewDelivery(
        "whatsapp",
        handler,
        "legacy",
        "jobs",
        ordering_key,
        None,
        1,
        None,
        held,
        None,
        b"\x90",
        body,
    )


async def accept(
    writer: InboxWriter,
    deliveries: Sequence[NewDelivery],
    names: Sequence[object] = (),
    owner: int | None = None,
) -> list[Placed]:
    """One webhook a delivery; `names` are its event's, the delivery's own number if not given."""
    keys = [key(name) for name in names] if names else [None] * len(deliveries)

    def compose(fresh: Sequence[Fresh]) -> list[NewDelivery]:
        return [each for each, (is_new,) in zip(deliveries, fresh, strict=True) if is_new]

    return await writer.accept(owner, [("whatsapp", [each]) for each in keys], compose)


async def ledger(connection: Connection) -> tuple[int, ...]:
    """Accepted, delivered, dead, duplicates."""
    row = await connection.fetchrow(LEDGER)
    assert row is not None
    return tuple(row)


async def waiting(connection: Connection) -> list[int]:
    rows = await connection.fetch("SELECT id FROM hookshift.deliveries ORDER BY id")
    return [row["id"] for row in rows]
