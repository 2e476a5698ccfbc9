"""A call with an `Idempotency-Key` is carried out once: repeated, it gets the same answer.

If it was interrupted nobody knows whether it was carried out: then the answer says so, and a person
looks.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, Request, Response

from hookshift.store import api as store
from hookshift.web.access import Refused
from hookshift.web.answers import answer
from hookshift.web.database import DashboardDatabase

CallKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


async def once(
    database: DashboardDatabase,
    request: Request,
    path: str,
    key: str | None,
    carried_out: Callable[[], Awaitable[tuple[int, bytes]]],
) -> Response:
    """What came of `carried_out` (status and body), now or when `key` was first used for it.

    `request.state.token` is the caller's; without a key the call is carried out each time.
    """
    if key is None:
        status, body = await carried_out()
        return answer(body, status)
    token: int = request.state.token
    digest = store.digest(f"{path}\n{(await request.body()).decode()}")
    earlier = await database.run(lambda opened: store.begin_call(opened, token, key, digest))
    if earlier is not None:
        return _repeated(earlier, digest)
    status, body = await carried_out()
    await database.run(lambda opened: store.end_call(opened, token, key, status, body))
    return answer(body, status)


def _repeated(earlier: store.Earlier, digest: bytes) -> Response:
    if earlier.request != digest:
        raise Refused("this Idempotency-Key was used for another request: use a new one", 409)
    if earlier.status is None or earlier.answer is None:
        raise Refused(
            "this request is in progress, or was interrupted: check whether it was done, and if "
            "not, send it with a new Idempotency-Key",
            409,
        )
    return answer(earlier.answer, earlier.status)
