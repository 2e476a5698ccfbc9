"""The paths that change something: who asks, whether it was asked before, then it is done.

With an `Idempotency-Key` a call that is repeated gets the same answer and is not carried out again.
If it was interrupted nobody knows whether it was: then the answer says so, and a person looks.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, FastAPI, Header, Request, Response

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store import api as store
from hookshift.store.errors import DatabaseAway
from hookshift.web.access import Access, Caller, Refused
from hookshift.web.answers import ERRORS, INVALID, answer
from hookshift.web.audit import Audit
from hookshift.web.bodies import Asked
from hookshift.web.changes import CHANGES, AllowedChange, Ground
from hookshift.web.database import DashboardDatabase
from hookshift.web.encoding import encoded
from hookshift.web.routes import checked

CarriedOut = Callable[[AllowedChange, Asked, Request, Caller], Awaitable[tuple[int, bytes]]]
CallKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


def add_changes(
    app: FastAPI, settings: Settings, database: DashboardDatabase, access: Access, audit: Audit
) -> None:
    """One path for each of CHANGES."""

    async def carried_out(
        change: AllowedChange, asked: Asked, request: Request, caller: Caller
    ) -> tuple[int, bytes]:
        actor = f"{caller.name} (token)"
        try:
            done = await database.run(
                lambda opened: change.carry(Ground(opened, settings, actor), asked)
            )
        except DatabaseAway as error:
            audit.failed(request, change.path, actor, str(error))
            raise
        except OperatorError as error:
            audit.failed(request, change.path, actor, str(error))
            return 409, encoded({"error": str(error)})
        audit.changed(request, change.path, actor, asked.reason)
        return 200, encoded(done)

    for change in CHANGES:
        app.include_router(_router(database, access, change, carried_out))


def _router(
    database: DashboardDatabase, access: Access, change: AllowedChange, carried_out: CarriedOut
) -> APIRouter:
    model = change.asked

    async def may(request: Request) -> None:
        caller = await access.caller(request, acts=True)
        request.state.token = access.demand(caller, change.role, change.path, request)
        request.state.caller = caller

    async def carry_out(asked: model, request: Request, key: CallKey = None) -> Response:  # type: ignore[valid-type]
        caller, token = request.state.caller, request.state.token
        if key is None:
            status, body = await carried_out(change, asked, request, caller)
            return answer(body, status)
        told = store.digest(f"{change.path}\n{(await request.body()).decode()}")
        earlier = await database.run(lambda opened: store.begin_call(opened, token, key, told))
        if earlier is not None:
            return repeated(earlier, told)
        status, body = await carried_out(change, asked, request, caller)
        await database.run(lambda opened: store.end_call(opened, token, key, status, body))
        return answer(body, status)

    router = APIRouter(route_class=checked(may))
    router.add_api_route(
        f"/api/v1/{change.path}",
        carry_out,
        methods=["POST"],
        name=change.path.replace("/", "_"),
        summary=change.summary,
        description=f"Requires a token with the role {change.role}.",
        responses={**ERRORS, **INVALID},
        response_model=change.answer,
    )
    return router


def repeated(earlier: store.Earlier, told: bytes) -> Response:
    if earlier.request != told:
        raise Refused("this Idempotency-Key was used for another request: use a new one", 409)
    if earlier.status is None or earlier.answer is None:
        raise Refused(
            "this request is in progress, or was interrupted: check whether it was done, and if "
            "not, send it with a new Idempotency-Key",
            409,
        )
    return answer(earlier.answer, earlier.status)
