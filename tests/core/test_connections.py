"""What connections inherit is the same, whether the compiled core or Python has it."""

import asyncio
import os
import subprocess
import sys

import pytest

from hookshift.core import connections
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.shared import Shared
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.pool import Upstream
from tests.core.differential import core

NAMES = [each.__name__ for each in connections.PYTHONS]
BY_NAME = dict(zip(NAMES, connections.PYTHONS, strict=True))


def fields(kind: type) -> set[str]:
    """Data of a class that is written and read from outside."""
    return {
        name
        for name, each in vars(kind).items()
        if hasattr(each, "__set__") and not name.startswith("_")
    }


def methods(kind: type) -> set[str]:
    return {name for name, each in vars(kind).items() if callable(each) and name[0] != "_"}


@pytest.mark.parametrize("name", NAMES)
def test_both_have_the_same_fields_with_the_same_beginnings(name: str) -> None:
    python, native = BY_NAME[name], getattr(core(), name)

    assert fields(native) == fields(python) == set(python.__annotations__)
    begun = [{each: getattr(kind(), each) for each in fields(kind)} for kind in (python, native)]
    assert begun[0] == begun[1]


@pytest.mark.parametrize("name", NAMES)
def test_what_the_core_defines_python_defines_too(name: str) -> None:
    assert methods(getattr(core(), name)) <= methods(BY_NAME[name])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("FrameClients", Shared),
        ("FrameClient", InboundConnection),
        ("FramePool", Upstream),
        ("FrameConnection", UpstreamConnection),
        ("FrameLoad", Load),
    ],
)
def test_the_gateways_classes_hide_no_field(name: str, kind: type) -> None:
    # A slot of the same name would be another field than the one that the core reads.
    inherited = getattr(connections, name)
    between = kind.__mro__[: kind.__mro__.index(inherited)]

    assert len(between) < len(kind.__mro__)
    hidden = {field for each in between for field in fields(inherited) & set(vars(each))}
    assert hidden == set()


def test_the_loop_hands_what_comes_to_the_inherited_class_first() -> None:
    for kind, inherited in (
        (InboundConnection, connections.FrameClient),
        (UpstreamConnection, connections.FrameConnection),
    ):
        assert issubclass(kind, asyncio.Protocol)
        assert kind.data_received is inherited.data_received


@pytest.fixture(params=["python", "native", ""])
def chosen(request: pytest.FixtureRequest) -> tuple[str, bool]:
    if request.param != "python":
        core()
    return request.param, request.param != "python"


def test_they_are_pythons_where_the_core_is_switched_off(chosen: tuple[str, bool]) -> None:
    wanted, native = chosen
    code = "from hookshift.core.connections import are_native; import sys; " + (
        "print(are_native(), 'hookshift.core._native' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "HOOKSHIFT_CORE": wanted},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.split() == [str(native), str(native)]
