"""The sockets that the workers share: opened, or taken over from the previous generation."""

import socket

from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.gateway.handover import Handover
from hookshift.gateway.listeners import join, listen


def listening(settings: Settings, handover: Handover | None) -> list[socket.socket]:
    """The workers' sockets, if possible of the previous generation. Raises OperatorError."""
    address, count = settings.gateway.listen, settings.gateway.workers
    left = [socket.socket(fileno=number) for number in handover.sockets] if handover else []
    if handover is not None and handover.address == str(address):
        own, spare = left[:count], left[count:]
        host, port = own[0].getsockname()[:2]
    else:
        own, spare = [], left
        host, port = address.host, address.port
    # Whoever waits in the queue of one that is not needed is served by its former worker.
    for sock in spare:
        sock.close()
    try:
        if not own:
            return listen(host, port, count)
        return [*own, *join(host, port, count - len(own))]
    except OSError as error:
        raise OperatorError(
            f"cannot listen on {address}: {error.strerror or error}. "
            "Stop what uses it, or change gateway.listen."
        ) from error


def address_of(settings: Settings, sock: socket.socket) -> str:
    """The URL at which the gateway is reached through this socket."""
    host, port = sock.getsockname()[:2]
    scheme = "https" if settings.gateway.tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
