"""Where the settings and the variables of a command come from."""

import os
from pathlib import Path

import click

HERE = Path("hookshift.toml")
FROM_FILE = "HOOKSHIFT_ENV_FILE_NAMES"
"""The names that --env-file has set, for the generation that takes over at a reload."""
SYSTEM = Path("/etc/hookshift/hookshift.toml")


def settings_file(named: Path | None) -> Path:
    """The file that was named, or the first that is there: this folder's, then the system's."""
    if named is not None:
        return named
    return SYSTEM if not HERE.exists() and SYSTEM.exists() else HERE


def _variables(context: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
    if path is None:
        return
    # Here, since `--version` needs none of it.
    from hookshift.config.env_file import BadEnvFile, read_env_file  # noqa: PLC0415

    try:
        found = read_env_file(path)
    except BadEnvFile as error:
        raise click.BadParameter(str(error)) from error
    # What a former generation of this process had from the file is not what was set for it.
    former = set(os.environ.get(FROM_FILE, "").split(","))
    fresh = {
        name: value for name, value in found.items() if name not in os.environ or name in former
    }
    for name in former - fresh.keys():
        os.environ.pop(name, None)
    os.environ.update(fresh)
    os.environ[FROM_FILE] = ",".join(fresh)

    def forget() -> None:
        for name in (*fresh, FROM_FILE):
            os.environ.pop(name, None)

    context.call_on_close(forget)


# Eager, so that the file may also hold what stands for other options: HOOKSHIFT_URL and its kin.
env_file_option = click.option(
    "--env-file",
    type=click.Path(dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_variables,
    help="A file of NAME=value lines, for variables that are not set.",
)
