"""What must be installed, and what to say when it is not. Deno is fetched by npm when asked for."""

import os
import shutil
import subprocess
from pathlib import Path

from bench.processes import BenchError

BENCH = Path(__file__).parent
PEERS = BENCH / "peers"
OUT = BENCH / "out"
NPM_SECONDS = 300

_PACKAGES = {
    "wrk": "wrk",
    "taskset": "util-linux",
    "nginx": "nginx",
    "haproxy": "haproxy",
}
_SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin")  # not on everyone's PATH
_NGINX_MODULES = Path("/usr/lib/nginx/modules")
_LUA_PACKAGES = "libnginx-mod-http-lua lua-cjson"


def program(name: str) -> str:
    """The path of an installed program."""
    found = _found(name)
    if found is None:
        raise BenchError(f"{name} is missing: apt-get install {_PACKAGES.get(name, name)}")
    return found


def _found(name: str) -> str | None:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS))
    return shutil.which(name, path=path)


def require_basics() -> None:
    """Raises BenchError naming all that no scenario can do without, and how to install it."""
    missing = {_PACKAGES[name] for name in ("wrk", "taskset", "nginx") if not _found(name)}
    if missing:
        raise BenchError(f"the benchmark needs: apt-get install {' '.join(sorted(missing))}")
    if len(os.sched_getaffinity(0)) < 2:
        raise BenchError("the benchmark needs two cores: one for the subject, one for the load")


def lua_modules() -> Path:
    """The folder with nginx's Lua module."""
    if not (_NGINX_MODULES / "ngx_http_lua_module.so").exists():
        raise BenchError(f"nginx has no Lua module here: apt-get install {_LUA_PACKAGES}")
    return _NGINX_MODULES


def deno() -> str:
    """The Deno of peers/package.json, fetched by npm into bench/out/ the first time."""
    folder = OUT / "deno"
    if not _deno_in(folder):
        _npm_install(folder)
    found = _deno_in(folder)
    if found is None:
        raise BenchError(f"npm installed no Deno for this machine below {folder}")
    return str(found)


def _deno_in(folder: Path) -> Path | None:
    return next(folder.glob("node_modules/@deno/*/deno"), None)


def _npm_install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise BenchError("Deno comes from npm, which is missing: apt-get install npm")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PEERS / "package.json", folder)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS, check=False
    )
    if done.returncode:
        raise BenchError(f"`npm install` for Deno failed in {folder}:\n{done.stderr[-800:]}")
