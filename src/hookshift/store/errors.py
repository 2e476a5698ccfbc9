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


_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
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


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Translates what goes wrong inside. `what` says what was being done, as in "read the log".

    Raises DatabaseAway where another try may help, else DatabaseRefusal.
    """
    try:
        yield
    except asyncpg.DataError as error:
        # A PostgresError or an InterfaceError, depending on which side found the bad value.
        raise DatabaseRefusal(_refusal(what, error)) from error
    except _AWAY as error:
        raise DatabaseAway(
            f"cannot {what}: {_words(error)}. Check that PostgreSQL runs and that database.url "
            "(or DATABASE_URL) names it."
        ) from error
    except asyncpg.PostgresError as error:
        raise DatabaseRefusal(_refusal(what, error)) from error


def _refusal(what: str, error: Exception) -> str:
    text = f"cannot {what}: {_words(error)}."
    hint = getattr(error, "hint", None)
    if isinstance(error, _NOT_MIGRATED):
        hint = "Run `hookshift db migrate`."
    elif isinstance(error, asyncpg.InsufficientPrivilegeError):
        hint = hint or "Use a login that owns hookshift's tables, or grant it the right."
    elif isinstance(
        error, asyncpg.InvalidAuthorizationSpecificationError | asyncpg.InvalidCatalogNameError
    ):
        hint = "Correct the user, password or database in database.url (or DATABASE_URL)."
    return f"{text} {hint}" if hint else text


def _words(error: Exception) -> str:
    text = " ".join(str(getattr(error, "message", None) or error).split())
    return (text or type(error).__name__).rstrip(".")
