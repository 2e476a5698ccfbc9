"""The attributes of Python's connections that the compiled core touches are those it declares."""

import re
from collections.abc import Callable

import pytest

from hookshift.core import connections as declared
from hookshift.core.sources import FOLDER
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.shared import Shared
from hookshift.gateway.relay.bulkhead import Held
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.pool import Upstream

# mypy refuses a class that lacks an attribute, or has it of another type.
CLIENT: Callable[[InboundConnection], declared.FrameClient] = lambda it: it  # noqa: E731
CLIENTS: Callable[[Shared], declared.FrameClients] = lambda it: it  # noqa: E731
POOL: Callable[[Upstream], declared.FramePool] = lambda it: it  # noqa: E731
HANDLER: Callable[[UpstreamConnection], declared.FrameConnection] = lambda it: it  # noqa: E731
LOAD: Callable[[Load], declared.FrameLoad] = lambda it: it  # noqa: E731
HELD: Callable[[Held], declared.FrameHeld] = lambda it: it  # noqa: E731

ASSIGNED = re.compile(r"^(?P<targets>[^=(]+?) (?:\+|-)?= ")


def code() -> list[str]:
    """The lines of `frame.pxi`, without comments and texts."""
    lines = (FOLDER / "frame.pxi").read_text().splitlines()
    texts = re.compile(r'#.*|"""[^"]*"""|"[^"]*"|`[^`]*`')
    return [texts.sub("", line).strip() for line in lines]


def touched(name: str) -> tuple[set[str], set[str]]:
    """The attributes of `name` that are used, and those of them that are written."""
    attribute = re.compile(rf"\b{name}\.(\w+)")
    used: set[str] = set()
    written: set[str] = set()
    for line in code():
        used |= set(attribute.findall(line))
        assigned = ASSIGNED.match(line)
        if assigned is not None:
            targets = re.findall(rf"\b{name}\.(\w+)(?![\w.(])", assigned["targets"])
            written |= set(targets)
    return used, written


@pytest.mark.parametrize(
    ("name", "protocol"),
    [
        ("client", declared.FrameClient),
        ("shared", declared.FrameClients),
        ("upstream", declared.FramePool),
        ("connection", declared.FrameConnection),
        ("load", declared.FrameLoad),
        ("held", declared.FrameHeld),
    ],
)
def test_the_core_touches_what_it_declares_and_nothing_else(name: str, protocol: type) -> None:
    used, written = touched(name)
    writable = set(protocol.__annotations__)
    public = {each for each in vars(protocol) if not each.startswith("_")}

    assert used == writable | public
    said_to_be_written = {
        each
        for each in writable
        if re.search(rf'^    {each}: .*\n    """Written: ', source_of(protocol), re.MULTILINE)
    }
    assert written == said_to_be_written


def source_of(protocol: type) -> str:
    whole = (FOLDER / "connections.py").read_text()
    return whole.partition(f"class {protocol.__name__}(")[2].partition("\nclass ")[0]


def test_the_core_touches_nothing_private() -> None:
    private = re.compile(r"\.(_(?!_)\w+)")
    found = {name for line in code() for name in private.findall(line)}
    assert found == set()
