"""The listening sockets: one SO_REUSEPORT socket per worker, on one address."""

import socket

BACKLOG = 4_096


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """`count` listening sockets on one address; port 0 picks a free one. Raises OSError."""
    # Without this first try another hookshift on the same port would silently share its traffic.
    with _bound(host, port, shared=False) as probe:
        port = probe.getsockname()[1]
    return join(host, port, count)


def join(host: str, port: int, count: int) -> list[socket.socket]:
    """`count` sockets beside others that listen on the same address. Raises OSError."""
    sockets: list[socket.socket] = []
    try:
        for _ in range(count):
            sockets.append(_bound(host, port, shared=True))  # noqa: PERF401, closed below
        for sock in sockets:
            sock.listen(BACKLOG)
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


def _bound(host: str, port: int, *, shared: bool) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.setblocking(False)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
