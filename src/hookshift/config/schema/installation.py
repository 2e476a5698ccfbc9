"""The shape of hookshift.toml, continued: where an installation is.

A command that steers needs this part and no other; `config.part.load_part` reads it alone.
"""

from pathlib import Path

from pydantic import ConfigDict

from hookshift.config.section import Section
from hookshift.config.values import DatabaseUrl, FilePath, Seconds
from hookshift.domain.database_url import MAX_CONNECTION_AGE


class DatabaseConfig(Section):
    """PostgreSQL."""

    url: DatabaseUrl | None = None
    """Where PostgreSQL is. Without it, and without `DATABASE_URL`, an embedded one is started."""
    poll_seconds: Seconds = 0.5
    """How often the configuration is read, in case a notification (NOTIFY) was missed."""
    max_connection_age: Seconds = MAX_CONNECTION_AGE
    """Age at which a connection is replaced, so that a new address of the server is noticed."""


class InstallationConfig(Section):
    """Where an installation is."""

    data_dir: FilePath = Path(".hookshift")
    """Folder for the embedded PostgreSQL, the spool and run-time files; relative to the file."""
    env_file: FilePath | None = None
    """File of `NAME=value` lines, read for variables that are not set; relative to the file."""
    database: DatabaseConfig = DatabaseConfig.defaults()
    """PostgreSQL."""


class DatabasePart(InstallationConfig):
    """What a command reads that uses the database and no other settings."""

    model_config = ConfigDict(extra="ignore")
