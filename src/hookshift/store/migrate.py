"""Brings a database to this program's schema: plain SQL files, applied in order, never changed.

Each file runs in one transaction together with the record that it ran, so a crash leaves a
database between two files, never inside one. An advisory lock lets one process apply a file while
others wait for it; they then find it applied.
"""

from collections.abc import Mapping
from hashlib import sha256
from importlib import resources
from typing import NamedTuple

from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("migrate")

LOCK_SECONDS = 60.0
"""How long to wait for another process that is migrating."""
STEP_SECONDS = 3_600.0
"""How long one migration may take: an index over a large log takes minutes."""


class Migration(NamedTuple):
    """One file of `migrations/`."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the text, in hex."""
        return sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """All migrations, in the order in which they apply."""
    folder = resources.files("hookshift.store").joinpath("migrations")
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return [
        Migration(file.name.removesuffix(".sql"), file.read_text("utf-8"))
        for file in sorted(files, key=lambda file: file.name)
    ]


async def migrate(connection: Connection, steps: list[Migration] | None = None) -> list[str]:
    """Applies what is missing and returns its names, in order; [] if nothing was.

    Raises OperatorError if an applied file has changed or the database is newer than the program.
    """
    steps = migrations() if steps is None else steps
    with translated("migrate the database"):
        done: list[str] = []
        while (name := await _apply_next(connection, steps)) is not None:
            done.append(name)
        return done


async def _apply_next(connection: Connection, steps: list[Migration]) -> str | None:
    """The name of the first that was missing and is applied now; None if none was."""
    async with connection.transaction():
        await connection.execute(SQL["lock"], timeout=LOCK_SECONDS)
        await connection.execute(SQL["make_table"])
        applied = {row["name"]: row["sha256"] for row in await connection.fetch(SQL["applied"])}
        missing = pending(steps, applied)
        if not missing:
            return None
        await connection.execute(missing[0].sql, timeout=STEP_SECONDS)
        await connection.execute(SQL["record"], missing[0].name, missing[0].sha256)
        return missing[0].name


async def check(connection: Connection) -> None:
    """Raises OperatorError if this program and the database do not fit together."""
    with translated("read the database's migrations"):
        applied = await connection.fetch(SQL["applied"])
    missing = pending(migrations(), {row["name"]: row["sha256"] for row in applied})
    if missing:
        raise OperatorError(
            f"the database lacks {', '.join(step.name for step in missing)}. "
            "Run `hookshift db migrate`."
        )


def pending(steps: list[Migration], applied: Mapping[str, str]) -> list[Migration]:
    """The steps that are not in `applied` (name to sha256). Raises OperatorError on a mismatch."""
    unknown = sorted(applied.keys() - {step.name for step in steps})
    if unknown:
        raise OperatorError(
            f"the database is newer than this program: it has {', '.join(unknown)}. "
            "Install the version of hookshift that migrated it, or a later one."
        )
    for step in steps:
        if applied.get(step.name, step.sha256) != step.sha256:
            raise OperatorError(
                f"migration {step.name} has changed since it was applied to this database. "
                "Restore the file; put the change into a new migration."
            )
    return [step for step in steps if step.name not in applied]


def sql(protected: Mapping[str, str]) -> str:
    """All migrations as one script that `psql -v ON_ERROR_STOP=1` runs, as often as wanted.

    `protected` maps each protected domain to its handler. The script records itself, so a later
    `migrate` finds its files applied. One transaction: nobody sees it half done.
    """
    steps = migrations()
    parts = [
        "-- hookshift's schema, made by `hookshift db sql`. It can be run again.",
        "BEGIN;",
        SQL["lock"].split("\n", 2)[2],
        SQL["make_table"],
        *(f"-- {step.name}\n{step.sql.strip()}" for step in steps),
        "-- For a later `hookshift db migrate`.",
        _insert(
            "hookshift.migrations (name, sha256)",
            {step.name: step.sha256 for step in steps},
        ),
    ]
    if protected:
        parts += [
            "-- The protected domains of the settings file.",
            _insert("public.webhook_protected_domains (domain, handler)", protected),
        ]
    return "\n\n".join([*parts, "COMMIT;"]) + "\n"


def _insert(target: str, rows: Mapping[str, str]) -> str:
    values = ",\n".join(f"  ({_literal(key)}, {_literal(value)})" for key, value in rows.items())
    return f"INSERT INTO {target} VALUES\n{values}\nON CONFLICT DO NOTHING;"


def _literal(text: str) -> str:
    # E'' reads the same whatever standard_conforming_strings says.
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"E'{escaped}'"
