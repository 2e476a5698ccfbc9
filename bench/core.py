"""`python -m bench.core [--instructions]`: CPU of reading and deciding, by either core, in process.

Usual webhooks as Meta writes them, each read and then decided by the rules of the shipped settings,
the two cores by turns. CPU time is the least of many short turns, so it holds beside other programs
too; instructions are counted by callgrind (valgrind), in minutes, and are the same on a busy
machine.
"""

import sys
import time
from collections.abc import Callable, Mapping

from bench import callgrind, mix
from bench.mix import MIX
from bench.shipped import plain_settings
from bench.traffic import SECRET, signed_bodies
from hookshift.config.compile import route_table
from hookshift.core.choice import Engine, choose
from hookshift.domain.routing.routing import Snapshot
from hookshift.providers.whatsapp import WhatsApp

TURNS, CALLS = 60, 200
RUNS = (200, 5_200)
"""Calls of two runs: far apart, since the start alone differs by millions of instructions."""
SNAPSHOT = Snapshot(1, True, 1_000, frozenset({"jobs", "property", "marketplace"}), b"salt" * 4)


def bodies() -> dict[str, bytes]:
    """One body of each kind, and one as `make bench` sends it."""
    return mix.bodies() | {"bench": next(iter(signed_bodies(1))).body}


Work = Callable[[bytes], object]


def work(engine: Engine) -> dict[str, Work]:
    """Each phase of a body, by this engine."""
    settings = plain_settings({"WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_VERIFY_TOKEN": "token"})
    provider = WhatsApp([SECRET.encode()], b"token", engine=engine)
    decide = engine.decider(route_table(settings))
    return {
        "read": provider.events,
        "both": lambda body: decide(provider.events(body), "default", SNAPSHOT),
    }


def microseconds(engines: Mapping[str, Work], body: bytes) -> dict[str, float]:
    """The CPU time of a call of each, by turns."""
    least = dict.fromkeys(engines, float("inf"))
    for _ in range(TURNS):
        for name, call in engines.items():
            began = time.process_time()
            for _ in range(CALLS):
                call(body)
            least[name] = min(least[name], (time.process_time() - began) / CALLS * 1e6)
    return least


def instructions(core: str, kind: str) -> int:
    """Of one call."""
    return callgrind.each(lambda calls: ("bench.core", "--run", core, kind, str(calls)), RUNS)


def _run(core: str, kind: str, calls: str) -> None:
    body, call = bodies()[kind], work(choose(core))["both"]
    for _ in range(int(calls)):
        call(body)


def _table() -> None:
    engines = {name: work(choose(name)) for name in ("python", "native")}
    totals = dict.fromkeys(("python", "native"), 0.0)
    print(f"{'us of CPU, read + decide':32} {'python':>8} {'native':>8} {'times':>6}   read alone")
    for kind, body in bodies().items():
        both = microseconds({name: each["both"] for name, each in engines.items()}, body)
        read = microseconds({name: each["read"] for name, each in engines.items()}, body)
        for name in totals:
            totals[name] += both[name] * MIX.get(kind, 0) / 100
        _line(f"{kind} ({len(body)} bytes)", both, read)
    _line("the mix", totals)


def _line(kind: str, both: Mapping[str, float], read: Mapping[str, float] | None = None) -> None:
    python, native = both["python"], both["native"]
    alone = f"   {read['python']:.1f} / {read['native']:.1f}" if read else ""
    print(f"{kind:32} {python:8.2f} {native:8.2f} {python / native:6.1f}{alone}", flush=True)


def _instructions() -> None:
    print(f"{'instructions, read + decide':32} {'python':>8} {'native':>8} {'times':>6}")
    for kind in ("bench", "status_delivered", "text with escapes"):
        python, native = (instructions(core, kind) for core in ("python", "native"))
        print(f"{kind:32} {python:8,} {native:8,} {python / native:6.1f}", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--run", core, kind, calls]:
            _run(core, kind, calls)
        case ["--instructions"]:
            _instructions()
        case _:
            _table()
