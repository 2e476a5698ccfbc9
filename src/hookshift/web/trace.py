"""Where is my message? For the page and for `hookshift --url ... trace`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from hookshift.config.schema.settings import Settings
from hookshift.store.database import Connection
from hookshift.view.trace import Tracer, as_data
from hookshift.web.answers import INVALID, TEXT, answer
from hookshift.web.database import DashboardDatabase
from hookshift.web.encoding import encoded
from hookshift.web.schemas import Traced

LONGEST_TEXT = 1_000
MOST_ATTEMPTS = 1_000


def add_trace(app: APIRouter, settings: Settings, reader: DashboardDatabase) -> None:
    """Adds what answers it."""
    tracer = Tracer(settings)

    @app.get("/api/v1/trace", response_model=Traced, responses=INVALID)
    async def get_trace(
        what: Annotated[str, Query(min_length=1, max_length=LONGEST_TEXT, pattern=TEXT)],
        limit: Annotated[int, Query(ge=1, le=MOST_ATTEMPTS)] = 50,
    ) -> Response:
        """Everything of one event's id, one webhook's correlation id, or one person's number.

        Over all of the log, the latest first, with what is not delivered. A number is found in any
        spelling, with its country's code; numbers and message ids are masked in the answer.
        """

        async def read(connection: Connection) -> dict[str, Any]:
            return as_data(await tracer.trace(connection, what, limit))

        return answer(encoded(await reader.run(read)))
