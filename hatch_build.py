"""Builds the compiled extensions while the package is built or installed, if there is a C compiler.

HOOKSHIFT_BUILD says how: `auto` (the default: without compiler or headers, or if they fail, a pure
package is made, with one line that says why), `native` (fails instead) or `pure`. Cython is pinned
in requirements/build.txt; the C that it makes is not kept.
"""

import os
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
SOURCES = runpy.run_path(str(ROOT / "src" / "hookshift" / "core" / "sources.py"))
CORE = SOURCES["CORE"]
VARIABLE = "HOOKSHIFT_BUILD"
SECONDS = 900
"""How long a compiler may take: half a minute is usual, much more on a machine that is busy."""


class NotBuilt(Exception):
    """Why there is no extension."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling's door: called for each wheel, also for an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the extensions to the wheel, or leaves it pure. If editable, in place."""
        how = os.environ.get(VARIABLE) or "auto"
        if how not in {"auto", "native", "pure"}:
            raise SystemExit(f"{VARIABLE} is {how!r}: use auto, native or pure")
        is_editable = version == "editable"
        if is_editable:
            for package in SOURCES["PACKAGES"]:
                for old in SOURCES["folder"](package).glob("_native.*.so"):
                    old.unlink()
        if how == "pure":
            return
        self._work = tempfile.TemporaryDirectory()
        try:
            made = build_all(None if is_editable else Path(self._work.name))
        except NotBuilt as error:
            if how == "native":
                raise SystemExit(f"The compiled core was not built: {error}") from None
            print(f"hookshift: pure Python, since {error}.", file=sys.stderr)
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if not is_editable:
            for package, extension in made.items():
                inside = f"{package.replace('.', '/')}/{extension.name}"
                build_data["force_include"][str(extension)] = inside


# No contraction: a fused multiplication rounds once where Python's rounds twice.
FLAGS = "-O2 -DNDEBUG -fwrapv -fno-strict-aliasing -fPIC -ffp-contract=off"


def build_all(folder: Path | None = None) -> dict[str, Path]:
    """The extension of each package, all at once; in folders within `folder`, or in place.

    Raises NotBuilt.
    """

    def one(package: str) -> Path:
        if folder is None:
            return build(package)
        own = folder / package
        own.mkdir()
        return build(package, folder=own)

    with ThreadPoolExecutor() as pool:
        return dict(zip(SOURCES["PACKAGES"], pool.map(one, SOURCES["PACKAGES"]), strict=True))


def build(
    package: str = CORE, flags: str = FLAGS, compiler: str = "", folder: Path | None = None
) -> Path:
    """The extension of `package`, made in `folder` or in place. Raises NotBuilt."""
    command = [*_compiler(compiler), *shlex.split(flags)]
    include = Path(sysconfig.get_path("include"))
    if not (include / "Python.h").is_file():
        raise NotBuilt(f"Python's headers are missing ({include}/Python.h)")
    main = SOURCES["files"](package)[0]
    made = (folder or main.parent) / f"_native{sysconfig.get_config_var('EXT_SUFFIX')}"
    with tempfile.TemporaryDirectory() as work:
        written = Path(work) / "_native.c"
        _run([sys.executable, "-m", "cython", "-3", str(main), "-o", str(written)])
        mark = f'-DHOOKSHIFT_SOURCES="{SOURCES["digest"](package)}"'
        out = Path(work) / made.name
        _run([*command, mark, f"-I{include}", str(written), *_linking(), "-o", str(out)])
        # By another file's name first: a process that has loaded the old one keeps it.
        new = made.with_name(f"{made.name}.new")
        shutil.copy(out, new)
        new.replace(made)
    return made


def _compiler(wanted: str) -> list[str]:
    own = str(sysconfig.get_config_var("CC") or "")
    for each in (wanted, os.environ.get("CC", ""), own, "cc", "gcc", "clang"):
        command = shlex.split(each)
        if command and shutil.which(command[0]):
            return command
    raise NotBuilt("there is no C compiler")


def _linking() -> list[str]:
    """How a shared object is made here: what LDSHARED says behind the compiler's name."""
    if sys.platform == "darwin":
        return ["-bundle", "-undefined", "dynamic_lookup"]
    return ["-shared"]


def _run(command: list[str], seconds: float = SECONDS) -> None:
    """Runs a tool that may have children. Raises NotBuilt, and then none of them is left."""
    try:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    except OSError as error:
        raise NotBuilt(f"{command[0]} cannot be run: {error}") from None
    with process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            # A compiler's own children (cc1, as, ld) do not end with it.
            os.killpg(process.pid, signal.SIGKILL)
            raise NotBuilt(f"{command[0]} took more than {seconds:g} s") from None
    if process.returncode:
        said = (err or out).strip()
        raise NotBuilt(f"{Path(command[0]).name} failed: {said[-2000:]}")
