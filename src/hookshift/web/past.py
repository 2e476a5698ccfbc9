"""What is asked for now and then: past rollouts, their histories, what is not delivered."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from hookshift.domain.errors import OperatorError
from hookshift.store import ledger, rollouts
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseAway
from hookshift.view.report import brief, entry_of
from hookshift.web.access import Refused
from hookshift.web.answers import ERRORS, INVALID, answer
from hookshift.web.database import DashboardDatabase
from hookshift.web.encoding import encoded
from hookshift.web.filtered import undelivered
from hookshift.web.schemas import Brief, HistoryLine, NotDelivered

MOST = 1_000
LARGEST_NUMBER = 2**31 - 1

Limit = Annotated[int, Query(ge=1, le=MOST)]


def add_past(app: APIRouter, reader: DashboardDatabase) -> None:
    """Adds what answers it."""

    @app.get("/api/v1/rollouts", response_model=list[Brief], responses=INVALID)
    async def get_rollouts(limit: Limit = 100) -> Response:
        """All rollouts, newest first."""

        async def read(connection: Connection) -> list[dict[str, Any]]:
            return [brief(each) for each in await rollouts.rollouts(connection, limit)]

        return answer(encoded(await reader.run(read)))

    @app.get(
        "/api/v1/rollout/history",
        response_model=list[HistoryLine],  # type: ignore[valid-type]
        responses={409: ERRORS[409], **INVALID},
    )
    async def get_history(
        rollout: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER)] = None, limit: Limit = 100
    ) -> Response:
        """What happened in a rollout, oldest first; by default in the open one, or the newest."""

        async def read(connection: Connection) -> list[dict[str, Any]]:
            try:
                found = await rollouts.named(connection, rollout)
            except DatabaseAway:
                raise
            except OperatorError as error:
                raise Refused(str(error), 409) from error
            if found is None:
                return []
            entries = await rollouts.entries(connection, found.id, limit)
            return [entry_of(entry, found.plan) for entry in reversed(entries)]

        return answer(encoded(await reader.run(read)))

    @app.get("/api/v1/undelivered", response_model=NotDelivered, responses=INVALID)
    async def get_undelivered(limit: Limit = 20) -> Response:
        """What was acknowledged and not delivered, the oldest first: waiting, and dead letters."""

        async def read(connection: Connection) -> dict[str, Any]:
            return await undelivered(connection, ledger.Where(), limit)

        return answer(encoded(await reader.run(read)))
