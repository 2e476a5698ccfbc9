"""The paths that change something: who asks, whether it was asked before, then it is done."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request, Response

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.errors import DatabaseAway
from hookshift.web.access import Access, Caller
from hookshift.web.audit import Audit
from hookshift.web.bodies import Asked
from hookshift.web.changes import CHANGES, AllowedChange, Ground
from hookshift.web.database import DashboardDatabase
from hookshift.web.encoding import encoded
from hookshift.web.once import CallKey, once
from hookshift.web.routes import posting

CarriedOut = Callable[[AllowedChange, Asked, Request, Caller], Awaitable[tuple[int, bytes]]]


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
        caller = request.state.caller
        return await once(
            database, request, change.path, key,
            lambda: carried_out(change, asked, request, caller),
        )  # fmt: skip

    description = f"Requires a token with the role {change.role}."
    return posting(
        change.path,
        may,
        carry_out,
        summary=change.summary,
        description=description,
        model=change.answer,
    )
