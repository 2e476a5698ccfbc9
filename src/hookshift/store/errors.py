"""Where asyncpg's exceptions and the operating system's become hookshift's."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from hookshift.domain.errors import OperatorError


class DatabaseAway(OperatorError):
    """PostgreSQL cannot be reached or did not answer in time; trying again later may help."""


class DatabaseRefusal(OperatorError):
    """PostgreSQL answered, and refused: it is not migrated, a right is missing, a value is wrong.

    Trying again unchanged will not help.
    """


class ValueRefused(DatabaseRefusal):
    """What was written is at fault, or one row of it; without that row the rest may be taken."""


class StoredValueDamaged(ValueRefused):
    """What is stored cannot be read: a page on the disk is damaged."""


class EveryRowRefused(DatabaseRefusal):
    """Each row was refused, also alone: it is not the rows that are at fault, unless others are
    taken."""


# What another try, on another connection, may mend. Among them are the classes 08 (connection),
# 57 (terminated), 53 (full) and 25: the server has become read-only (25006), or a transaction was
# left behind (25P02). Prepared statements that are not as they were left are a pooler's doing.
_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidTransactionStateError,
    asyncpg.InvalidSQLStatementNameError,
    asyncpg.DuplicatePreparedStatementError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)

_NOT_MIGRATED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
)


_VALUES = (
    asyncpg.CardinalityViolationError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.RaiseError,  # somebody's trigger
    asyncpg.InternalServerError,
    asyncpg.PostgresSystemError,
)
_DAMAGED = (
    asyncpg.DataCorruptedError,
    asyncpg.IndexCorruptedError,
    asyncpg.PostgresSystemError,  # the disk cannot be read
)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Translates what goes wrong inside. `what` says what was being done, as in "read the log".

    Raises DatabaseAway where another try may help, ValueRefused where other values may, else
    DatabaseRefusal.
    """
    try:
        yield
    except asyncpg.InterfaceError as error:
        # Those that are ValueErrors too are about what was asked: a value, or a wrong URL.
        asked_wrongly = isinstance(error, ValueError)
        raise (_refusal(what, error) if asked_wrongly else _away(what, error)) from error
    except _AWAY as error:
        raise _away(what, error) from error
    except asyncpg.PostgresError as error:
        raise _refusal(what, error) from error


def every_row_refused(what: str, rows: int, error: Exception) -> EveryRowRefused:
    """The refusal of `rows` rows, one by one, by `error`; `what` as in `translated`."""
    why = _words(error.__cause__ if isinstance(error, OperatorError) else error)
    each = f"each of {rows:,} rows" if rows > 1 else "the only row"
    return EveryRowRefused(
        f"cannot {what}: PostgreSQL refuses {each}: {why}. Look for a trigger or a constraint "
        "that somebody has added."
    )


def _away(what: str, error: Exception) -> DatabaseAway:
    hint = "Check that PostgreSQL runs and that database.url (or DATABASE_URL) names it."
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        hint = (
            "The server is a standby or read-only. Promote it, end its read-only mode, or name "
            "the primary in database.url (or DATABASE_URL)."
        )
    elif isinstance(error, TimeoutError):
        hint = (
            "Check that PostgreSQL runs, that database.url (or DATABASE_URL) names it, and what "
            "its sessions wait for (pg_stat_activity)."
        )
    return DatabaseAway(f"cannot {what}: {_words(error)}. {hint}")


def _refusal(what: str, error: Exception) -> DatabaseRefusal:
    text = f"cannot {what}: {_words(error)}."
    hint = getattr(error, "hint", None)
    if isinstance(error, _NOT_MIGRATED):
        hint = "Run `hookshift db migrate`."
    elif isinstance(error, asyncpg.InsufficientPrivilegeError):
        hint = hint or "Use a login that owns hookshift's tables, or grant it the right."
    elif isinstance(
        error,
        asyncpg.ClientConfigurationError
        | asyncpg.InvalidAuthorizationSpecificationError
        | asyncpg.InvalidCatalogNameError,
    ):
        hint = "Correct the user, password or database in database.url (or DATABASE_URL)."
    kind = DatabaseRefusal
    if _is_about_values(error):
        kind = StoredValueDamaged if isinstance(error, _DAMAGED) else ValueRefused
    return kind(f"{text} {hint}" if hint else text)


def _is_about_values(error: Exception) -> bool:
    if isinstance(error, asyncpg.InterfaceError):
        # asyncpg could not send a value: its type or its size is wrong.
        return isinstance(error, ValueError) and not isinstance(
            error, asyncpg.ClientConfigurationError
        )
    return isinstance(error, _VALUES)


def _words(error: BaseException | None) -> str:
    if isinstance(error, TimeoutError):
        return "PostgreSQL did not answer in time"
    text = " ".join(str(getattr(error, "message", None) or error).split())
    return (text or type(error).__name__).rstrip(".")
