"""How `hookshift serve` becomes its own successor: what one generation leaves to the next.

At a reload the parent replaces its own program (exec) by a fresh `hookshift serve`: its process id
stays, as systemd and containers need it, and settings and code are new. File descriptors that are
kept open go along: the listening sockets, in whose queues nobody is lost, and the pipes to the
processes of the former generation, which serve until those of the next one do.

An environment variable says which descriptor is what. It also names the process, so that a value
that has leaked elsewhere counts for nothing.
"""

import os
from collections.abc import Callable, Mapping, MutableMapping
from typing import NamedTuple

import msgspec

VARIABLE = "HOOKSHIFT_HANDOVER"


class Former(NamedTuple):
    """A process of the former generation."""

    name: str
    pid: int
    beats: int
    """File descriptor of the pipe with its beats."""
    orders: int
    """File descriptor of the pipe for orders to it."""


class Handover(NamedTuple):
    """What the former generation leaves, by file descriptors."""

    parent: int
    """Id of the process that both are."""
    generation: int
    """The number of the generation that takes over; the first is 1."""
    address: str
    """The setting `gateway.listen` that `sockets` were made for."""
    sockets: tuple[int, ...]
    processes: tuple[Former, ...]
    locks: tuple[int, ...] = ()
    """Held by the former generation, to be closed once the next one holds its own."""

    def descriptors(self) -> list[int]:
        """All that must stay open."""
        pipes = [fd for each in self.processes for fd in (each.beats, each.orders)]
        return [*self.sockets, *pipes, *self.locks]


def replace_program(
    handover: Handover,
    arguments: list[str],
    environ: Mapping[str, str],
    execute: Callable[[str, list[str], dict[str, str]], object] = os.execve,
) -> None:
    """Runs `arguments` in place of this program; returns only if that fails. Raises OSError."""
    for descriptor in handover.descriptors():
        os.set_inheritable(descriptor, True)
    state = msgspec.json.encode(handover).decode()
    try:
        execute(arguments[0], arguments, {**environ, VARIABLE: state})
    finally:
        for descriptor in handover.descriptors():
            os.set_inheritable(descriptor, False)


def received(environ: MutableMapping[str, str], pid: int) -> Handover | None:
    """What a former generation has left to process `pid`; the variable is removed.

    The descriptors are closed to programs that are started from here.
    """
    state = environ.pop(VARIABLE, None)
    if state is None:
        return None
    try:
        handover = msgspec.json.decode(state, type=Handover)
    except msgspec.MsgspecError:
        return None
    if handover.parent != pid:
        return None
    for descriptor in handover.descriptors():
        os.set_inheritable(descriptor, False)
    return handover
