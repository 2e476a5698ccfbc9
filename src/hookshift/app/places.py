"""Where in the data folder the files are that processes of one host share."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hookshift.config.schema.installation import InstallationConfig


def run_dir(settings: "InstallationConfig") -> "Path":
    """The folder of files that processes share while they run, such as metrics snapshots."""
    return settings.data_dir / "run"


def rollback_file(settings: "InstallationConfig") -> "Path":
    """The file that says whether this host was rolled back by hand."""
    return run_dir(settings) / "rollback.json"


def admin_socket(settings: "InstallationConfig") -> "Path":
    """The socket on which the parent of the workers takes orders."""
    return run_dir(settings) / "admin.sock"


def conversations_file(settings: "InstallationConfig") -> "Path":
    """The table of conversations that all workers of this host share."""
    return run_dir(settings) / "conversations.table"


def spool_dir(settings: "InstallationConfig", slot: int) -> "Path":
    """The spool folder of a slot; a replacement worker goes on with it."""
    return settings.data_dir / "spool" / f"worker-{slot}"
