"""What a process loads before it does anything: no more than it is going to need.

Modules are counted, not seconds, since those depend on the machine. Each hundred takes some 50 ms.
"""

import subprocess
import sys
from pathlib import Path

SECONDS = 60
WEB = {"fastapi", "starlette", "uvicorn", "jinja2"}
TELLING = {"apprise", "requests", "opentelemetry"}
PEOPLE = {"click", "rich"}
OTHERS = {
    f"hookshift.{name}" for name in ("cli", "controller", "demo", "simulation", "view", "web")
}

MOST_OF_A_WORKER = 395
MOST_OF_THE_PARENT = 420
MOST_OF_VERSION = 120
MOST_OF_HELP = 200
MOST_OF_ALL_COMMANDS = 425
"""Modules of others, that is: libraries and Python's own."""

PROGRAM = """
import sys
from hookshift.__main__ import main
if __name__ == "__main__":
    from multiprocessing import get_context
    child = get_context("spawn").Process(target=exec, args=(sys.argv[1],))
    child.start()
    child.join()
    sys.exit(child.exitcode)
"""
"""As an installer writes `bin/hookshift`, but it starts a child instead of `main`."""

TELLING_AT_ITS_END = """
import atexit
import sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from hookshift.__main__ import main
main()
"""

EVERY_COMMAND = """
import click
from hookshift.cli.main import main
context = click.Context(main)
for name in main.list_commands(context):
    main.get_command(context, name)
"""


def output(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def loaded_by(*arguments: str) -> set[str]:
    """The modules of `hookshift ...` when it ends."""
    return set(output("-c", TELLING_AT_ITS_END, *arguments).stderr.split())


def modules_after(code: str) -> set[str]:
    """The modules of an interpreter that has run `code`."""
    return set(output("-c", f"{code}\nimport sys; print(*sys.modules)").stdout.split())


def of(names: set[str], modules: set[str]) -> set[str]:
    """Which of these packages are among the modules."""
    return {name for name in names if name in modules}


def of_others(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] != "hookshift"}


def child_of_hookshift(folder: Path, code: str) -> set[str]:
    """The modules of a spawned process that has run `code`."""
    program = folder / "hookshift"
    program.write_text(PROGRAM)
    code += "\nimport sys; print(*sys.modules)"
    return set(output(str(program), code).stdout.split())


def test_a_worker_loads_neither_the_dashboard_nor_the_commands_nor_the_demo(
    tmp_path: Path,
) -> None:
    modules = child_of_hookshift(tmp_path, "from hookshift.app import processes, worker")
    assert "hookshift.app.worker" in modules
    assert of(WEB | TELLING | PEOPLE | OTHERS | {"psutil"}, modules) == set()
    assert len(of_others(modules)) <= MOST_OF_A_WORKER


def test_a_spawned_process_gets_nothing_from_its_parents_main_script(tmp_path: Path) -> None:
    modules = child_of_hookshift(tmp_path, "")
    assert {name for name in modules if name.startswith("hookshift.")} == {"hookshift.__main__"}


def test_the_parent_loads_neither_the_dashboard_nor_the_demo() -> None:
    modules = loaded_by("serve", "--help") | modules_after("import hookshift.app.serve")
    assert "hookshift.app.serve" in modules
    assert of(WEB | TELLING, modules) == set()
    assert of(OTHERS - {"hookshift.cli", "hookshift.view"}, modules) == set()
    assert "hookshift.app.worker" not in modules
    assert len(of_others(modules)) <= MOST_OF_THE_PARENT


def test_the_version_is_told_without_the_settings_or_the_database() -> None:
    modules = loaded_by("--version")
    assert of({"asyncio", "asyncpg", "pydantic", "rich", "hookshift.config"}, modules) == set()
    assert len(of_others(modules)) <= MOST_OF_VERSION


def test_the_help_of_serve_loads_no_gateway() -> None:
    modules = loaded_by("serve", "--help")
    assert of({"asyncpg", "pydantic", "hookshift.config", "hookshift.gateway"}, modules) == set()
    assert len(of_others(modules)) <= MOST_OF_HELP


def test_no_command_loads_the_dashboard_or_the_demo_before_it_runs() -> None:
    modules = modules_after(EVERY_COMMAND)
    assert {"hookshift.cli.control", "hookshift.cli.demo", "hookshift.cli.serve"} <= modules
    assert of(WEB | TELLING | {"hookshift.demo", "hookshift.web"}, modules) == set()
    assert len(of_others(modules)) <= MOST_OF_ALL_COMMANDS
