"""Asks an application as a server does: by a callback, or a task where it wants one."""

import asyncio

from hookshift.domain.http import Request, Response
from hookshift.gateway.relay.front import Webhooks


async def ask(webhooks: Webhooks, request: Request) -> Response:
    """The answer, however it comes."""
    answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
    rest = webhooks.begin(request, answered.set_result)
    if rest is None:
        return await answered
    return rest if isinstance(rest, Response) else await rest
